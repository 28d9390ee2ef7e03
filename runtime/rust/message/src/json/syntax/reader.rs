//! Reads the tokens of JSON.

use super::Fault;
use crate::reflect::JsonName;

/// A text, and a place in it.
pub(in crate::json) struct Reader<'t> {
    pub(super) text: &'t str,
    /// The bytes that were not read. A slice of its own has fewer checks of bounds than an index.
    pub(super) rest: &'t [u8],
    /// The last string with escapes.
    pub(super) unescaped: String,
}

/// A number in the first of these types that has it.
#[derive(Debug, PartialEq)]
pub(in crate::json) enum Number {
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

impl<'t> Reader<'t> {
    pub(in crate::json) fn new(text: &'t str) -> Self {
        Self {
            text,
            rest: text.as_bytes(),
            unescaped: String::new(),
        }
    }

    /// The bytes that were read.
    #[inline]
    pub(in crate::json) fn position(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// Checks that there is nothing more.
    ///
    /// # Errors
    /// If there is.
    pub(in crate::json) fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(_) => Err(self.fault("trailing characters")),
            None => Ok(()),
        }
    }

    /// Goes back to a position.
    pub(in crate::json) fn rewind(&mut self, position: usize) {
        self.rest = self.text.as_bytes().get(position..).unwrap_or_default();
    }

    /// The error of the next byte.
    #[cold]
    pub(in crate::json) fn fault(&self, message: &str) -> Fault {
        Fault::syntax(message, self.text.len().min(self.position() + 1))
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Takes bytes.
    #[inline]
    pub(super) fn advance(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// The next byte after whitespace.
    #[inline]
    pub(in crate::json) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Some(byte),
            _ => self.after_space(),
        }
    }

