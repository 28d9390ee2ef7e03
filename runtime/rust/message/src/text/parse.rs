//! Parses messages.

use std::collections::HashSet;

use super::lexer::{Lexer, Token};
use super::{Error, ReadOptions, URL_SIGNS, print};
use crate::budget;
use crate::reflect::{
    Cardinality, FieldDescriptor, Kind, List, MessageDescriptor, Reflect, Registry, Slot, WellKnown,
};

/// Parses the fields of a text into a message.
pub(super) fn message(
    options: &ReadOptions<'_>,
    message: &mut dyn Reflect,
    text: &str,
) -> Result<(), Error> {
    let mut parser = Parser {
        lexer: Lexer::new(text)?,
        registry: options.registry.unwrap_or(Registry::well_known()),
        depth: options.depth,
    };
    parser.fields(message, Token::End)
}

/// Parses a text.
#[derive(Clone, Copy)]
pub(super) struct Parser<'p, 't> {
    pub(super) lexer: Lexer<'t>,
    pub(super) registry: &'p Registry,
    /// How deep messages may still nest.
    pub(super) depth: u32,
}

/// What a message has already.
#[derive(Default)]
struct Seen {
    fields: HashSet<usize>,
    oneofs: HashSet<usize>,
    names: HashSet<String>,
}

impl Parser<'_, '_> {
    /// Parses the fields before the token `end`.
    fn fields(&mut self, message: &mut dyn Reflect, end: Token<'_>) -> Result<(), Error> {
        let mut seen = Seen::default();
        while self.lexer.token() != end {
            if self.lexer.token() == Token::Sign('[') {
                self.bracketed(message, &mut seen)?;
            } else {
                self.field(message, &mut seen)?;
            }
            self.separator()?;
        }
        Ok(())
    }

    fn separator(&mut self) -> Result<(), Error> {
        if !self.lexer.take(',')? {
            self.lexer.take(';')?;
        }
        Ok(())
    }

    fn field(&mut self, message: &mut dyn Reflect, seen: &mut Seen) -> Result<(), Error> {
        let start = self.lexer;
        let Token::Name(name) = self.lexer.token() else {
            return Err(self.lexer.expected("the name of a field"));
        };
        let descriptor = message.descriptor();
        let Some(index) = index_of(descriptor, name) else {
            if descriptor.is_reserved(name) {
                self.lexer.next()?;
                return self.skip_value();
            }
            let message = format!("{} has no field `{name}`", descriptor.full_name());
            return Err(start.error_of_value(message));
        };
        let Some(field) = descriptor.fields().get(index).cloned() else {
            return Ok(());
        };
        let is_single = !matches!(
            field.cardinality(),
            Cardinality::Repeated | Cardinality::Map
        );
        if is_single && !seen.fields.insert(index) {
            return Err(start.error(format!("`{name}` is set twice")));
        }
        if let Some(oneof) = field.oneof()
            && !seen.oneofs.insert(oneof)
        {
            return Err(start.error(format!("`{name}`: another field of its oneof is set")));
        }
        self.lexer.next()?;
        match message.slot(index) {
            Some(slot) => self.value(&field, slot),
            None => Err(self.no_place()),
        }
    }

    /// Parses an extension, or the message of an `Any`.
    fn bracketed(&mut self, message: &mut dyn Reflect, seen: &mut Seen) -> Result<(), Error> {
        let start = self.lexer;
        let name = self.bracketed_name()?;
        if name.contains('/') {
            self.any(message, &name, start)?;
            // It sets the fields of the `Any`.
            if !(seen.fields.insert(0) && seen.fields.insert(1)) {
                return Err(start.error("an Any has two messages"));
            }
            return Ok(());
        }
        let full_name = message.descriptor().full_name();
        let Some(extension) = self.registry.extension(full_name, &name) else {
            return Err(start.error_of_value(format!(
                "{full_name} has no extension `{name}`, or it is not registered"
            )));
        };
        let mut holder = extension.holder();
        let Some(field) = holder.descriptor().fields().first().cloned() else {
            return Ok(());
        };
        let is_single = field.cardinality() != Cardinality::Repeated;
        if is_single && !seen.names.insert(name.clone()) {
            return Err(start.error(format!("`[{name}]` is set twice")));
        }
        let slot = holder.slot(0).ok_or_else(|| self.no_place())?;
        self.value(&field, slot)?;
        match message.unknown_fields_mut() {
            Some(unknown) => {
                unknown.push_encoded(&holder.to_bytes());
                Ok(())
            }
            None => Err(start.error(format!(
                "{} keeps no extensions",
                message.descriptor().full_name()
            ))),
        }
    }

