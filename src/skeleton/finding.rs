//! The differences between a project and its schema, each with a place and a remedy.

use std::path::Path;

use crate::diagnostics::{Diagnostic, Place};

/// A difference between a project and its schema.
#[derive(Clone, Debug)]
pub struct Finding {
    pub kind: Kind,
    /// The message, the place and the remedy.
    pub diagnostic: Diagnostic,
    /// Code to paste. Ends with a newline.
    pub paste: Option<String>,
}

/// The kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A service has no implementation.
    Nowhere,
    /// An rpc has no function.
    Missing,
    /// A function has no rpc.
    Removed,
    /// The types of a function differ from those of its rpc.
    Differs,
    /// Functions may be missing, but cannot be added safely.
    Refused,
    /// A dependency is missing that the user has to add.
    Dependency,
    /// A line is written for an older version of rpcsmith.
    Outdated,
    /// No server has a service.
    NotServed,
    /// The command-line client has other services, but not this one.
    NotListed,
    /// Tests of new rpcs cannot be added.
    NotTested,
}

impl Kind {
    /// The name in output for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nowhere => "nowhere",
            Self::Missing => "missing",
            Self::Removed => "removed",
            Self::Differs => "differs",
            Self::Refused => "refused",
            Self::Dependency => "dependency",
            Self::Outdated => "outdated",
            Self::NotServed => "not_served",
            Self::NotListed => "not_listed",
            Self::NotTested => "not_tested",
        }
    }
}

impl Finding {
    /// A finding without code to paste.
    pub fn new(kind: Kind, diagnostic: Diagnostic) -> Self {
        Self {
            kind,
            diagnostic,
            paste: None,
        }
    }
}

/// A point in a file of the project.
pub fn place(root: &Path, file: &str, line: usize, column: usize) -> Place {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place::point(shown(root, file), number(line), number(column))
}

/// The path of a file of the project from the current directory.
pub fn shown(root: &Path, file: &str) -> String {
    let path = root.join(file);
    let path = path.strip_prefix(".").unwrap_or(&path);
    path.display().to_string()
}
