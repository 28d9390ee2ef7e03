//! Changes JSON texts in small ways. Some results are not JSON.

use std::ops::Range;

use crate::differential::random::Random;

/// Numbers and other words.
const WORDS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "1.5",
    "1e2",
    "1E+2",
    "5e-1",
    "1.5e1",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "3.4e38",
    "3.5e38",
    "-3.5e38",
    "1.8e308",
    "-1.8e309",
    "1e400",
    "1e-400",
    "01",
    "1.",
    ".5",
    "+1",
    "0x1",
    "NaN",
    "Infinity",
    "-Infinity",
    "nan",
    "true",
    "false",
    "null",
    "True",
    "{}",
    "[]",
    "[1]",
    "[null]",
    "[[]]",
    "{\"a\":1}",
    "{\"a\":null}",
    "{\"@type\":\"a/b\"}",
    "'a'",
];

/// The content of strings, escaped.
const TEXTS: &[&str] = &[
    "",
    "a",
    "0",
    "1",
    "-1",
    "-0",
    "1.0",
    "1.5",
    "1e2",
    "1e-1",
    " 1",
    "1 ",
    "+1",
    "01",
    "0x1",
    "1_000",
    "\u{661}",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "NaN",
    "Infinity",
    "-Infinity",
    "nan",
    "inf",
    "+Infinity",
    "true",
    "false",
    "True",
    "null",
    "YQ==",
    "YQ",
    "YQ=",
    "YQ===",
    "Y",
    "-_8=",
    "+/8=",
    "-/8",
    "@@@@",
    "YWI=YQ==",
    "Y Q==",
    "YR==",
    "=",
    "1970-01-01T00:00:00Z",
    "1970-01-01T00:00:00z",
    "1970-01-01t00:00:00Z",
    "1970-01-01 00:00:00Z",
    "1970-01-01T00:00:00",
    "1970-01-01",
    "0001-01-01T00:00:00Z",
    "0000-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999999Z",
    "9999-12-31T23:59:59-00:01",
    "10000-01-01T00:00:00Z",
    "2024-02-29T12:00:00+05:30",
    "2023-02-29T00:00:00Z",
    "2024-01-01T24:00:00Z",
    "2016-12-31T23:59:60Z",
    "2024-01-01T00:00:00.1Z",
    "2024-01-01T00:00:00.123456789Z",
    "2024-01-01T00:00:00.1234567891Z",
    "2024-01-01T00:00:00.Z",
    "2024-01-01T00:00:00+5:30",
    "2024-01-01T00:00:00+25:00",
    "0s",
    "1s",
    "-1s",
    "1.5s",
    "-0.5s",
    "-0s",
    "1.s",
    ".5s",
    "1.123456789s",
    "1.1234567891s",
    "1",
    "1 s",
    "1S",
    "1e2s",
    "+1s",
    "315576000000s",
    "315576000001s",
    "-315576000000s",
    "foo",
    "fooBar",
    "foo_bar",
    "fooBar,baz",
    "foo,",
    ",",
    "foo..bar",
    "foo.barBaz",
    "FooBar",
    "a,b c",
    "type.googleapis.com/google.protobuf.Duration",
    "google.protobuf.Duration",
    "/google.protobuf.Duration",
    "a/google.protobuf.Empty",
    "type.googleapis.com/missing.Type",
    "\\u0000",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\udc00\\ud800",
    "\\u00e9",
    "\\n",
    "\\/",
    "\\x",
    "\n",
    "\t",
    "\u{7f}",
    "\u{10ffff}",
];

/// The names of keys, escaped.
const KEYS: &[&str] = &[
    "", "unknown", "@type", "value", "[a.b]", "[", "type", "seconds", "fields", "0", "true",
    "\\u0000",
];

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Key,
    Text,
    /// A number or a literal.
    Word,
    Mark,
}

/// A changed text.
pub struct Mutant {
    pub text: String,
    /// A name of the change.
    pub change: &'static str,
    /// The new token.
    pub token: String,
}

/// Changes a text in one place.
pub fn mutate(text: &str, random: &mut Random) -> Mutant {
    let tokens = tokens(text);
    let keys = of(&tokens, |token| *token == Token::Key);
    let values = of(&tokens, |token| matches!(token, Token::Text | Token::Word));
    let all = of(&tokens, |_| true);
    let quoted = |text: &str| format!("\"{text}\"");
    let action = random.below(12);
    let tokens = match action {
        0..6 | 9 => values,
        6..9 => keys,
        _ => all,
    };
    let at = random
        .pick(&tokens)
        .cloned()
        .unwrap_or(text.len()..text.len());
    let old = &text[at.clone()];
    let other = random.pick(&tokens).map_or("", |at| &text[at.clone()]);
    // Most words replace a word, and most texts a text, so that more mutants are valid.
    let is_text = old.starts_with('"') != random.one_in(5);
    let (token, change) = match action {
        0..6 if is_text => (quoted(TEXTS[random.below(TEXTS.len())]), "text"),
        0..6 => (WORDS[random.below(WORDS.len())].to_owned(), "word"),
        6 => (quoted(KEYS[random.below(KEYS.len())]), "key"),
        7 => (other.to_owned(), "other key"),
        8 => (format!("{old}:null,{old}"), "doubled key"),
        // A number as text, or the other way around.
        9 => match old.strip_prefix('"').and_then(|old| old.strip_suffix('"')) {
            Some(content) => (content.to_owned(), "bare"),
            None => (quoted(old), "quoted"),
        },
        10 => (String::new(), "removed"),
        _ => (other.to_owned(), "other token"),
    };
    Mutant {
        text: format!("{}{token}{}", &text[..at.start], &text[at.end..]),
        change,
        token,
    }
}

fn of(tokens: &[(Token, Range<usize>)], kind: impl Fn(&Token) -> bool) -> Vec<Range<usize>> {
    let tokens = tokens.iter().filter(|(token, _)| kind(token));
    tokens.map(|(_, range)| range.clone()).collect()
}

/// The tokens of a text that is JSON, with their places.
fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        let start = at;
        at += 1;
        match first {
            b'"' => {
                while bytes.get(at).is_some_and(|byte| *byte != b'"') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                let rest = text[at..].trim_start();
                let token = if rest.starts_with(':') {
                    Token::Key
                } else {
                    Token::Text
                };
                tokens.push((token, start..at));
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => tokens.push((Token::Mark, start..at)),
            byte if byte.is_ascii_whitespace() => {}
            _ => {
                let is_in = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                while bytes.get(at).is_some_and(is_in) {
                    at += 1;
                }
                tokens.push((Token::Word, start..at));
            }
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_places() {
        let text = "{\"a\\\"b\": [-1.5e3, \"c\", true]}";
        let found = tokens(text);
        let words: Vec<_> = found.iter().map(|(_, at)| &text[at.clone()]).collect();
        let expected = [
            "{",
            "\"a\\\"b\"",
            ":",
            "[",
            "-1.5e3",
            ",",
            "\"c\"",
            ",",
            "true",
            "]",
            "}",
        ];
        assert_eq!(words, expected);
        assert_eq!(found[1].0, Token::Key);
        assert_eq!(found[6].0, Token::Text);
    }

    #[test]
    fn a_seed_gives_the_same_mutants() {
        let mutants = |seed| {
            let mut random = Random::new(seed);
            (0..50)
                .map(|_| mutate("{\"a\": 1}", &mut random).text)
                .collect::<Vec<_>>()
        };
        assert_eq!(mutants(7), mutants(7));
        assert_ne!(mutants(7), mutants(8));
    }
}
