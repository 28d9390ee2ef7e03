//! Nested modules: each item is printed as if it stood at the left margin, and moved in as it passes.

use std::fmt::{self, Write};

use askama::Template;

/// Prints a template with four spaces before every line that is not blank.
#[derive(Debug)]
pub struct Indented<T>(pub T);

impl<T: Template> fmt::Display for Indented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Indenter {
            inner: f,
            line_start: true,
        };
        // Writing to text fails only where the text does.
        self.0.render_into(&mut writer).map_err(|_| fmt::Error)
    }
}

struct Indenter<'f, 'b> {
    inner: &'f mut fmt::Formatter<'b>,
    line_start: bool,
}

impl Write for Indenter<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for line in text.split_inclusive('\n') {
            if self.line_start && line != "\n" {
                self.inner.write_str("    ")?;
            }
            self.inner.write_str(line)?;
            self.line_start = line.ends_with('\n');
        }
        Ok(())
    }
}