    /// A name in brackets, and the URL of a type.
    fn bracketed_name(&mut self) -> Result<String, Error> {
        self.lexer.next()?;
        let mut name = String::new();
        while !self.lexer.take(']')? {
            match self.lexer.next()? {
                Token::Name(part) | Token::Number(part) => name.push_str(part),
                Token::Sign(sign) if URL_SIGNS.contains(&sign) => name.push(sign),
                _ => return Err(self.lexer.expected("`]`")),
            }
        }
        Ok(name)
    }

    fn any(&mut self, any: &mut dyn Reflect, url: &str, start: Lexer<'_>) -> Result<(), Error> {
        if any.descriptor().form() != Some(WellKnown::Any) {
            let name = any.descriptor().full_name();
            return Err(start.error_of_value(format!(
                "{name} is not google.protobuf.Any, so it has no `[{url}]`"
            )));
        }
        let name = url.rsplit('/').next().unwrap_or_default();
        let Some(mut message) = self.registry.create(name) else {
            return Err(
                start.error_of_value(format!("the message type `{name}` is not registered"))
            );
        };
        self.lexer.take(':')?;
        self.braced(&mut *message)?;
        if let Some(Slot::String(place)) = any.slot(0) {
            url.clone_into(place);
        }
        if let Some(Slot::Bytes(place)) = any.slot(1) {
            place.set(message.to_bytes());
        }
        Ok(())
    }

    /// Parses what follows the name of a field, or of an extension. Errors of a redacted one do not have its value.
    fn value(&mut self, field: &FieldDescriptor, slot: Slot<'_>) -> Result<(), Error> {
        let outer = self.lexer.redact(field.is_redacted());
        self.unredacted(field, slot)?;
        if field.is_redacted() {
            self.check_next()?;
        }
        self.lexer.end_redact(outer);
        Ok(())
    }

    /// Checks that a field can follow. In `pin: 12 34` and in `password: "a"b"`, the error of the next field would have a part of
    /// the value.
    fn check_next(&self) -> Result<(), Error> {
        let mut next = self.lexer;
        let is_field = match next.next()? {
            Token::Name(_) => matches!(next.token(), Token::Sign(':' | '{' | '<')),
            Token::Number(_) | Token::String(_) => false,
            Token::Sign(_) | Token::End => true,
        };
        if is_field {
            Ok(())
        } else {
            Err(self.lexer.expected("the name of a field"))
        }
    }

    fn unredacted(&mut self, field: &FieldDescriptor, slot: Slot<'_>) -> Result<(), Error> {
        let is_message = matches!(
            slot,
            Slot::Message(_) | Slot::Messages(_) | Slot::Map(_) | Slot::MessageMap(_)
        );
        if !self.lexer.take(':')? && !is_message {
            return Err(self.lexer.expected("`:`"));
        }
        match slot {
            Slot::List(list) => self.elements(|parser| parser.element(field, list)),
            Slot::Messages(list) => self.elements(|parser| parser.element(field, list)),
            Slot::Map(map) => self.elements(|parser| parser.entry(field, map)),
            Slot::MessageMap(map) => self.elements(|parser| parser.entry(field, map)),
            slot => self.single(field, slot),
        }
    }

    /// Parses one element, or several in brackets.
    fn elements(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if !self.lexer.take('[')? {
            return element(self);
        }
        if self.lexer.take(']')? {
            return Ok(());
        }
        loop {
            element(self)?;
            if self.lexer.take(']')? {
                return Ok(());
            }
            if !self.lexer.take(',')? {
                return Err(self.lexer.expected("`,` or `]`"));
            }
        }
    }

