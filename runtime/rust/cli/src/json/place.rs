//! Positions of JSON values in the input, and of errors in them.

/// A line and a column, which counts bytes; both start with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Place {
    pub(in super::super) line: usize,
    pub(in super::super) column: usize,
}

impl Place {
    pub(in super::super) const START: Self = Self { line: 1, column: 1 };
}

/// The text of a value, and its position in the input.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Piece {
    pub(in super::super) text: String,
    pub(in super::super) place: Place,
}

/// The text of an error with its position in the input, for a value that starts at `begin`.
pub(super) fn failure(error: &serde_json::Error, begin: Place) -> String {
    let Place { line, column } = placed(error, begin);
    format!("line {line}, column {column}: {}", reason(error))
}

/// The position of an error in the input, for a value that starts at `begin`.
pub(super) fn placed(error: &serde_json::Error, begin: Place) -> Place {
    match error.line() {
        0 => begin,
        1 => Place {
            line: begin.line,
            column: begin.column - 1 + error.column().max(1),
        },
        line => Place {
            line: begin.line - 1 + line,
            column: error.column(),
        },
    }
}

/// The text of an error without its position.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}
