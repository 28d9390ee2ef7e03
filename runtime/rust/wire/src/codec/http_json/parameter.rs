//! Names parts of a request in errors.

use crate::Status;

/// A part of a request.
#[derive(Clone, Copy)]
pub enum Parameter<'n> {
    Path(&'n str),
    Query(&'n str),
}

impl Parameter<'_> {
    /// The error of a value that its field cannot have, or that the part cannot contain.
    pub fn error(&self, reason: &str) -> Status {
        /// A longer name is cut.
        const MOST: usize = 200;

        let (place, name) = match self {
            Self::Path(name) => ("path", name),
            Self::Query(name) => ("query", name),
        };
        let name: String = name.chars().take(MOST).collect();
        let name = name.escape_debug();
        Status::invalid_argument(format!("`{name}` in the {place}: {reason}"))
    }
}
