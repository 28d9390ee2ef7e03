//! Indents nested modules: items are printed without indentation, and indented as a whole.

use std::fmt;

use askama::{FastWritable, Template, Values};

/// Prints a template with four spaces before every line that is not blank.
#[derive(Debug)]
pub struct Indented<T>(pub T);

impl<T: Template> FastWritable for Indented<T> {
    fn write_into(&self, out: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        let text = self.0.render_with_values(values)?;
        out.write_str(&indented(&text))?;
        Ok(())
    }
}

impl<T: Template> fmt::Display for Indented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Writing to a `String` never fails.
        self.write_into(f, askama::NO_VALUES)
            .map_err(|_| fmt::Error)
    }
}

/// Text with four spaces before every line that is not blank.
pub fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 6);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        if end > start {
            out.push_str("    ");
        }
        out.push_str(&text[start..=end]);
        start = end + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn blank_lines_stay_blank() {
        assert_eq!(
            super::indented("a {\n\n    b\n}\n"),
            "    a {\n\n        b\n    }\n"
        );
    }
}
