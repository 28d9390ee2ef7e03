//! Prints patterns of arms that are long or have many alternatives.

use super::Printer;
use crate::targets::rust::syntax::blanks;

/// The width of the code after a pattern: ` => {`.
const BODY: usize = " => {".len();

impl Printer {
    /// Returns the alternatives of an arm for ascending numbers. Three or more consecutive numbers become a range.
    pub fn numbers(self, indent: usize, numbers: &[u32]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for run in numbers.chunk_by(|a, b| a + 1 == *b) {
            match run {
                [first, _, .., last] => parts.push(format!("{first}..={last}")),
                _ => parts.extend(run.iter().map(u32::to_string)),
            }
        }
        let flat = parts.join(" | ");
        let width = self.width().saturating_sub(BODY);
        if indent + flat.len() <= width {
            return flat;
        }
        let newline = ["\n", blanks(indent), "| "].concat();
        if flat.contains("..=") {
            return parts.join(&newline);
        }
        // rustfmt puts as many short alternatives on a line as fit.
        let mut column = indent;
        let mut text = String::new();
        for part in parts {
            if text.is_empty() {
                column += part.len();
            } else if column + 3 + part.len() <= width {
                text += " | ";
                column += 3 + part.len();
            } else {
                text += &newline;
                column = indent + 2 + part.len();
            }
            text += &part;
        }
        text
    }

    /// Returns `Some(variant(value))`.
    pub fn some_variant(self, indent: usize, variant: &str) -> String {
        let flat = ["Some(", variant, "(value))"].concat();
        if indent + flat.len() + BODY <= self.width() {
            return flat;
        }
        let [pad, deep, deeper] = [0, 4, 8].map(|deeper| blanks(indent + deeper));
        if indent + "Some((".len() + variant.len() + BODY < self.width() {
            format!("Some({variant}(\n{deep}value,\n{pad}))")
        } else {
            format!("Some(\n{deep}{variant}(\n{deeper}value,\n{deep}),\n{pad})")
        }
    }

    /// Returns `(index, variant(value))`.
    pub fn pair_pattern(self, indent: usize, index: &str, variant: &str) -> String {
        let flat = ["(", index, ", ", variant, "(value))"].concat();
        if indent + flat.len() + BODY <= self.width() {
            return flat;
        }
        let [pad, deep] = [0, 4].map(|deeper| blanks(indent + deeper));
        format!("(\n{deep}{index},\n{deep}{variant}(value),\n{pad})")
    }
}
