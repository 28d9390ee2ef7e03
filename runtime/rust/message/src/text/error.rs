//! Errors with their places.

use std::fmt;

/// The most bytes of a message, as in JSON.
const LIMIT: usize = 400;

/// Why a text is not the message. The error of a field with the option `debug_redact` does not have its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: Box<str>,
    line: usize,
    column: usize,
}

impl Error {
    /// An error at a byte of a text.
    pub(super) fn at(text: &str, offset: usize, message: impl Into<Box<str>>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            message: cut(message.into()),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }

    /// The line and the column, from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

/// A message without the end of a long name or number of the text.
fn cut(message: Box<str>) -> Box<str> {
    match (0..=LIMIT).rfind(|end| message.is_char_boundary(*end)) {
        Some(end) if message.len() > LIMIT => format!("{}…", &message[..end]).into(),
        _ => message,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at line {}, column {}",
            self.message, self.line, self.column
        )
    }
}

impl std::error::Error for Error {}
