//! Describes values of another type than expected.

use serde::de::{Error, Expected, Unexpected};

use super::{Fault, Number, Reader, Text};

impl Reader<'_> {
    /// The error of a value of another type than expected.
    #[cold]
    pub(in crate::json) fn wrong_type(&mut self, expected: &dyn Expected) -> Fault {
        self.unexpected(expected).unwrap_or_else(|fault| fault)
    }

    fn unexpected(&mut self, expected: &dyn Expected) -> Result<Fault, Fault> {
        let wrong = |value: Unexpected<'_>| Ok(Fault::invalid_type(value, expected));
        match self.peek_value()? {
            b'"' => match self.string()? {
                Text::Plain(text) => wrong(Unexpected::Str(text)),
                Text::Unescaped => wrong(Unexpected::Str(&self.unescaped)),
            },
            b'-' | b'0'..=b'9' => wrong(match self.number()? {
                Number::Unsigned(number) => Unexpected::Unsigned(number),
                Number::Negative(number) => Unexpected::Signed(number),
                Number::Float(number) => Unexpected::Float(number),
            }),
            b'{' => wrong(Unexpected::Map),
            b'[' => wrong(Unexpected::Seq),
            first @ (b't' | b'f') => {
                let value = first == b't';
                self.word(if value { "true" } else { "false" })?;
                wrong(Unexpected::Bool(value))
            }
            b'n' => {
                self.word("null")?;
                wrong(Unexpected::Unit)
            }
            _ => Err(self.fault("expected value")),
        }
    }
}
