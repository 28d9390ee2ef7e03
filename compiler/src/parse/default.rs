//! Parses default values of fields.

use super::Parser;
use super::field::number;
use super::locations::LocationIndex;
use crate::ast::{Default, FieldIndex, Type};
use crate::lex::number::{double_to_text, float_to_text, to_float};
use crate::lex::string::escape;

impl Parser<'_> {
    /// Parses `default = value`.
    pub(super) fn default(&mut self, field: FieldIndex, location: LocationIndex) -> Option<()> {
        if self.file.field(field).default.is_some() {
            let _: Option<()> = self.fault("the option `default` is already set");
        }
        self.expect("default")?;
        self.expect("=")?;
        self.located(location, &[number::DEFAULT_VALUE], |parser, _| {
            let start = parser.lexer.current();
            let value = parser.default_value(parser.file.field(field).type_)?;
            let span = parser.span_from(start);
            parser.field_mut(field).default = Some(Default { value, span });
            Some(())
        })
    }

    fn default_value(&mut self, type_: Option<Type>) -> Option<Box<[u8]>> {
        let Some(type_) = type_ else {
            // Only the linker knows whether a named type is an enum, and this the name of a value.
            let text = self.lexer.current_text();
            self.lexer.advance();
            return Some(text.into());
        };
        let text = match type_ {
            Type::Int32 | Type::Sint32 | Type::Sfixed32 => {
                self.default_integer(i32::MAX.unsigned_abs().into())?
            }
            Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
                self.default_integer(i64::MAX.unsigned_abs())?
            }
            Type::Uint32 | Type::Fixed32 => self.default_unsigned(u32::MAX.into())?,
            Type::Uint64 | Type::Fixed64 => self.default_unsigned(u64::MAX)?,
            Type::Float | Type::Double => {
                let sign = if self.eat("-") { -1.0 } else { 1.0 };
                let value = sign * self.number()?;
                if type_ == Type::Float {
                    float_to_text(to_float(value))
                } else {
                    double_to_text(value)
                }
            }
            Type::Bool => self.default_bool()?.into(),
            Type::String => return Some(self.string("a string as the default")?.into()),
            Type::Bytes => return Some(escape(&self.string("a string as the default")?).into()),
            Type::Enum => self.identifier("a value of the enum")?.text.into(),
            Type::Message | Type::Group => {
                return self.fault("a message field cannot have a default");
            }
        };
        Some(text.into_bytes().into())
    }

    fn default_integer(&mut self, max: u64) -> Option<String> {
        let negative = self.eat("-");
        let value = self.integer_up_to(max + u64::from(negative), "an integer as the default")?;
        let sign = if negative && value > 0 { "-" } else { "" };
        Some(format!("{sign}{value}"))
    }

    fn default_unsigned(&mut self, max: u64) -> Option<String> {
        if self.eat("-") {
            let _: Option<()> = self.fault("the default of an unsigned field cannot be negative");
        }
        let value = self.integer_up_to(max, "an integer as the default")?;
        Some(value.to_string())
    }

    fn default_bool(&mut self) -> Option<&'static str> {
        if self.eat("true") {
            Some("true")
        } else if self.eat("false") {
            Some("false")
        } else {
            self.expected("`true` or `false`")
        }
    }
}
