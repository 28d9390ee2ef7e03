//! Errors and warnings about one file.

use std::borrow::Cow;

use crate::source::Span;

/// An error or a warning, with its place in a file. [`crate::Diagnostic`] is its public form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub severity: Severity,
    /// The place. `None` is the whole file.
    pub span: Option<Span>,
    pub message: Cow<'static, str>,
    /// What the author of the file can do.
    pub help: Option<Cow<'static, str>>,
    /// The exact place within the span, where the span begins earlier because protoc reports the fault there.
    pub detail: Option<u32>,
}

/// The severity of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The compiler has no result.
    Error,
    /// The compiler has a result all the same.
    Warning,
}

impl Fault {
    pub fn error(span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            severity: Severity::Error,
            span: Some(span),
            message: message.into(),
            help: None,
            detail: None,
        }
    }

    pub fn warning(span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(span, message)
        }
    }

    /// Adds the exact place within the span.
    pub fn at(self, offset: u32) -> Self {
        Self {
            detail: Some(offset),
            ..self
        }
    }

    /// Adds a remedy.
    pub fn help(self, help: impl Into<Cow<'static, str>>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}
