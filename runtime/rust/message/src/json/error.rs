//! Errors.

use std::fmt;
use std::str::Utf8Error;

use serde_json::error::Category;

use super::read::Context;

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
        let before = &text[..error.valid_up_to()];
        let line_start = before.iter().rposition(|byte| *byte == b'\n');
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.len() - line_start.map_or(0, |at| at + 1) + 1;
        Self {
            place: Some((line, column)),
            ..Self::new(ErrorKind::Syntax, "the text is not UTF-8")
        }
    }

    /// The error of the parser, with the path of the value.
    pub(super) fn reading(error: &serde_json::Error, context: &Context<'_>) -> Self {
        let kind = match error.classify() {
            _ if context.exceeded() => ErrorKind::Budget,
            Category::Data => ErrorKind::Data,
            Category::Io | Category::Syntax | Category::Eof => ErrorKind::Syntax,
        };
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        // The text of the parser ends in the place.
        let place = format!(" at line {line} column {column}");
        let message = message.strip_suffix(&place).unwrap_or(&message);
        Self {
            place: Some((line, column)),
            ..Self::new(kind, context.failed.describe(message))
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
