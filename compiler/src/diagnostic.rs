//! Errors and warnings with their places, as callers get them.

use std::fmt;
use std::sync::Arc;

use crate::fault::{Fault, Severity};
use crate::source::Lines;

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the compiler has a result all the same.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The name of the file, as `import` has it.
    pub file: String,
    /// The place in the file. `None` is the whole file.
    pub place: Option<Place>,
    /// What the author can do.
    pub help: Option<String>,
}

/// A place in a source. Lines and columns count from 1; columns count bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line and column of the first byte.
    pub start: (u32, u32),
    /// Line and column after the last byte.
    pub end: (u32, u32),
    /// The first line, without its line break. Invalid UTF-8 is replaced. Diagnostics of one line share it.
    pub source_line: Arc<str>,
}

impl Diagnostic {
    /// The diagnostic of a fault in the source of a file.
    pub(crate) fn new(fault: &Fault, file: &str, lines: &mut Lines) -> Self {
        let place = fault.span.map(|span| Place {
            start: lines.line_and_column(span.start),
            end: lines.line_and_column(span.end),
            source_line: lines.text(span.start),
        });
        Self {
            severity: fault.severity,
            message: match fault.detail.map(|offset| lines.line_and_column(offset)) {
                Some((line, column)) => format!("{} (at {line}:{column})", fault.message),
                None => fault.message.to_string(),
            },
            file: file.to_owned(),
            place,
            help: fault.help.as_ref().map(ToString::to_string),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Place {
            start: (line, column),
            ..
        }) = self.place
        {
            write!(f, ":{line}:{column}")?;
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, ": {severity}: {}", self.message)
    }
}
