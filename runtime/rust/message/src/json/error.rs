//! Errors.

use std::fmt;
use std::str::Utf8Error;

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

/// The most bytes of a text. Values of the input are a part of it.
const LIMIT: usize = 400;

impl Error {
    pub(super) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let mut message = message.into();
        if message.len() > LIMIT {
            let boundary = (0..=LIMIT).rev().find(|at| message.is_char_boundary(*at));
            message.truncate(boundary.unwrap_or(0));
            message.push('…');
        }
        Self {
            message: message.into(),
            kind,
            place: None,
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

    /// The error of a text: `read` is the part that was read, up to the end of the error.
    pub(super) fn reading(kind: ErrorKind, message: String, read: &[u8]) -> Self {
        Self {
            place: Some(place(read)),
            ..Self::new(kind, message)
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

/// The line after some bytes, from 1, and the number of their bytes in it.
fn place(before: &[u8]) -> (usize, usize) {
    let line_start = before.iter().rposition(|byte| *byte == b'\n');
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    (line, before.len() - line_start.map_or(0, |at| at + 1))
}
