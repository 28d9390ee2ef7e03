//! Failures of commands, and exit statuses.

use crate::diagnostics::Diagnostic;

/// The exit status if a check found differences, or if the input has errors.
///
/// `sync`, `check`, `status` and `vendor` exit with [`INCORRECT_USE`] on all errors, so that 1 is always a result.
pub const DIFFERENT_OR_INVALID: u8 = 1;

/// The exit status if the command was used incorrectly.
pub const INCORRECT_USE: u8 = 2;

/// Stops a command: an exit status, and what to report.
#[derive(Debug)]
pub struct Failure {
    pub status: u8,
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// The user has to use the command in another way.
    pub fn incorrect_use(fault: Diagnostic) -> Self {
        Self {
            status: INCORRECT_USE,
            diagnostics: vec![fault],
        }
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            status: DIFFERENT_OR_INVALID,
            diagnostics,
        }
    }
}

impl From<Diagnostic> for Failure {
    fn from(fault: Diagnostic) -> Self {
        Self::from(vec![fault])
    }
}

impl From<crate::Error> for Failure {
    fn from(error: crate::Error) -> Self {
        Self::from(Vec::from(error))
    }
}

/// An error of the system, with its context, has no place in a file.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::from(Diagnostic::error(format!("{error:#}")))
    }
}
