//! The documentation of an element, from its comments.

use std::fmt;

use askama::{FastWritable, Values};

use super::docs::Docs;
use super::syntax::blanks;
use crate::model::Source;

/// The comments before and after an element.
#[derive(Clone, Debug, Default)]
pub struct Comments<'a> {
    leading: Docs<'a>,
    trailing: Docs<'a>,
}

impl<'a> Comments<'a> {
    /// The comments of an element.
    pub fn new(source: &Source<'a>) -> Self {
        Self {
            leading: Docs::new(source.leading),
            trailing: Docs::new(source.trailing),
        }
    }

    /// The lines of documentation of an element that is indented by `indent`.
    pub fn at(&self, indent: usize) -> Lines<'_> {
        Lines {
            comments: self,
            indent,
        }
    }

    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.leading.text().is_empty() && self.trailing.text().is_empty()
    }
}

/// Whole lines that start with `///`.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'c> {
    comments: &'c Comments<'c>,
    indent: usize,
}

impl Lines<'_> {
    fn write(self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Comments { leading, trailing } = self.comments;
        let (leading, trailing) = (leading.text(), trailing.text());
        self.write_lines(out, leading)?;
        if !leading.is_empty() && !trailing.is_empty() {
            out.write_str(blanks(self.indent))?;
            out.write_str("///\n")?;
        }
        self.write_lines(out, trailing)
    }

    fn write_lines(self, out: &mut dyn fmt::Write, text: &str) -> fmt::Result {
        let start = &START[START.len() - "///".len() - self.indent.min(MAX_INDENT)..];
        let mut rest = text;
        while let Some(end) = memchr::memchr(b'\n', rest.as_bytes()) {
            let (line, after) = rest.split_at(end + 1);
            out.write_str(start)?;
            out.write_str(line)?;
            rest = after;
        }
        if !text.is_empty() {
            out.write_str(start)?;
            out.write_str(rest)?;
            out.write_str("\n")?;
        }
        Ok(())
    }
}

/// The maximum indentation of documentation.
const MAX_INDENT: usize = 8;
/// The start of each line with the maximum indentation.
const START: &str = "        ///";

impl FastWritable for Lines<'_> {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(out)?)
    }
}

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}
