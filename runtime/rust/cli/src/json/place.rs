//! Positions of JSON values in the input, and of errors in them.

/// A line and a column, which counts bytes; both start with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Place {
    pub(in super::super) line: usize,
    pub(in super::super) column: usize,
}

impl Place {
    pub(in super::super) const START: Self = Self { line: 1, column: 1 };

    /// The position in the input of a position in a value that starts here.
    pub(super) fn plus(self, line: usize, column: usize) -> Self {
        match line {
            0 => self,
            1 => Self {
                line: self.line,
                column: self.column - 1 + column.max(1),
            },
            line => Self {
                line: self.line - 1 + line,
                column,
            },
        }
    }
}

/// The text of a value, and its position in the input.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Piece {
    pub(in super::super) text: String,
    pub(in super::super) place: Place,
}

/// The text of an error with its position in the input, for a value that starts at `begin`.
pub(super) fn failure(error: &serde_json::Error, begin: Place) -> String {
    let Place { line, column } = begin.plus(error.line(), error.column());
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&place).unwrap_or(&text);
    format!("line {line}, column {column}: {reason}")
}
