//! Writes messages.

mod any;
mod scalar;
mod text;
mod value;

use std::fmt;

use prost::DecodeError;
use serde::ser::Error as _;

use super::path::{FailedPath, Step};
use super::syntax::{Fault, Writer};
use super::{Error, ErrorKind, WriteOptions};
use crate::debug::Redacted;
use crate::reflect::{
    Cardinality, Extension, FieldDescriptor, Key, List, Map, Reflect, Registry, Value, WellKnown,
};
use crate::{UnknownFields, budget};

/// Decoders of protobuf do not accept messages that nest deeper.
const DEPTH: u32 = 100;

/// A text that messages are written to.
pub(super) struct Output<'o> {
    options: WriteOptions<'o>,
    registry: &'o Registry,
    writer: Writer,
    /// How many messages are open.
    depth: u32,
    failed: FailedPath,
    /// Whether the message in an `Any`, or an extension, exceeds its budget of memory.
    exceeded: bool,
}

impl<'o> Output<'o> {
    pub(super) fn new(options: &WriteOptions<'o>) -> Self {
        Self {
            options: *options,
            registry: options.registry.unwrap_or_else(|| Registry::well_known()),
            writer: Writer::new(options.pretty),
            depth: 0,
            failed: FailedPath::default(),
            exceeded: false,
        }
    }

    /// The text.
    pub(super) fn into_text(self) -> Vec<u8> {
        self.writer.into_text()
    }

    /// The error, with the path of the value.
    pub(super) fn error(&self, fault: Fault) -> Error {
        let kind = match self.exceeded {
            true => ErrorKind::Budget,
            false => ErrorKind::Data,
        };
        Error::in_value(kind, &self.failed, fault)
    }

    /// Writes a message.
    pub(super) fn message(&mut self, message: &dyn Reflect) -> Result<(), Fault> {
        // The message in an `Any` can nest as deep as the message around it.
        let most = if self.options.lenient {
            2 * DEPTH
        } else {
            DEPTH
        };
        if self.depth > most {
            return Err(Fault::without_value(format_args!(
                "messages nest more than {most} deep"
            )));
        }
        self.depth += 1;
        let form = message.descriptor().form();
        let written = match form.filter(|form| self.has_form(message, *form)) {
            None | Some(WellKnown::Empty) => self.object(message),
            Some(form) => self.well_known(message, form),
        };
        self.depth -= 1;
        written
    }

    /// Writes the value of a field without its name.
    pub(super) fn field(&mut self, message: &dyn Reflect, index: usize) -> Result<(), Fault> {
        let field = message.descriptor().fields().get(index);
        let field = field.ok_or_else(no_field)?;
        let written = match message.get(index) {
            Some(value) => self.value(field, value),
            None if has_default(field) => self.default(field),
            None => {
                self.writer.raw("null");
                Ok(())
            }
        };
        written.map_err(|fault| self.failed.field(field, self.name(field), fault))
    }

    /// Whether the message is written in the form of its type. With the option `lenient`, a message without a value in this form
    /// is written by its fields.
    fn has_form(&self, message: &dyn Reflect, form: WellKnown) -> bool {
        !self.options.lenient
            || match form {
                WellKnown::Duration | WellKnown::FieldMask | WellKnown::Timestamp => {
                    text::is_representable(message, form)
                }
                WellKnown::Value => value::is_representable(message),
                _ => true,
            }
    }

    fn well_known(&mut self, message: &dyn Reflect, form: WellKnown) -> Result<(), Fault> {
        match form {
            WellKnown::Empty => self.object(message),
            WellKnown::Any => self.any(message),
            WellKnown::Value => self.any_value(message),
            WellKnown::Struct | WellKnown::ListValue | WellKnown::Wrapper => {
                let field = message.descriptor().fields().first();
                let field = field.ok_or_else(no_field)?;
                match message.get(0) {
                    Some(value) => self.value(field, value),
                    None => self.default(field),
                }
            }
            WellKnown::Duration | WellKnown::FieldMask | WellKnown::Timestamp => {
                self.text(message, form)
            }
        }
    }

    fn object(&mut self, message: &dyn Reflect) -> Result<(), Fault> {
        self.writer.open(b'{');
        let is_empty = self.fields(message, true)?;
        self.writer.close(b'}', is_empty);
        Ok(())
    }

    /// Writes the fields that are set; if asked for, also those that have no presence. Whether the object is still empty.
    fn fields(&mut self, message: &dyn Reflect, mut is_empty: bool) -> Result<bool, Fault> {
        for (index, field) in message.descriptor().fields().iter().enumerate() {
            let value = message.get(index);
            if !self.is_written(field, value) {
                continue;
            }
            match field.as_json_name().plain() {
                Some(name) if !self.options.original_names => {
                    self.writer.plain_key(name, is_empty);
                }
                _ => self.writer.key(self.name(field), is_empty),
            }
            is_empty = false;
            let written = match value {
                _ if self.options.redact && field.is_redacted() => {
                    self.writer.string(Redacted::TEXT);
                    Ok(())
                }
                // The most frequent.
                Some(Value::String(text)) => {
                    self.writer.string(text);
                    continue;
                }
                Some(value) => self.value(field, value),
                None => self.default(field),
            };
            written.map_err(|fault| self.failed.field(field, self.name(field), fault))?;
        }
        match message.unknown_fields() {
            Some(unknown) if !unknown.is_empty() => self.extensions(message, unknown, is_empty),
            _ => Ok(is_empty),
        }
    }

    #[inline]
    fn is_written(&self, field: &FieldDescriptor, value: Option<Value<'_>>) -> bool {
        value.is_some() || self.options.defaults && has_default(field)
    }

