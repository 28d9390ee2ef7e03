//! JSON (RFC 8259) with the place of each value, and without keys that are given twice.
//!
//! Its own, so that who generates code reads what who runs it reads, and depends on no more for it.

use std::collections::BTreeMap;
use std::fmt;

/// A value and where it begins, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) at: usize,
    pub(super) what: String,
}

/// How deep lists and objects may lie in each other.
const MAX_DEPTH: usize = 32;

/// Reads a value with nothing but space around it.
pub(super) fn parse(text: &str) -> Result<Value, Malformed> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.expected("the end")),
    }
}

/// Where an offset is, line and column from 1, columns in bytes.
pub(super) fn line_column(text: &str, at: usize) -> (u32, u32) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
    (number(line), number(column))
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, Malformed> {
        let Some(first) = self.peek() else {
            return Err(self.expected("a value"));
        };
        let at = self.at;
        let kind = match first {
            b'{' | b'[' if depth == MAX_DEPTH => return Err(self.malformed("is nested too deep")),
            b'{' => Kind::Object(self.object(depth)?),
            b'[' => Kind::List(self.list(depth)?),
            b'"' => Kind::Text(self.string()?),
            b'-' | b'0'..=b'9' => Kind::Number(self.number()?),
            _ if self.word("null") => Kind::Null,
            _ if self.word("true") => Kind::Bool(true),
            _ if self.word("false") => Kind::Bool(false),
            _ => return Err(self.expected("a value")),
        };
        Ok(Value { at, kind })
    }

    fn object(&mut self, depth: usize) -> Result<BTreeMap<String, Value>, Malformed> {
        let mut fields = BTreeMap::new();
        self.at += 1;
        if self.take(b'}') {
            return Ok(fields);
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key"));
            }
            let at = self.at;
            let key = self.string()?;
            if fields.contains_key(&key) {
                let what = format!("the key `{key}` is given twice");
                return Err(Malformed { at, what });
            }
            if !self.take(b':') {
                return Err(self.expected("`:`"));
            }
            let value = self.value(depth + 1)?;
            fields.insert(key, value);
            if self.take(b'}') {
                return Ok(fields);
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Value>, Malformed> {
        let mut items = Vec::new();
        self.at += 1;
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(items);
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn number(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        self.next_if(|byte| byte == b'-');
        // No zero stands before other digits.
        let whole = self.next_if(|byte| byte == b'0') || self.digits();
        let fraction = !self.next_if(|byte| byte == b'.') || self.digits();
        let exponent = !self.next_if(|byte| matches!(byte, b'e' | b'E')) || {
            self.next_if(|byte| matches!(byte, b'+' | b'-'));
            self.digits()
        };
        match whole && fraction && exponent {
            true => Ok(self.text[start..self.at].to_owned()),
            false => Err(self.expected("a digit")),
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.next_if(|byte| byte.is_ascii_digit()) {}
        self.at > start
    }

    fn string(&mut self) -> Result<String, Malformed> {
        let mut string = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .find(|letter: char| matches!(letter, '"' | '\\') || letter < ' ')
                .unwrap_or(rest.len());
            string.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes().get(plain) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.malformed("a text has a control character in it")),
                None => return Err(self.malformed("a text has no end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let letter = self.text.as_bytes().get(self.at + 1).copied();
        let escaped = match letter {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.malformed("a text has an escape that there is not")),
        };
        self.at += 2;
        Ok(escaped)
    }

    /// `\u` and four digits; two of them for what is beyond 16 bits.
    fn unicode(&mut self) -> Result<char, Malformed> {
        let high = self.unit().unwrap_or(0xdfff);
        let found = match high {
            0xd800..=0xdbff => self.unit().and_then(|low| {
                let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)
            }),
            unit => char::from_u32(unit),
        };
        found.ok_or_else(|| self.malformed("a text has an escape that is no character"))
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..)?.strip_prefix("\\u")?.get(..4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 6;
        u32::from_str_radix(digits, 16).ok()
    }

    /// The next byte that is no space.
    fn peek(&mut self) -> Option<u8> {
        while self.next_if(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {}
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn next_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let next = self.text.as_bytes().get(self.at);
        let found = next.is_some_and(|byte| wanted(*byte));
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.text[self.at..].starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn expected(&self, what: &str) -> Malformed {
        let found = match self.text[self.at..].chars().next() {
            Some(letter) if letter.is_control() => format!("`{}`", letter.escape_debug()),
            Some(letter) => format!("`{letter}`"),
            None => "the end".to_owned(),
        };
        self.malformed(&format!("expected {what}, found {found}"))
    }

    fn malformed(&self, what: &str) -> Malformed {
        let what = what.to_owned();
        Malformed { at: self.at, what }
    }
}

/// As it might have been written.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Null => f.write_str("null"),
            Kind::Bool(value) => value.fmt(f),
            Kind::Number(text) | Kind::Text(text) => f.write_str(text),
            Kind::List(items) if items.is_empty() => f.write_str("[]"),
            Kind::List(_) => f.write_str("[…]"),
            Kind::Object(fields) if fields.is_empty() => f.write_str("{}"),
            Kind::Object(_) => f.write_str("{…}"),
        }
    }
}

#[cfg(test)]
mod tests;
