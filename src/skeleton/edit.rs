//! An edit of a file that a person owns, and what it brings.

use std::path::PathBuf;

/// A file before and after. Both are whole and exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file on disk, as the analysis found it.
    pub path: PathBuf,
    /// The file, relative to the root of the project, with `/`.
    pub file: String,
    /// What was read.
    pub before: String,
    /// What is to stand there.
    pub after: String,
    /// What comes in, in the order of the file.
    pub inserted: Vec<Inserted>,
    /// Identifiers that change, in the order of the file.
    pub renamed: Vec<Renamed>,
}

/// What comes into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// Its first line in the file as it will be, from 1.
    pub line: usize,
    /// What it is.
    pub what: What,
    /// Its name: the rpc, the message that is checked, the module, the function.
    pub name: String,
}

/// What can come into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An rpc of a service.
    Rpc,
    /// A function that checks requests.
    Check,
    /// A declaration of a module.
    Module,
    /// A function beside the others: a test.
    Function,
}

/// An identifier that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// From 1.
    pub line: usize,
    /// The function before.
    pub old: String,
    /// The function after.
    pub new: String,
    /// How many bytes of a stub go whose place it takes.
    pub replaced: usize,
}

/// Something that comes into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its line, from 1.
    pub line: usize,
    /// What it is: `rpc`, `dependency`.
    pub kind: &'static str,
    /// Its name: `tonic`.
    pub name: String,
}