    #[inline(never)]
    fn after_space(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.take(),
                next => return next,
            }
        }
    }

    /// The next byte after whitespace, of a value.
    #[inline]
    pub(in crate::json) fn peek_value(&mut self) -> Result<u8, Fault> {
        self.peek()
            .ok_or_else(|| self.fault("EOF while parsing a value"))
    }

    /// Takes the byte that was peeked at.
    #[inline]
    pub(in crate::json) fn take(&mut self) {
        self.advance(1);
    }

    /// Reads `true`, `false` or `null`.
    #[inline]
    pub(in crate::json) fn word(&mut self, word: &str) -> Result<(), Fault> {
        match self.rest.strip_prefix(word.as_bytes()) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.wrong_word(word)),
        }
    }

    #[cold]
    fn wrong_word(&mut self, word: &str) -> Fault {
        for expected in word.bytes() {
            match self.byte() {
                Some(byte) if byte == expected => self.take(),
                Some(_) => return self.fault("expected ident"),
                None => break,
            }
        }
        self.fault("EOF while parsing a value")
    }

    /// Reads a number.
    #[inline]
    pub(in crate::json) fn number(&mut self) -> Result<Number, Fault> {
        let start = self.rest;
        let negative = start.first() == Some(&b'-');
        if negative {
            self.take();
        }
        let before = self.rest.len();
        let value = self.digits()?;
        let count = before - self.rest.len();
        let is_float = matches!(self.byte(), Some(b'.' | b'e' | b'E'));
        match (negative, value) {
            // 19 digits can exceed a `u64`, but not that far.
            _ if is_float || count > 19 => self.float(start),
            (false, value) => Ok(Number::Unsigned(value)),
            (true, 1..=0x8000_0000_0000_0000) => {
                Ok(Number::Negative(0_i64.wrapping_sub_unsigned(value)))
            }
            (true, _) => self.float(start),
        }
    }

    /// The value of an integer of at most 19 digits.
    #[inline]
    fn digits(&mut self) -> Result<u64, Fault> {
        let start = self.rest;
        let mut value = 0_u64;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.rest = rest;
        }
        match start.len() - self.rest.len() {
            0 => Err(self.no_digit()),
            1 => Ok(value),
            _ => match start {
                [b'0', rest @ ..] => {
                    self.rest = rest;
                    Err(self.no_digit())
                }
                _ => Ok(value),
            },
        }
    }

    #[cold]
    fn no_digit(&self) -> Fault {
        match self.byte() {
            Some(_) => self.fault("invalid number"),
            None => self.fault("EOF while parsing a value"),
        }
    }

    /// The value of a number from its start, after its integer part.
    #[inline(never)]
    fn float(&mut self, start: &[u8]) -> Result<Number, Fault> {
        self.skip_fraction()?;
        let range = self.text.len() - start.len()..self.position();
        let text = self.text.get(range).unwrap_or_default();
        if let Ok(value) = text.parse::<u64>() {
            return Ok(Number::Unsigned(value));
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number::Float(value)),
            _ => Err(self.fault("number out of range")),
        }
    }

    /// Skips a number, also one out of range.
    pub(super) fn skip_number(&mut self) -> Result<(), Fault> {
        if self.byte() == Some(b'-') {
            self.take();
        }
        self.digits()?;
        self.skip_fraction()
    }

    /// Skips the part of a number after its integer part.
    fn skip_fraction(&mut self) -> Result<(), Fault> {
        if self.byte() == Some(b'.') {
            self.take();
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.take();
            if let Some(b'+' | b'-') = self.byte() {
                self.take();
            }
            self.skip_digits()?;
        }
        Ok(())
    }

    fn skip_digits(&mut self) -> Result<(), Fault> {
        let before = self.rest.len();
        while let [b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
        match self.rest.len() < before {
            true => Ok(()),
            false => Err(self.no_digit()),
        }
    }

    /// Goes to the quote of the next key of an object. Whether there is one.
    #[inline]
    pub(in crate::json) fn next_key(&mut self, is_first: bool) -> Result<bool, Fault> {
        if !is_first && self.rest.first_chunk() == Some(b",\"") {
            self.take();
            return Ok(true);
        }
        let found = self.next(b'}', is_first)?;
        if found {
            self.quote()?;
        }
        Ok(found)
    }

    /// Goes to the quote of a key.
    pub(in crate::json) fn quote(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b'"') => Ok(()),
            Some(b'}') => Err(self.fault("trailing comma")),
            Some(_) => Err(self.fault("key must be a string")),
            None => Err(self.fault("EOF while parsing an object")),
        }
    }

    /// Reads a colon.
    #[inline]
    pub(in crate::json) fn colon(&mut self) -> Result<(), Fault> {
        if self.byte() == Some(b':') {
            self.take();
            return Ok(());
        }
        match self.peek() {
            Some(b':') => {
                self.take();
                Ok(())
            }
            Some(_) => Err(self.fault("expected `:`")),
            None => Err(self.fault("EOF while parsing an object")),
        }
    }

    /// Goes to the next element of an array or to the next key of an object. Whether there is one.
    #[inline]
    pub(in crate::json) fn next(&mut self, end: u8, is_first: bool) -> Result<bool, Fault> {
        match self.peek() {
            Some(b',') if !is_first => {
                self.take();
                Ok(true)
            }
            Some(byte) if byte == end => {
                self.take();
                Ok(false)
            }
            Some(_) if is_first => Ok(true),
            next => Err(self.no_separator(end, next)),
        }
    }

    /// The error of another byte after a value.
    #[cold]
    pub(super) fn no_separator(&self, end: u8, next: Option<u8>) -> Fault {
        self.fault(match (end, next) {
            (b']', None) => "EOF while parsing a list",
            (_, None) => "EOF while parsing an object",
            (b']', Some(_)) => "expected `,` or `]`",
            (_, Some(_)) => "expected `,` or `}`",
        })
    }

    /// The first byte of a value and the text from there, after a byte, a quote, and a key that is this name. It takes nothing,
    /// and finds no key with whitespace around it or at the end of the text.
    #[inline(always)]
    pub(in crate::json) fn after_key(
        &self,
        lead: [u8; 2],
        name: &JsonName,
    ) -> Option<(u8, &'t [u8])> {
        // The first ten bytes, a colon, and the first byte of a value.
        let start = self.rest.first_chunk::<12>()?;
        let [first, quote, key @ .., _, _] = start;
        if [*first, *quote] != lead || !name.starts(*key) {
            return None;
        }
        let (first, value) = match name.len() {
            len @ ..8 if start[len + 3] == b':' => (start[len + 4], self.rest.get(len + 4..)?),
            ..8 => return None,
            _ => name.before_value(self.rest.get(2..)?)?,
        };
        (first > b' ').then_some((first, value))
    }

    /// Continues at a part of the text.
    #[inline]
    pub(in crate::json) fn continue_at(&mut self, rest: &'t [u8]) {
        self.rest = rest;
    }

    /// Takes a key that is this name.
    #[inline(always)]
    pub(in crate::json) fn take_key(&mut self, name: &JsonName) -> bool {
        match self.key_end(name) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The text after a key that is this name.
    #[inline]
    fn key_end(&self, name: &JsonName) -> Option<&'t [u8]> {
        let key = self.rest.strip_prefix(b"\"")?;
        match key.first_chunk() {
            Some(start) if !name.starts(*start) => None,
            _ => key
                .strip_prefix(name.plain()?.as_bytes())?
                .strip_prefix(b"\""),
        }
    }
}

#[cfg(test)]
mod tests;