    fn name<'f>(&self, field: &'f FieldDescriptor) -> &'f str {
        match self.options.original_names {
            true => field.name(),
            false => field.json_name(),
        }
    }

    /// Writes the extensions that the registry has.
    #[cold]
    fn extensions(
        &mut self,
        message: &dyn Reflect,
        unknown: &UnknownFields,
        mut is_empty: bool,
    ) -> Result<bool, Fault> {
        let extendee = message.descriptor().full_name();
        let budget = budget::default_for(unknown.as_bytes().len());
        for extension in self.registry.extensions(extendee) {
            budget::within_rest_for_now(budget, || {
                self.extension(extension, unknown, &mut is_empty)
            })?;
        }
        Ok(is_empty)
    }

    /// Writes an extension, if it is set.
    fn extension(
        &mut self,
        extension: &Extension,
        unknown: &UnknownFields,
        is_empty: &mut bool,
    ) -> Result<(), Fault> {
        let name = format!("[{}]", extension.name());
        // An extension in an extension has a copy of the fields around it.
        let read = budget::take(unknown.as_bytes().len()).and_then(|()| extension.read(unknown));
        let (holder, read) = match read {
            Ok(None) => return Ok(()),
            Ok(Some(holder)) => (holder, Ok(())),
            Err(error) => {
                let fault = self.not_decoded(error, format_args!("the extension"));
                (extension.holder(), Err(fault))
            }
        };
        let Some(field) = holder.descriptor().fields().first() else {
            return Ok(());
        };
        let written = read.and_then(|()| self.holder(&name, field, holder.get(0), is_empty));
        written.map_err(|fault| self.failed.field(field, &name, fault))
    }

    /// The error of bytes in a message that are no message of their type, or one that takes too much memory.
    #[cold]
    fn not_decoded(&mut self, error: DecodeError, what: fmt::Arguments<'_>) -> Fault {
        if budget::is_exceeded() {
            self.exceeded = true;
            return Fault::without_value(format_args!("{what} exceeds its budget of memory"));
        }
        Fault::custom(format_args!("{what} is malformed: {error}"))
    }

    /// Writes the value of an extension with its key, if it has one.
    fn holder(
        &mut self,
        name: &str,
        field: &FieldDescriptor,
        value: Option<Value<'_>>,
        is_empty: &mut bool,
    ) -> Result<(), Fault> {
        let Some(value) = value else {
            return Ok(());
        };
        self.writer.key(name, std::mem::take(is_empty));
        if self.options.redact && field.is_redacted() {
            self.writer.string(Redacted::TEXT);
            return Ok(());
        }
        self.value(field, value)
    }

    /// Writes a value: of a field, or of an element or an entry of it.
    fn value(&mut self, field: &FieldDescriptor, value: Value<'_>) -> Result<(), Fault> {
        match value {
            // The most frequent.
            Value::String(text) => {
                self.writer.string(text);
                Ok(())
            }
            Value::Message(message) => self.message(message),
            Value::List(list) => self.list(field, list),
            Value::Messages(list) => self.list(field, list),
            Value::Map(map) => self.map(field, map),
            Value::MessageMap(map) => self.map(field, map),
            value => {
                self.scalar(field.kind(), value);
                Ok(())
            }
        }
    }

    /// Writes the value of a field that is not set.
    fn default(&mut self, field: &FieldDescriptor) -> Result<(), Fault> {
        match field.cardinality() {
            Cardinality::Repeated => self.writer.raw("[]"),
            Cardinality::Map => self.writer.raw("{}"),
            _ => {
                let value = scalar::default(field.kind()).ok_or_else(no_field)?;
                self.scalar(field.kind(), value);
            }
        }
        Ok(())
    }

    fn list<K>(&mut self, field: &FieldDescriptor, list: &dyn List<K>) -> Result<(), Fault> {
        self.writer.open(b'[');
        for index in 0..list.len() {
            if let Some(value) = list.get(index) {
                self.writer.element(index == 0);
                let written = self.value(field, value);
                self.failed.step(written, || Step::Index(index))?;
            }
        }
        self.writer.close(b']', list.is_empty());
        Ok(())
    }

    /// Writes a map, sorted by its keys.
    fn map<K>(&mut self, field: &FieldDescriptor, map: &dyn Map<K>) -> Result<(), Fault> {
        self.writer.open(b'{');
        match map.only() {
            Some((key, value)) => self.map_entry(field, key, value, true)?,
            None => {
                for (position, (key, value)) in map.entries().into_iter().enumerate() {
                    self.map_entry(field, key, value, position == 0)?;
                }
            }
        }
        self.writer.close(b'}', map.is_empty());
        Ok(())
    }

    fn map_entry(
        &mut self,
        field: &FieldDescriptor,
        key: Key<'_>,
        value: Value<'_>,
        is_first: bool,
    ) -> Result<(), Fault> {
        let mut buffer = itoa::Buffer::new();
        let key = match key {
            Key::Bool(true) => "true",
            Key::Bool(false) => "false",
            Key::I32(key) => buffer.format(key),
            Key::I64(key) => buffer.format(key),
            Key::U32(key) => buffer.format(key),
            Key::U64(key) => buffer.format(key),
            Key::String(key) => key,
        };
        self.writer.key(key, is_first);
        let written = self.value(field, value);
        self.failed.step(written, || Step::Key(key.to_owned()))
    }
}

/// Whether a field that is not set has a value.
fn has_default(field: &FieldDescriptor) -> bool {
    match field.cardinality() {
        Cardinality::Implicit | Cardinality::Repeated | Cardinality::Map => true,
        Cardinality::Explicit | Cardinality::Required => false,
    }
}

/// The error of a message whose descriptor does not fit it.
#[cold]
fn no_field() -> Fault {
    Fault::custom("the message does not have the fields of its descriptor")
}
