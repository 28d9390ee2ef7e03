//! Errors.

use std::fmt;
use std::str::Utf8Error;

use super::path::FailedPath;
use super::syntax::Fault;
use super::unknown::{UnknownName, start_of};

/// Why a message cannot be read from JSON, or written as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    path: Box<str>,
    reason: Box<str>,
    kind: ErrorKind,
    place: Option<(usize, usize)>,
    unknown: Option<Box<UnknownName>>,
}

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not JSON.
    Syntax,
    /// The value does not fit the message.
    Data,
    /// The message exceeds its budget of memory.
    Budget,
}

impl Error {
    pub(super) fn new(kind: ErrorKind, reason: &str) -> Self {
        Self {
            path: Box::default(),
            reason: start_of(reason).into(),
            kind,
            place: None,
            unknown: None,
        }
    }

    /// The error of a value.
    pub(super) fn in_value(kind: ErrorKind, path: &FailedPath, fault: Fault) -> Self {
        Self {
            path: path.shown().into(),
            unknown: fault.unknown_name().cloned().map(Box::new),
            ..Self::new(kind, &fault.to_string())
        }
    }

    /// The error of a text that is not UTF-8.
    pub(super) fn not_utf8(text: &[u8], error: Utf8Error) -> Self {
        let (line, column) = place(&text[..error.valid_up_to()]);
        Self {
            place: Some((line, column + 1)),
            ..Self::new(ErrorKind::Syntax, "the text is not UTF-8")
        }
    }

    /// The same error of a text: `read` is the part that was read, up to the end of the error.
    pub(super) fn after(self, read: &[u8]) -> Self {
        Self {
            place: Some(place(read)),
            ..self
        }
    }

    /// The error of a text that its owner does not see.
    pub(super) fn without_place(self) -> Self {
        Self {
            place: None,
            ..self
        }
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The path of the value, such as `users[3].createdAt`; empty for the message itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong, without the path and the place.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The name that the schema does not have, if this is the reason.
    pub fn unknown_name(&self) -> Option<&UnknownName> {
        self.unknown.as_deref()
    }

    /// The line in the text, from 1, and how many bytes of it were read when the error was found, as with serde_json; `None` when a
    /// message is written.
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.reason)?;
        match self.place {
            Some((line, column)) => write!(f, " at line {line}, column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// The line after some bytes, from 1, and the number of their bytes in it.
fn place(before: &[u8]) -> (usize, usize) {
    let line_start = before.iter().rposition(|byte| *byte == b'\n');
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    (line, before.len() - line_start.map_or(0, |at| at + 1))
}
