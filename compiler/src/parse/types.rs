//! Parses types.

use super::{EDITION_UNSTABLE, Parser};
use crate::ast::{Name, Type};
use crate::source::Span;

/// A type as written.
#[derive(Debug)]
pub(super) enum ParsedType {
    Scalar(Type),
    /// `group`, or a message or an enum.
    Named(Name),
}

impl Parser<'_> {
    /// Parses a type.
    pub(super) fn type_(&mut self) -> Option<ParsedType> {
        let text = self.current_str();
        let is_unstable = self.edition == EDITION_UNSTABLE;
        let found = if is_unstable {
            unstable_type(text)
        } else {
            builtin_type(text)
        };
        if let Some(type_) = found {
            if type_ == Type::Group && self.has_edition() {
                let _: Option<()> = self.fault_with_help(
                    "editions have no groups",
                    "use a message field with `features.message_encoding = DELIMITED`",
                );
            }
            self.lexer.advance();
            return Some(ParsedType::Scalar(type_));
        }
        if is_unstable && let Some(replacement) = replacement(text) {
            let message = format!("the type `{text}` is obsolete in unstable editions");
            let help = format!("use `{replacement}`");
            let _: Option<()> = self.fault_with_help(message, help);
            self.lexer.advance();
            return Some(ParsedType::Scalar(Type::Int32));
        }
        self.user_type().map(ParsedType::Named)
    }

    /// Parses the name of a message or an enum.
    pub(super) fn user_type(&mut self) -> Option<Name> {
        let start = self.lexer.current();
        if builtin_type(self.current_str()).is_some() {
            let found = self.found();
            let _: Option<()> = self.fault(format!("expected a message type, found {found}"));
            let text = self.current_str().into();
            self.lexer.advance();
            return Some(Name {
                text,
                span: start.span,
            });
        }
        let mut text = String::new();
        if self.eat(".") {
            text.push('.');
        }
        text.push_str(&self.identifier("a type")?.text);
        while self.eat(".") {
            text.push('.');
            text.push_str(&self.identifier("an identifier")?.text);
        }
        let span = self.span_from(start);
        Some(Name {
            text: text.into(),
            span: Span::new(start.span.start, span.end),
        })
    }
}

fn builtin_type(name: &str) -> Option<Type> {
    Some(match name {
        "double" => Type::Double,
        "float" => Type::Float,
        "int64" => Type::Int64,
        "uint64" => Type::Uint64,
        "int32" => Type::Int32,
        "fixed64" => Type::Fixed64,
        "fixed32" => Type::Fixed32,
        "bool" => Type::Bool,
        "string" => Type::String,
        "group" => Type::Group,
        "bytes" => Type::Bytes,
        "uint32" => Type::Uint32,
        "sfixed32" => Type::Sfixed32,
        "sfixed64" => Type::Sfixed64,
        "sint32" => Type::Sint32,
        "sint64" => Type::Sint64,
        _ => return None,
    })
}

/// A built-in type in unstable editions, where the names without a prefix have a fixed width.
fn unstable_type(name: &str) -> Option<Type> {
    Some(match name {
        "uint64" => Type::Fixed64,
        "uint32" => Type::Fixed32,
        "int32" => Type::Sfixed32,
        "int64" => Type::Sfixed64,
        "varint32" => Type::Int32,
        "varint64" => Type::Int64,
        "uvarint32" => Type::Uint32,
        "uvarint64" => Type::Uint64,
        "zigzag32" => Type::Sint32,
        "zigzag64" => Type::Sint64,
        "double" | "float" | "bool" | "string" | "group" | "bytes" => builtin_type(name)?,
        _ => return None,
    })
}

/// The name in unstable editions of a type that they lack.
fn replacement(name: &str) -> Option<&'static str> {
    Some(match name {
        "fixed32" => "uint32",
        "fixed64" => "uint64",
        "sfixed32" => "int32",
        "sfixed64" => "int64",
        "sint32" => "zigzag32",
        "sint64" => "zigzag64",
        _ => return None,
    })
}