    fn element<K>(&mut self, field: &FieldDescriptor, list: &mut dyn List<K>) -> Result<(), Error> {
        match list.push() {
            Some(slot) => self.single(field, slot),
            None => Err(self.no_place()),
        }
    }

    /// The error of a message without a place for a value: it exceeds its budget, or its descriptor has more fields than it.
    #[cold]
    fn no_place(&self) -> Error {
        self.lexer.error(match budget::is_exceeded() {
            true => budget::EXCEEDED,
            false => "the message does not have the fields of its descriptor",
        })
    }

    /// Parses one value.
    pub(super) fn single(&mut self, field: &FieldDescriptor, slot: Slot<'_>) -> Result<(), Error> {
        match slot {
            Slot::Message(message) => self.braced(message),
            Slot::String(place) => {
                let start = self.lexer;
                let bytes = self.string()?;
                let text = String::from_utf8(bytes);
                *place = text.map_err(|_| start.error("a string is not UTF-8"))?;
                Ok(())
            }
            Slot::Bytes(place) => {
                place.set(self.string()?);
                Ok(())
            }
            Slot::Bool(place) => {
                *place = self.boolean()?;
                Ok(())
            }
            Slot::I32(place) => {
                *place = match field.kind() {
                    Kind::Enum(r#enum) => self.enumeration(r#enum.descriptor())?,
                    _ => self.narrow(Self::signed)?,
                };
                Ok(())
            }
            Slot::I64(place) => self.signed().map(|value| *place = value),
            Slot::U32(place) => self.narrow(Self::unsigned).map(|value| *place = value),
            Slot::U64(place) => self.unsigned().map(|value| *place = value),
            Slot::F32(place) => self.float().map(|value| *place = value as f32),
            Slot::F64(place) => self.float().map(|value| *place = value),
            _ => Ok(()),
        }
    }

    /// Parses a message between braces.
    fn braced(&mut self, message: &mut dyn Reflect) -> Result<(), Error> {
        let close = self.open()?;
        self.fields(message, Token::Sign(close))?;
        self.close(close)
    }

    /// Parses the fields between braces with a function.
    pub(super) fn braces(
        &mut self,
        mut field: impl FnMut(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let close = self.open()?;
        while self.lexer.token() != Token::Sign(close) {
            field(self)?;
            self.separator()?;
        }
        self.close(close)
    }

    /// Takes an opening brace, and returns the closing one.
    fn open(&mut self) -> Result<char, Error> {
        let close = match self.lexer.token() {
            Token::Sign('{') => '}',
            Token::Sign('<') => '>',
            _ => return Err(self.lexer.expected("`{`")),
        };
        self.depth = match self.depth.checked_sub(1) {
            Some(depth) => depth,
            None => return Err(self.lexer.error("messages nest too deep")),
        };
        self.lexer.next()?;
        Ok(close)
    }

    fn close(&mut self, close: char) -> Result<(), Error> {
        if !self.lexer.take(close)? {
            return Err(self.lexer.expected(&format!("`{close}`")));
        }
        self.depth += 1;
        Ok(())
    }

    /// Skips a colon and one value, or a list.
    pub(super) fn skip_value(&mut self) -> Result<(), Error> {
        self.lexer.take(':')?;
        let mut open = 0_usize;
        loop {
            self.lexer.take('-')?;
            match self.lexer.next()? {
                Token::Sign('{' | '<' | '[') => open += 1,
                Token::Sign('}' | '>' | ']') if open > 0 => open -= 1,
                Token::End => return Err(self.lexer.expected("a value")),
                Token::Sign(_) if open == 0 => return Err(self.lexer.expected("a value")),
                _ => {}
            }
            let more = matches!(self.lexer.token(), Token::String(_));
            if open == 0 && !more {
                return Ok(());
            }
        }
    }
}

/// The index of a field by its name, or by the name of its group.
fn index_of(message: &MessageDescriptor, name: &str) -> Option<usize> {
    let fields = message.fields();
    let named = fields.iter().position(|field| field.name() == name);
    named.or_else(|| {
        fields.iter().position(|field| match field.kind() {
            Kind::Group(group) => print::group_name(field, group.full_name()) == Some(name),
            _ => false,
        })
    })
}
