//! The error of a build script.

use std::fmt;

use crate::Error;
use crate::diagnostics::Diagnostic;

/// All errors of a build, each with its place and remedy.
///
/// A build script whose `main` returns an error prints it with [`Debug`](fmt::Debug), so that is readable as well.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError {
    diagnostics: Vec<Diagnostic>,
}

impl BuildError {
    /// The errors, and the warnings before them, sorted by place.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            let line_break = if index > 0 { "\n" } else { "" };
            write!(f, "{line_break}{diagnostic}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for BuildError {
    /// The text of [`Display`](fmt::Display) on separate lines: editors search for places at the start of a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for BuildError {}

impl From<Vec<Diagnostic>> for BuildError {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics }
    }
}

impl From<Diagnostic> for BuildError {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic].into()
    }
}

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Vec::from(error).into()
    }
}

impl From<Error> for Vec<Diagnostic> {
    fn from(error: Error) -> Self {
        match error {
            Error::Request(reason) => vec![Diagnostic::error(format!(
                "the input is not a CodeGeneratorRequest: {reason}"
            ))],
            Error::Faults(faults) => faults,
        }
    }
}
