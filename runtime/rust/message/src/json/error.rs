//! Errors.

use std::fmt;

/// Why a message cannot be read from JSON, or written as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: Box<str>,
    kind: ErrorKind,
    place: Option<(usize, usize)>,
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
    pub(super) fn new(kind: ErrorKind, message: impl Into<Box<str>>) -> Self {
        Self {
            message: message.into(),
            kind,
            place: None,
        }
    }

    pub(super) fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The line and the column in the text, from 1; `None` when a message is written.
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match self.place {
            Some((line, column)) => write!(f, " at line {line}, column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
