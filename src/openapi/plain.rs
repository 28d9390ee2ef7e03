//! Which texts and numbers of YAML all readers read alike.
//!
//! Readers of YAML 1.1 take more plain texts for other types than those of YAML 1.2, such as `no`, `1:30` and `2024-06-01`.
//!
//! Source: [types of YAML 1.1](https://yaml.org/type/), [YAML 1.2](https://yaml.org/spec/1.2.2/#103-core-schema).

use super::node;

/// Words that are not texts in YAML 1.1, besides those that the emitter quotes.
const WORDS: [&str; 4] = ["y", "Y", "n", "N"];

/// Whether the emitter writes a text so that readers of YAML 1.1 and 1.2 read the same text.
pub fn reads_back(text: &str) -> bool {
    !WORDS.contains(&text)
        && !may_be_number(text)
        && !text.chars().any(needs_escape)
        && !has_trailing_spaces(text)
        && !text.trim_start_matches('\n').starts_with([' ', '\t'])
}

/// Whether a plain text may be a number, a date or a time: digits in any notation, with signs, colons, exponents and one dot.
fn may_be_number(text: &str) -> bool {
    let is_part = |char: char| char.is_ascii_hexdigit() || "xXoO_+-.:tTzZ ".contains(char);
    text.starts_with(|char: char| char.is_ascii_digit() || char == '+')
        && text.chars().all(is_part)
        && text.matches('.').count() < 2
}

/// Whether YAML has a character only as an escape: line breaks of YAML 1.1, marks of the byte order, and what is not printable.
fn needs_escape(char: char) -> bool {
    matches!(
        char,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    ) || char.is_control() && !matches!(char, '\n' | '\t')
}

/// Whether a text has spaces at the end of a line, which only quotes keep.
fn has_trailing_spaces(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| line.ends_with(char::is_whitespace))
}

/// A text for double quotes, with escapes.
pub fn quoted(text: &str) -> String {
    let json = node::quoted(text);
    let inner = json
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let mut escaped = String::with_capacity(json.len());
    // JSON has escapes for the other control characters.
    for char in inner.unwrap_or_default().chars() {
        if needs_escape(char) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(char)));
        } else {
            escaped.push(char);
        }
    }
    escaped
}

/// A number of JSON. Readers of YAML 1.1 need a dot and the sign of the exponent.
pub fn number(json: &str) -> String {
    let Some((digits, exponent)) = json.split_once(['e', 'E']) else {
        return json.to_owned();
    };
    let fraction = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) {
        ""
    } else {
        "+"
    };
    format!("{digits}{fraction}e{sign}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_form_of_yaml_1_1() {
        for (json, yaml) in [
            ("1e300", "1.0e+300"),
            ("-1E-7", "-1.0e-7"),
            ("1.25e+20", "1.25e+20"),
            ("1.0", "1.0"),
            ("12345678901234567890123", "12345678901234567890123"),
        ] {
            assert_eq!(number(json), yaml);
        }
    }

    #[test]
    fn texts_that_a_reader_may_take_for_another_type_are_quoted() {
        let other = [
            "y",
            "N",
            "2024-06-01",
            "2024-6-1 12:30:05.25 -5",
            "2001-12-14t21:59:43.10-05:00",
            "1_0",
            "0b1",
            "0o7",
            "017",
            "1:30",
            "190:20:30.15",
            "+1_000",
            "+12e3",
            "0xF_f",
            "1.5e+3",
            "685_230.15",
            "+0b1_0",
        ];
        for text in other {
            assert!(!reads_back(text), "{text}");
        }
        for text in [
            "yes it is",
            "v1",
            "1 item",
            "1-2 things",
            "a:b",
            "no-op",
            "N/A",
            "3.1.0",
            "2nd",
            "one\n\ttwo",
        ] {
            assert!(reads_back(text), "{text}");
        }
    }

    #[test]
    fn characters_that_are_not_printable_are_escaped() {
        assert_eq!(
            quoted(
                "a\"\\\n\t\u{0}\u{7f}\u{85}\u{9f}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}é\u{1f600}"
            ),
            "a\\\"\\\\\\n\\t\\u0000\\u007f\\u0085\\u009f\\u2028\\u2029\\ufeff\\ufffe\\uffffé\u{1f600}"
        );
    }
}
