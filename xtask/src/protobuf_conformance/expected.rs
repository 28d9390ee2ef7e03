//! The tests that may fail.

use anyhow::{Result, ensure};

const TEXT: &str = include_str!("../../protobuf-conformance/expected.txt");

/// The names of tests, as the suite reads them: one in a line.
#[derive(Debug, Default, PartialEq)]
pub struct Expected {
    /// Tests of the binary format and of JSON.
    pub binary_and_json: String,
    /// Tests that read or write the text format.
    pub text: String,
}

impl Expected {
    /// Reads the list of the project.
    ///
    /// # Errors
    /// If a test is required, or has no reason.
    pub fn read() -> Result<Self> {
        Self::parse(TEXT)
    }

    /// Reads paragraphs of a reason, whose lines start with `#`, and names.
    fn parse(text: &str) -> Result<Self> {
        let mut expected = Self::default();
        let mut has_reason = false;
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                has_reason = !line.is_empty();
                continue;
            }
            ensure!(has_reason, "no reason is given for {line}");
            ensure!(line.starts_with("Recommended."), "{line} is required");
            expected.add(line);
        }
        Ok(expected)
    }

    /// Adds a test.
    pub fn add(&mut self, name: &str) {
        let list = if name.contains("TextFormat") {
            &mut self.text
        } else {
            &mut self.binary_and_json
        };
        list.extend([name, "\n"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_valid() {
        Expected::read().expect("a valid list");
    }

    #[test]
    fn only_recommended_tests_with_a_reason_may_fail() {
        let expected = Expected::parse("# Why.\n# More.\nRecommended.A\nRecommended.TextFormatB\n");
        let expected = expected.expect("a valid list");
        assert_eq!(expected.binary_and_json, "Recommended.A\n");
        assert_eq!(expected.text, "Recommended.TextFormatB\n");
        assert!(Expected::parse("# Why.\n\nRecommended.A").is_err());
        assert!(Expected::parse("# Why.\nRequired.A").is_err());
    }
}
