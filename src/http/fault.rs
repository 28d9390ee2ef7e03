//! Faults of an option `google.api.http`.

use std::ops::Range;

use prost::DecodeError;

use crate::diagnostics::{Diagnostic, Excerpt, Place};

/// A fault of the option of a method.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    message: String,
    /// The path, with the part that the fault is about.
    excerpt: Option<Excerpt>,
    help: Option<String>,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            excerpt: None,
            help: None,
        }
    }

    /// Adds the option that has the fault, such as `body`.
    pub fn of_option(self, option: &str) -> Self {
        Self {
            message: format!("`{option}`: {}", self.message),
            ..self
        }
    }

    /// Adds the path, and the part of it, in bytes.
    pub fn within(self, path: &str, part: &Range<usize>) -> Self {
        Self {
            excerpt: Some(Excerpt::new(path, part)),
            ..self
        }
    }

    pub fn help(self, help: impl Into<Option<String>>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }

    /// The diagnostic for a method at a place.
    pub fn of(self, method: &str, place: &Place) -> Diagnostic {
        let message = format!("method `{method}`: {}", self.message);
        let mut diagnostic = Diagnostic::error(message).at(place.clone());
        diagnostic.excerpt = self.excerpt.map(Box::new);
        diagnostic.help = self.help.map(String::into_boxed_str);
        diagnostic
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Self::new(format!("its `google.api.http` cannot be read: {error}"))
    }
}
