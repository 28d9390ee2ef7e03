//! Reads strings.

use super::{Fault, Reader, escape};

/// A string of a text.
#[derive(Clone, Copy)]
pub(in crate::json) enum Text<'t> {
    /// A part of the text.
    Plain(&'t str),
    /// The reader has it in [`Reader::text_of`], because the text has escapes.
    Unescaped,
}

impl<'t> Reader<'t> {
    /// The characters of a string that was the last to be read.
    #[inline]
    pub(in crate::json) fn text_of<'r>(&'r self, text: Text<'t>) -> &'r str {
        match text {
            Text::Plain(text) => text,
            Text::Unescaped => &self.unescaped,
        }
    }

    /// Reads a string, from its first quote.
    #[inline]
    pub(in crate::json) fn string(&mut self) -> Result<Text<'t>, Fault> {
        match self.plain_string() {
            Some(text) => Ok(Text::Plain(text)),
            None => self.unescape().map(|()| Text::Unescaped),
        }
    }

    /// Reads a string without escapes, from its first quote. Otherwise, it stays there.
    #[inline(always)]
    pub(in crate::json) fn plain_string(&mut self) -> Option<&'t str> {
        let (_, rest) = self.rest.split_first()?;
        let len = escape::position(rest);
        let [b'"', after @ ..] = rest.get(len..)? else {
            return None;
        };
        let start = self.text.len() - rest.len();
        let text = self.text.get(start..start + len)?;
        self.rest = after;
        Some(text)
    }

    /// Goes to the next quote or backslash.
    #[inline]
    fn run(&mut self) -> Result<u8, Fault> {
        self.advance(escape::position(self.rest));
        match self.byte() {
            None => Err(self.fault("EOF while parsing a string")),
            Some(byte @ (b'"' | b'\\')) => Ok(byte),
            _ => {
                Err(self.fault("control character (\\u0000-\\u001F) found while parsing a string"))
            }
        }
    }

    /// Reads a string with escapes, from its first quote.
    #[cold]
    fn unescape(&mut self) -> Result<(), Fault> {
        self.take();
        let mut start = self.position();
        self.unescaped.clear();
        loop {
            let next = self.run()?;
            let run = self.text.get(start..self.position()).unwrap_or_default();
            self.unescaped.push_str(run);
            self.take();
            if next == b'"' {
                return Ok(());
            }
            let character = self.escape()?;
            self.unescaped.push(character);
            start = self.position();
        }
    }

    /// Skips a string, from its first quote.
    pub(super) fn skip_string(&mut self) -> Result<(), Fault> {
        self.take();
        loop {
            let next = self.run()?;
            self.take();
            if next == b'"' {
                return Ok(());
            }
            self.escape()?;
        }
    }

    /// The character of an escape after its backslash.
    fn escape(&mut self) -> Result<char, Fault> {
        let Some(letter) = self.byte() else {
            return Err(self.fault("EOF while parsing a string"));
        };
        let character = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.take();
                return self.code_point();
            }
            _ => return Err(self.fault("invalid escape")),
        };
        self.take();
        Ok(character)
    }

    /// The character of `\u` or of a pair of surrogates.
    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.four_digits()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        if first < 0xdc00 && self.rest.starts_with(b"\\u") {
            self.advance(2);
            let second = self.four_digits()?;
            if let 0xdc00..0xe000 = second
                && let Some(character) =
                    char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
            {
                return Ok(character);
            }
        }
        Err(self.fault("lone surrogate in hex escape"))
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = match self.byte() {
                Some(byte) => char::from(byte).to_digit(16),
                None => return Err(self.fault("EOF while parsing a string")),
            };
            let Some(digit) = digit else {
                return Err(self.fault("invalid escape"));
            };
            value = 16 * value + digit;
            self.take();
        }
        Ok(value)
    }
}
