//! Parses strings, numbers and words.

use super::lexer::Token;
use super::parse::Parser;
use super::{Error, escape, number};
use crate::reflect::EnumDescriptor;

impl Parser<'_, '_> {
    /// The bytes of one or more strings.
    pub(super) fn string(&mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        if !matches!(self.lexer.token(), Token::String(_)) {
            return Err(self.lexer.expected("a string"));
        }
        while let Token::String(literal) = self.lexer.token() {
            escape::unescape(literal, &mut bytes)
                .map_err(|error| self.lexer.error_of_value(error))?;
            self.lexer.next()?;
        }
        Ok(bytes)
    }

    /// As protoc, it accepts 0 and 1 in each form of integers.
    pub(super) fn boolean(&mut self) -> Result<bool, Error> {
        let value = match self.lexer.token() {
            Token::Name("true" | "True" | "t") => true,
            Token::Name("false" | "False" | "f") => false,
            Token::Number(text) => match number::integer(text) {
                Ok(0) => false,
                Ok(1) => true,
                _ => return Err(self.lexer.expected("`true` or `false`")),
            },
            _ => return Err(self.lexer.expected("`true` or `false`")),
        };
        self.lexer.next()?;
        Ok(value)
    }

    pub(super) fn enumeration(&mut self, r#enum: &EnumDescriptor) -> Result<i32, Error> {
        let Token::Name(name) = self.lexer.token() else {
            let start = self.lexer;
            let number = self.narrow(Self::signed)?;
            if r#enum.is_closed() && r#enum.name_of(number).is_none() {
                let message = format!("{} has no value {number}", r#enum.full_name());
                return Err(start.error_of_value(message));
            }
            return Ok(number);
        };
        let Some(number) = r#enum.number_of(name) else {
            let message = format!("{} has no value `{name}`", r#enum.full_name());
            return Err(self.lexer.error_of_value(message));
        };
        self.lexer.next()?;
        Ok(number)
    }

    pub(super) fn signed(&mut self) -> Result<i64, Error> {
        let start = self.lexer;
        let negative = self.lexer.take('-')?;
        let Token::Number(text) = self.lexer.token() else {
            return Err(self.lexer.expected("an integer"));
        };
        let value = number::signed(text, negative);
        let value = value.map_err(|fault| start.error_of_value(format!("`{text}` {fault}")))?;
        self.lexer.next()?;
        Ok(value)
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, Error> {
        let Token::Number(text) = self.lexer.token() else {
            return Err(self.lexer.expected("an integer without a sign"));
        };
        let value = number::integer(text);
        let value =
            value.map_err(|fault| self.lexer.error_of_value(format!("`{text}` {fault}")))?;
        self.lexer.next()?;
        Ok(value)
    }

    /// Parses an integer of 32 bits.
    pub(super) fn narrow<W, N: TryFrom<W>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<W, Error>,
    ) -> Result<N, Error> {
        let start = self.lexer;
        let value = N::try_from(read(self)?);
        value.map_err(|_| start.error("an integer of 32 bits is out of range"))
    }

    pub(super) fn float(&mut self) -> Result<f64, Error> {
        let negative = self.lexer.take('-')?;
        let value = match self.lexer.token() {
            Token::Number(text) => number::float(text),
            Token::Name(word) => number::float_word(word),
            _ => None,
        };
        let Some(value) = value else {
            return Err(self.lexer.expected("a number"));
        };
        self.lexer.next()?;
        Ok(if negative { -value } else { value })
    }
}
