//! Reads the tokens of JSON.

use super::Fault;

/// A text, and a place in it.
pub(in crate::json) struct Reader<'t> {
    pub(super) text: &'t str,
    /// The bytes that were read.
    pub(super) at: usize,
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
            at: 0,
            unescaped: String::new(),
        }
    }

    /// The bytes that were read.
    pub(in crate::json) fn position(&self) -> usize {
        self.at
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
        self.at = position;
    }

    /// The error of the next byte.
    #[cold]
    pub(in crate::json) fn fault(&self, message: &str) -> Fault {
        Fault::syntax(message, self.text.len().min(self.at + 1))
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
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
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
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
        self.at += 1;
    }

    /// Reads `true`, `false` or `null`.
    #[inline]
    pub(in crate::json) fn word(&mut self, word: &str) -> Result<(), Fault> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(());
        }
        Err(self.wrong_word(word))
    }

    #[cold]
    fn wrong_word(&mut self, word: &str) -> Fault {
        for expected in word.bytes() {
            match self.byte() {
                Some(byte) if byte == expected => self.at += 1,
                Some(_) => return self.fault("expected ident"),
                None => break,
            }
        }
        self.fault("EOF while parsing a value")
    }

    /// Reads a number.
    #[inline]
    pub(in crate::json) fn number(&mut self) -> Result<Number, Fault> {
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        self.at += usize::from(negative);
        let first = self.at;
        let value = self.digits()?;
        let count = self.at - first;
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
        let start = self.at;
        let mut value = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        match self.at - start {
            0 => Err(self.no_digit()),
            1 => Ok(value),
            _ if self.text.as_bytes().get(start) == Some(&b'0') => {
                self.at = start + 1;
                Err(self.no_digit())
            }
            _ => Ok(value),
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
    fn float(&mut self, start: usize) -> Result<Number, Fault> {
        self.skip_fraction()?;
        let text = self.text.get(start..self.at).unwrap_or_default();
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
        self.at += usize::from(self.byte() == Some(b'-'));
        self.digits()?;
        self.skip_fraction()
    }

    /// Skips the part of a number after its integer part.
    fn skip_fraction(&mut self) -> Result<(), Fault> {
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.skip_digits()?;
        }
        Ok(())
    }

    fn skip_digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        match self.at > start {
            true => Ok(()),
            false => Err(self.no_digit()),
        }
    }

    /// Goes to the quote of the next key of an object. Whether there is one.
    #[inline]
    pub(in crate::json) fn next_key(&mut self, is_first: bool) -> Result<bool, Fault> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if let [b',', b'"', ..] = rest
            && !is_first
        {
            self.at += 1;
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

    /// Takes a key that is this name, which has no escapes.
    #[inline]
    pub(in crate::json) fn take_key(&mut self, name: &str) -> bool {
        let len = name.len();
        let key = self.text.as_bytes().get(self.at + 1..self.at + len + 2);
        let is_key = key.is_some_and(|key| key[len] == b'"' && key[..len] == *name.as_bytes());
        if is_key {
            self.at += len + 2;
        }
        is_key
    }
}
