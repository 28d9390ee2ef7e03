//! Skips the values of reserved names.

use super::{Reader, Result};
use crate::lex::TokenKind;

impl Reader<'_> {
    /// Skips the value of a field after its name.
    pub(super) fn skip_after_name(&mut self) -> Result<()> {
        if self.eat(b':') && !self.is_at(b'{') && !self.is_at(b'<') {
            return self.skip_value();
        }
        self.skip_message()
    }

    fn skip_field(&mut self) -> Result<()> {
        if self.is_at(b'[') {
            self.bracketed()?;
        } else {
            self.identifier()?;
        }
        self.skip_after_name()?;
        self.end_of_field();
        Ok(())
    }

    fn skip_message(&mut self) -> Result<()> {
        self.enter()?;
        let end = self.open()?;
        while !self.is_at(b'>') && !self.is_at(b'}') {
            self.skip_field()?;
        }
        self.leave();
        self.expect(end)
    }

    fn skip_value(&mut self) -> Result<()> {
        if self.kind() == TokenKind::String {
            while self.kind() == TokenKind::String {
                self.lexer.advance();
            }
            return Ok(());
        }
        if self.eat(b'[') {
            self.enter()?;
            self.skip_list()?;
            self.leave();
            return Ok(());
        }
        let minus = self.eat(b'-');
        match self.kind() {
            TokenKind::Integer | TokenKind::Float => {}
            TokenKind::Identifier if !minus || self.is_infinite_or_nan() => {}
            _ => {
                return Err(self.problem(format!("expected a value, found {}", self.shown())));
            }
        }
        self.lexer.advance();
        Ok(())
    }

    fn skip_list(&mut self) -> Result<()> {
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            if self.is_at(b'{') || self.is_at(b'<') {
                self.skip_message()?;
            } else {
                self.skip_value()?;
            }
            if self.eat(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn is_infinite_or_nan(&self) -> bool {
        let names: [&[u8]; 3] = [b"inf", b"infinity", b"nan"];
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(self.text()))
    }
}
