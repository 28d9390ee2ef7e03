//! Reads the start and the declarations of a source without a parser, to find remedies for its errors.

mod declared;

use std::ops::Range;

pub(super) use declared::declared;

/// The span and the value of `edition = "…"`, if that is the first statement.
pub(super) fn edition(source: &str) -> Option<(Range<usize>, &str)> {
    let (span, keyword, value) = version(source)?;
    (keyword == "edition").then_some((span, value))
}

/// Whether the first statement is the file's syntax or edition.
pub(super) fn has_version(source: &str) -> bool {
    version(source).is_some_and(|(_, keyword, _)| matches!(keyword, "syntax" | "edition"))
}

/// The span, the keyword and the value of the first statement, if it is `keyword = "…"`.
fn version(source: &str) -> Option<(Range<usize>, &str, &str)> {
    let mut tokens = Tokens { source, at: 0 };
    let keyword = tokens.next()?;
    let equals = tokens.next()?;
    let value = tokens.next()?;
    let text = unquoted(&source[value.clone()])?;
    let span = keyword.start..value.end;
    (&source[equals] == "=").then(|| (span, &source[keyword], text))
}

/// The text of a string literal, whose last quote may be missing.
fn unquoted(literal: &str) -> Option<&str> {
    let text = literal.strip_prefix(['"', '\''])?;
    Some(text.strip_suffix(['"', '\'']).unwrap_or(text))
}

/// The name of the package, without white space.
pub(super) fn package(source: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut at_start = true;
    let mut tokens = Tokens { source, at: 0 };
    loop {
        let token = &source[tokens.next()?];
        match token {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            "package" if depth == 0 && at_start => break,
            _ => {}
        }
        at_start = matches!(token, ";" | "}");
    }
    let name = tokens.map(|token| &source[token]);
    Some(name.take_while(|token| *token != ";").collect())
}

/// The paths that are imported.
pub(super) fn imports(source: &str) -> impl Iterator<Item = &str> {
    imported(source).filter_map(|token| unquoted(&source[token]))
}

/// The string literals of import statements.
fn imported(source: &str) -> impl Iterator<Item = Range<usize>> {
    let mut importing = false;
    Tokens { source, at: 0 }.filter(move |token| {
        let text = &source[token.clone()];
        let is_path = importing && text.starts_with(['"', '\'']);
        importing = text == "import" || importing && matches!(text, "public" | "weak" | "option");
        is_path
    })
}

/// Spans of words, of strings and of single characters; white space and comments are skipped.
///
/// `#` begins a comment as it does inside option values, which is the only place where parsers
/// allow it.
struct Tokens<'a> {
    source: &'a str,
    at: usize,
}

impl Tokens<'_> {
    fn skip_blanks(&mut self) {
        loop {
            let rest = &self.source[self.at..];
            let blanks = rest.len() - rest.trim_start().len();
            let comment = &rest[blanks..];
            let length = if comment.starts_with("//") || comment.starts_with('#') {
                comment.find('\n').unwrap_or(comment.len())
            } else if let Some(inner) = comment.strip_prefix("/*") {
                inner.find("*/").map_or(comment.len(), |end| end + 4)
            } else {
                0
            };
            self.at += blanks + length;
            if length == 0 {
                return;
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        self.skip_blanks();
        let rest = &self.source[self.at..];
        let first = rest.chars().next()?;
        let length = match first {
            '"' | '\'' => string_length(rest, first),
            '_' | '0'..='9' | 'a'..='z' | 'A'..='Z' => rest
                .find(|c: char| c != '_' && !c.is_ascii_alphanumeric())
                .unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let start = self.at;
        self.at += length;
        Some(start..self.at)
    }
}

/// The length of the string literal that `rest` begins with; it ends with its quote, or before the
/// end of the line.
fn string_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, character) in rest.char_indices().skip(1) {
        match character {
            '\n' => return index,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_is_the_first_statement_only() {
        assert_eq!(edition("edition = \"2023\";"), Some((0..16, "2023")));
        assert_eq!(
            edition("// edition = \"1\";\n/* * */\tedition\n='2024'"),
            Some((26..41, "2024"))
        );
        assert_eq!(edition("syntax = \"proto3\"; edition = \"2023\";"), None);
        assert_eq!(edition("editions = \"2023\";"), None);
        assert_eq!(edition("edition = 2023;"), None);
        assert_eq!(edition("edition = \""), Some((0..11, "")));
        assert_eq!(edition("/* edition"), None);
        assert_eq!(edition(""), None);
    }

    #[test]
    fn a_package_is_a_statement_of_the_file() {
        assert_eq!(package("package a . b;"), Some("a.b".to_owned()));
        assert_eq!(
            package("syntax = \"proto3\"; // package c;\nmessage M { package p = 1; } package a;"),
            Some("a".to_owned())
        );
        assert_eq!(package("message package {} option package = 1;"), None);
        assert_eq!(package("package"), Some(String::new()));
        assert_eq!(package(""), None);
    }
}
