//! Reads the values of fields that are not messages.

use super::{Problem, Reader, Result};
use crate::ast::Type;
use crate::lex::TokenKind;
use crate::lex::number::{parse_float, parse_integer};
use crate::lex::string::unescape;
use crate::link::FieldRef;
use crate::options::scalar::{NAN, float_bits, from_signed, from_unsigned};
use crate::value::Value;

/// The largest double that becomes the largest float instead of an infinite one.
const LARGEST_FLOAT: f64 = 3.402_823_567_797_336_6e38;

impl Reader<'_> {
    pub(super) fn scalar(&mut self, field: FieldRef, type_: Type) -> Result<Value> {
        match type_ {
            Type::Int32 | Type::Sint32 | Type::Sfixed32 => Ok(from_signed(
                type_,
                self.signed(i32::MAX.unsigned_abs().into())?,
            )),
            Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
                Ok(from_signed(type_, self.signed(i64::MAX.unsigned_abs())?))
            }
            Type::Uint32 | Type::Fixed32 => {
                Ok(from_unsigned(type_, self.unsigned(u32::MAX.into())?))
            }
            Type::Uint64 | Type::Fixed64 => Ok(from_unsigned(type_, self.unsigned(u64::MAX)?)),
            Type::Float => Ok(Value::Fixed32(to_float(self.double()?))),
            Type::Double => Ok(Value::Fixed64(self.double()?.to_bits())),
            Type::Bool => self.bool(),
            Type::Enum => self.enum_value(field),
            Type::String | Type::Bytes | Type::Message | Type::Group => self.string(field),
        }
    }

    fn unsigned(&mut self, max: u64) -> Result<u64> {
        if self.kind() != TokenKind::Integer {
            return Err(self.problem(format!("expected an integer, found {}", self.shown())));
        }
        let Some(number) = parse_integer(self.text(), max) else {
            return Err(self.problem(format!("the integer {} is out of range", self.shown())));
        };
        self.lexer.advance();
        Ok(number)
    }

    fn signed(&mut self, max: u64) -> Result<i64> {
        let negative = self.eat(b'-');
        let number = self.unsigned(max.saturating_add(negative.into()))?;
        let number = if negative {
            0_u64.wrapping_sub(number)
        } else {
            number
        };
        Ok(number.cast_signed())
    }

    fn double(&mut self) -> Result<f64> {
        let negative = self.eat(b'-');
        let text = self.text();
        let number = match self.kind() {
            TokenKind::Integer if matches!(text, [b'0', b'x' | b'X' | b'0'..=b'7', ..]) => {
                return Err(
                    self.problem(format!("expected a decimal number, found {}", self.shown()))
                );
            }
            TokenKind::Integer => to_double(text),
            TokenKind::Float => parse_float(text),
            TokenKind::Identifier if text.eq_ignore_ascii_case(b"nan") => Some(f64::from_bits(NAN)),
            TokenKind::Identifier
                if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") =>
            {
                Some(f64::INFINITY)
            }
            _ => None,
        };
        let Some(number) = number else {
            return Err(self.problem(format!("expected a number, found {}", self.shown())));
        };
        self.lexer.advance();
        Ok(if negative { -number } else { number })
    }

    fn bool(&mut self) -> Result<Value> {
        if self.kind() == TokenKind::Integer {
            return Ok(Value::Varint(self.unsigned(1)?));
        }
        let value = match self.text() {
            b"true" | b"True" | b"t" => 1,
            b"false" | b"False" | b"f" => 0,
            _ => {
                return Err(self.problem(format!(
                    "expected `true` or `false`, found {}",
                    self.shown()
                )));
            }
        };
        self.lexer.advance();
        Ok(Value::Varint(value))
    }

    fn enum_value(&mut self, field: FieldRef) -> Result<Value> {
        let pool = self.schema.pool;
        let Some(enum_) = self.schema.enum_type(field) else {
            return Err(self.problem("the type of this field is not known"));
        };
        if self.kind() == TokenKind::Identifier {
            let name = std::str::from_utf8(self.text()).unwrap_or_default();
            let Some(value) = pool.value_by_name(enum_, name) else {
                let of = pool.enum_name(enum_);
                return Err(self.problem(format!("the enum `{of}` has no value `{name}`")));
            };
            self.lexer.advance();
            return Ok(from_signed(Type::Enum, value.number.into()));
        }
        if self.kind() != TokenKind::Integer && !self.is_at(b'-') {
            return Err(self.problem(format!(
                "expected the name or the number of an enum value, found {}",
                self.shown()
            )));
        }
        let start = self.lexer.current().span.start;
        let number = self.signed(i32::MAX.unsigned_abs().into())?;
        let mut values = pool.enum_(enum_).values.iter();
        let mut is_known = || values.any(|value| i64::from(value.number) == number);
        if !self.schema.is_closed(field, enum_) || is_known() {
            return Ok(from_signed(Type::Enum, number));
        }
        let of = pool.enum_name(enum_);
        Err(Problem {
            offset: Some(start),
            ..self.problem(format!("the closed enum `{of}` has no value {number}"))
        })
    }

    fn string(&mut self, field: FieldRef) -> Result<Value> {
        if self.kind() != TokenKind::String {
            return Err(self.problem(format!(
                "expected a string in quotes, found {}",
                self.shown()
            )));
        }
        let start = self.problem("the string must be UTF-8");
        let mut bytes = Vec::new();
        while self.kind() == TokenKind::String {
            unescape(self.text(), &mut bytes);
            self.lexer.advance();
        }
        if self.schema.verifies_utf8(field) && std::str::from_utf8(&bytes).is_err() {
            return Err(start);
        }
        Ok(Value::Bytes(bytes.into()))
    }
}

/// The value of a decimal integer, which may be too large for an integer type.
fn to_double(text: &[u8]) -> Option<f64> {
    match parse_integer(text, u64::MAX) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the nearest value is the right one"
        )]
        Some(number) => Some(number as f64),
        None => parse_float(text),
    }
}

/// The bits of a float. A double just above the largest float is the largest float.
fn to_float(number: f64) -> u32 {
    if (f64::from(f32::MAX)..=LARGEST_FLOAT).contains(&number.abs()) {
        return f32::MAX.copysign(float_sign(number)).to_bits();
    }
    float_bits(number)
}

fn float_sign(number: f64) -> f32 {
    if number.is_sign_negative() { -1.0 } else { 1.0 }
}
