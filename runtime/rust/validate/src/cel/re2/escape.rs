//! Translates escapes: `\` and the characters after it.

use std::fmt;

use super::{Result, Translator, compile, fail};

impl<'a> Translator<'a> {
    /// Translates an escape outside of classes, after its `\`.
    pub(super) fn escape(&mut self, start: usize) -> Result<()> {
        match self.peek() {
            Some('A') => self.assertion(r"\A"),
            Some('z') => self.assertion(r"\z"),
            Some('b') => self.assertion(r"(?-u:\b)"),
            Some('B') => self.assertion(r"(?-u:\B)"),
            Some('Q') => {
                self.at += 1;
                let (quoted, len) = match self.rest().split_once(r"\E") {
                    Some((quoted, _)) => (quoted, quoted.len() + 2),
                    None => (self.rest(), self.rest().len()),
                };
                self.at += len;
                quoted.chars().for_each(|character| self.literal(character));
            }
            _ => {
                if let Some(set) = self.set(start)? {
                    self.atom(&set.to_string());
                } else {
                    let character = self.escaped(start)?;
                    self.literal(character);
                }
            }
        }
        Ok(())
    }

    fn assertion(&mut self, text: &str) {
        self.at += 1;
        self.atom(text);
    }

    /// Reads a class such as `\d`, if one is next, after its `\`.
    pub(super) fn set(&mut self, start: usize) -> Result<Option<Set<'a>>> {
        let Some(letter) = self.peek() else {
            return Ok(None);
        };
        let characters = match letter.to_ascii_lowercase() {
            'd' => "0-9",
            's' => r"\t\n\x0C\r ",
            'w' => "0-9A-Za-z_",
            'p' => return self.unicode(start).map(Some),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(Set {
            negative: letter.is_ascii_uppercase(),
            unicode: false,
            characters,
        }))
    }

    /// Reads `pN`, `p{Name}` or `p{^Name}`, or the same with `P`.
    fn unicode(&mut self, start: usize) -> Result<Set<'a>> {
        let mut negative = self.next() == Some('P');
        let name = match self.rest().strip_prefix('{') {
            Some(rest) => match rest.split_once('}') {
                Some((name, _)) => {
                    self.at += name.len() + 2;
                    name
                }
                None => return fail(start, "missing `}`"),
            },
            None => {
                let letter = self.rest();
                self.next();
                &letter[..letter.len() - self.rest().len()]
            }
        };
        let positive = name.strip_prefix('^');
        negative ^= positive.is_some();
        let characters = positive.unwrap_or(name);
        let named = characters
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || b == b'_');
        let set = Set {
            negative,
            unicode: true,
            characters,
        };
        if !self.classes.contains(&characters) {
            if !named || compile(&set.to_string()).is_err() {
                return fail(start, "unknown Unicode class");
            }
            self.classes.push(characters);
        }
        Ok(set)
    }

    /// Reads an escaped character, after its `\`.
    pub(super) fn escaped(&mut self, start: usize) -> Result<char> {
        const INVALID: &str = "invalid or unsupported escape";
        let Some(next) = self.next() else {
            return fail(start, r"a `\` at the end");
        };
        Ok(match next {
            'a' => '\x07',
            'f' => '\x0C',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0B',
            '0'..='7' => {
                let rest = self.rest();
                let more = rest
                    .bytes()
                    .take(2)
                    .take_while(|b| matches!(b, b'0'..=b'7'))
                    .count();
                if next != '0' && more == 0 {
                    return fail(start, "back-references are not supported");
                }
                self.at += more;
                let digits = rest[..more].bytes().map(|b| u32::from(b - b'0'));
                let first = u32::from(next) - u32::from('0');
                char::from_u32(digits.fold(first, |code, digit| code * 8 + digit))
                    .unwrap_or_default()
            }
            'x' => match self.hexadecimal() {
                Some(character) => character,
                None => return fail(start, INVALID),
            },
            _ if next.is_ascii_alphanumeric() || !next.is_ascii() => return fail(start, INVALID),
            _ => next,
        })
    }

    /// Reads `41` or `{41}`.
    fn hexadecimal(&mut self) -> Option<char> {
        let rest = self.rest();
        let (digits, len) = match rest.strip_prefix('{') {
            Some(rest) => {
                let (digits, _) = rest.split_once('}')?;
                (digits, digits.len() + 2)
            }
            None => (rest.get(..2)?, 2),
        };
        self.at += len;
        let digital = digits.bytes().all(|b| b.is_ascii_hexdigit());
        digital
            .then(|| u32::from_str_radix(digits, 16).ok())?
            .and_then(char::from_u32)
    }
}

/// A class that is written as an escape.
pub(super) struct Set<'a> {
    negative: bool,
    /// Whether `characters` is the name of a Unicode class.
    unicode: bool,
    characters: &'a str,
}

impl Set<'_> {
    /// Writes the class as a part of a class in brackets.
    pub(super) fn push_to(&self, out: &mut String) {
        if self.unicode || self.negative {
            out.push_str(&self.to_string());
        } else {
            out.push_str(self.characters);
        }
    }
}

/// The class outside of brackets.
impl fmt::Display for Set<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.characters;
        match (self.unicode, self.negative) {
            (false, false) => write!(f, "[{characters}]"),
            (false, true) => write!(f, "[^{characters}]"),
            (true, false) => write!(f, r"\p{{{characters}}}"),
            (true, true) => write!(f, r"\P{{{characters}}}"),
        }
    }
}
