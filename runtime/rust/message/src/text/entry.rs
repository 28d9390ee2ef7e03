//! The entries of maps.

use super::Error;
use super::lexer::{Lexer, Token};
use super::parse::Parser;
use crate::budget;
use crate::reflect::{FieldDescriptor, InsertError, Map, Slot};

impl Parser<'_, '_> {
    /// Parses an entry between braces. A key or a value that is missing has its default.
    pub(super) fn entry<K>(
        &mut self,
        field: &FieldDescriptor,
        map: &mut dyn Map<K>,
    ) -> Result<(), Error> {
        let start = self.lexer;
        let (mut key, mut value) = (None, None);
        self.braces(|parser| {
            let name = match parser.lexer.token() {
                Token::Name(name @ ("key" | "value")) => name,
                _ => return Err(parser.lexer.expected("`key` or `value`")),
            };
            let previous = if name == "key" {
                key.is_some()
            } else {
                value.is_some()
            };
            if previous {
                return Err(parser.lexer.error(format!("an entry has `{name}` twice")));
            }
            parser.lexer.next()?;
            if name == "key" {
                if !parser.lexer.take(':')? {
                    return Err(parser.lexer.expected("`:`"));
                }
                key = Some(parser.key(map.default_key())?);
            } else {
                value = Some(parser.lexer);
                parser.skip_value()?;
            }
            Ok(())
        })?;
        let key = match key {
            Some(key) => key,
            None => map.default_key().to_owned(),
        };
        // The last entry of a key counts.
        map.remove(&key);
        let slot = map.insert(&key).map_err(|error| match error {
            InsertError::Budget => start.error(budget::EXCEEDED),
            _ => start.error_of_value(format!(
                "`{}` is not a key of `{}`",
                key.escape_debug(),
                field.name()
            )),
        })?;
        match value {
            Some(at) => self.value_at(at, field, slot),
            None => Ok(()),
        }
    }

    /// Parses a value that was skipped before.
    fn value_at(
        &mut self,
        at: Lexer<'_>,
        field: &FieldDescriptor,
        slot: Slot<'_>,
    ) -> Result<(), Error> {
        let mut parser = Parser {
            lexer: at,
            registry: self.registry,
            depth: self.depth,
        };
        let is_message = matches!(slot, Slot::Message(_));
        if !parser.lexer.take(':')? && !is_message {
            return Err(parser.lexer.expected("`:`"));
        }
        parser.single(field, slot)
    }

    /// The text of a key, of the type of a default.
    fn key(&mut self, default: &str) -> Result<String, Error> {
        let negative = self.lexer.take('-')?;
        match self.lexer.token() {
            Token::String(_) if !negative && default.is_empty() => {
                let start = self.lexer;
                String::from_utf8(self.string()?).map_err(|_| start.error("a key is not UTF-8"))
            }
            Token::Number(_) if !default.is_empty() => {
                let value = self.unsigned()?;
                Ok(match (default, value, negative) {
                    ("false", 0, false) => "false".to_owned(),
                    ("false", 1, false) => "true".to_owned(),
                    (_, _, true) => format!("-{value}"),
                    _ => value.to_string(),
                })
            }
            Token::Name(name) if !negative && !default.is_empty() => {
                self.lexer.next()?;
                Ok(match name {
                    "t" | "True" => "true",
                    "f" | "False" => "false",
                    _ => name,
                }
                .to_owned())
            }
            _ if default.is_empty() => Err(self.lexer.expected("a string")),
            _ => Err(self.lexer.expected("a key")),
        }
    }
}
