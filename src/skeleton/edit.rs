//! An edit of a file of the user, and its insertions.

use std::path::PathBuf;

/// The complete text of a file before and after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file on disk.
    pub path: PathBuf,
    /// The file, relative to the root of the project, with `/`.
    pub file: String,
    /// The text that was read.
    pub before: String,
    /// The text to write.
    pub after: String,
    /// The insertions, in the order of the file.
    pub inserted: Vec<Inserted>,
    /// The renamed functions, in the order of the file.
    pub renamed: Vec<Renamed>,
}

/// An insertion into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// Its first line in the new text, from 1.
    pub line: usize,
    pub kind: InsertionKind,
    /// The name of the rpc, of the checked message, of the module or of the function.
    pub name: String,
}

/// The kind of an insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertionKind {
    /// The function of an rpc.
    Rpc,
    /// A function that checks requests.
    Check,
    /// A declaration of a module.
    Module,
    /// A function at the end of the file: a test.
    Function,
}

/// A renamed function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// From 1.
    pub line: usize,
    /// The function before.
    pub old: String,
    /// The function after.
    pub new: String,
    /// How many bytes of a stub it replaces.
    pub replaced: usize,
}

/// An item in a report: a part of a file that a run adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its line, from 1.
    pub line: usize,
    /// The kind: `rpc`, `dependency`.
    pub kind: &'static str,
    /// The name: `serde`.
    pub name: String,
}
