//! Splits a proto source into tokens, roughly: mutants are often no protos.

use std::ops::Range;

/// A token of a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Name,
    Number,
    Text,
    Symbol,
    Comment,
}

impl Token {
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The tokens of a source.
pub fn tokens(source: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = source.get(start) {
        let rest = &source[start..];
        let (kind, length) = match first {
            _ if first.is_ascii_whitespace() => {
                start += 1;
                continue;
            }
            b'/' if rest.starts_with(b"//") => (Kind::Comment, until(rest, b"\n")),
            b'/' if rest.starts_with(b"/*") => (Kind::Comment, until(rest, b"*/")),
            b'"' | b'\'' => (Kind::Text, text(rest)),
            _ if is_name(first) && !first.is_ascii_digit() => (Kind::Name, while_(rest, is_name)),
            _ if first.is_ascii_digit() => {
                let is_number = |byte: &u8| is_name(byte) || *byte == b'.';
                (Kind::Number, while_(rest, is_number))
            }
            _ => (Kind::Symbol, 1),
        };
        let end = start + length;
        tokens.push(Token { kind, start, end });
        start = end;
    }
    tokens
}

fn is_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

fn while_(text: &[u8], accepts: impl Fn(&u8) -> bool) -> usize {
    text.iter().take_while(|byte| accepts(byte)).count()
}

/// The length of a text up to the end of a pattern.
fn until(text: &[u8], pattern: &[u8]) -> usize {
    let at = text[1..]
        .windows(pattern.len())
        .position(|part| part == pattern);
    at.map_or(text.len(), |at| at + 1 + pattern.len())
}

/// The length of a string with its quotes.
fn text(source: &[u8]) -> usize {
    let mut escaped = false;
    for (index, byte) in source.iter().enumerate().skip(1) {
        match byte {
            b'\n' => return index,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if *byte == source[0] => return index + 1,
            _ => {}
        }
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_a_field() {
        let source = b"int32 a = 0x1F; // \"x\"\n/* y */ \"a\\\"b\"";
        let parts: Vec<_> = tokens(source)
            .iter()
            .map(|token| String::from_utf8_lossy(&source[token.range()]).into_owned())
            .collect();
        let expected = [
            "int32",
            "a",
            "=",
            "0x1F",
            ";",
            "// \"x\"\n",
            "/* y */",
            "\"a\\\"b\"",
        ];
        assert_eq!(parts, expected);
    }
}
