//! Encodes values as protoc does: fields sorted by number, repeated numbers packed where their field is, and no zeros in
//! fields without presence.

use super::schema::{KEY, Schema, VALUE};
use crate::ast::Type;
use crate::link::{FieldRef, MessageRef};
use crate::value::{FieldValue, Message, Value};
use crate::wire::{WireType, Writer};

/// The numbers of the extensions of `google.protobuf.FeatureSet` that protoc itself knows: those for C++, Java and C#. Protoc
/// writes unknown fields after all others.
const KNOWN_FEATURES: [i32; 3] = [1000, 1001, 1004];
pub(super) const FIRST_EXTENSION: i32 = 1000;

/// The numbers of the fields of an item of a message set.
const ITEM: u32 = 1;
const ITEM_TYPE: u32 = 2;
const ITEM_MESSAGE: u32 = 3;

/// Encodes messages.
pub(super) struct Encoder<'e> {
    schema: &'e Schema<'e>,
}

impl<'e> Encoder<'e> {
    pub fn new(schema: &'e Schema<'e>) -> Self {
        Self { schema }
    }

    /// Encodes the options of an element.
    pub fn options(&self, options: &Message, writer: &mut Writer) {
        for field in &options.fields {
            self.field_of_options(field, writer);
        }
    }

    /// Encodes a field of a message that protoc itself knows.
    pub fn field_of_options(&self, field: &FieldValue, writer: &mut Writer) {
        let Some(message) = self.partly_known(field) else {
            return self.field(field, writer);
        };
        writer.message(number(field), |writer| {
            for field in known(message) {
                self.field_of_options(field, writer);
            }
            for field in unknown(message) {
                self.field(field, writer);
            }
        });
    }

    /// The value of a field of options, if it has fields that protoc does not know.
    fn partly_known<'m>(&self, field: &'m FieldValue) -> Option<&'m Message> {
        let [Value::Message(message)] = &*field.values else {
            return None;
        };
        let partly = !self.schema.is_extension(field.field) && unknown(message).next().is_some();
        partly.then_some(message)
    }

    /// Encodes a field of options as it was written: unknown fields of its value are those of the statements.
    pub fn field_as_written<'s>(
        &self,
        field: &FieldValue,
        statements: impl Iterator<Item = (&'s [FieldRef], &'s Value)>,
        writer: &mut Writer,
    ) {
        let Some(message) = self.partly_known(field) else {
            return self.field_of_options(field, writer);
        };
        writer.message(number(field), |writer| {
            for field in known(message) {
                self.field_of_options(field, writer);
            }
            for (fields, value) in statements {
                match (fields, value) {
                    ([first], Value::Message(value)) if *first == field.field => {
                        for field in unknown(value) {
                            self.field(field, writer);
                        }
                    }
                    ([first, rest @ ..], _) if *first == field.field => {
                        let number = rest
                            .first()
                            .map(|&next| self.schema.pool.field(next).number);
                        if number.is_some_and(|number| !is_known(number)) {
                            self.statement(rest, value, writer);
                        }
                    }
                    _ => {}
                }
            }
        });
    }

    /// Encodes the value of a statement by itself. Numbers are never packed, and zeros are not left out.
    pub fn statement(&self, fields: &[FieldRef], value: &Value, writer: &mut Writer) {
        let Some((&first, rest)) = fields.split_first() else {
            return;
        };
        let field = FieldValue {
            number: self.schema.pool.field(first).number,
            field: first,
            values: Vec::new(),
        };
        let number = number(&field);
        if rest.is_empty() {
            self.value(&field, value, writer);
        } else if self.schema.field_type(first) == Type::Group {
            writer.tag(number, WireType::Group);
            self.statement(rest, value, writer);
            writer.tag(number, WireType::EndGroup);
        } else {
            writer.message(number, |writer| {
                self.statement(rest, value, writer);
            });
        }
    }

    /// Encodes a message with this type.
    pub fn message(&self, type_: MessageRef, message: &Message, writer: &mut Writer) {
        if self.schema.is_map_entry(type_) {
            return self.map_entry(type_, message, writer);
        }
        let set = !message.fields.is_empty() && self.schema.is_message_set(type_);
        for field in &message.fields {
            match &*field.values {
                [Value::Message(item)] if set && !self.schema.is_repeated(field.field) => {
                    self.item(field, item, writer);
                }
                _ => self.field(field, writer),
            }
        }
    }

    fn field(&self, field: &FieldValue, writer: &mut Writer) {
        if let ([value], false) = (&*field.values, self.schema.is_repeated(field.field)) {
            if !self.schema.is_absent(field.field, value) {
                self.value(field, value, writer);
            }
            return;
        }
        if self.schema.is_packed(field.field) {
            writer.message(number(field), |writer| {
                for value in &field.values {
                    write_scalar(value, writer);
                }
            });
            return;
        }
        for value in &field.values {
            self.value(field, value, writer);
        }
    }

    fn value(&self, field: &FieldValue, value: &Value, writer: &mut Writer) {
        let Value::Message(message) = value else {
            writer.tag(number(field), wire_type(value));
            write_scalar(value, writer);
            return;
        };
        let Some(type_) = self.schema.message_type(field.field) else {
            return;
        };
        if self.schema.field_type(field.field) == Type::Group {
            writer.tag(number(field), WireType::Group);
            self.message(type_, message, writer);
            writer.tag(number(field), WireType::EndGroup);
        } else {
            writer.message(number(field), |writer| {
                self.message(type_, message, writer);
            });
        }
    }

    /// Encodes an extension in a message set.
    fn item(&self, field: &FieldValue, message: &Message, writer: &mut Writer) {
        let Some(type_) = self.schema.message_type(field.field) else {
            return;
        };
        writer.tag(ITEM, WireType::Group);
        writer.uint(ITEM_TYPE, u64::from(number(field)));
        writer.message(ITEM_MESSAGE, |writer| {
            self.message(type_, message, writer);
        });
        writer.tag(ITEM, WireType::EndGroup);
    }

    /// Encodes the entry of a map, which has its key and its value even if they are not set.
    fn map_entry(&self, type_: MessageRef, entry: &Message, writer: &mut Writer) {
        for number in [KEY, VALUE] {
            let Some(field) = self.schema.field_by_number(type_, number) else {
                continue;
            };
            let default;
            let value = match entry.value(number) {
                Some(value) => value,
                None => {
                    default = self.default_value(field);
                    &default
                }
            };
            let values = Vec::new();
            let field = FieldValue {
                number,
                field,
                values,
            };
            self.value(&field, value, writer);
        }
    }

    fn default_value(&self, field: FieldRef) -> Value {
        match self.schema.field_type(field) {
            Type::Double | Type::Fixed64 | Type::Sfixed64 => Value::Fixed64(0),
            Type::Float | Type::Fixed32 | Type::Sfixed32 => Value::Fixed32(0),
            Type::String | Type::Bytes => Value::Bytes(Box::default()),
            Type::Message | Type::Group => Value::Message(Message::default()),
            // The first value of an enum in a map is zero.
            _ => Value::Varint(0),
        }
    }
}

fn number(field: &FieldValue) -> u32 {
    field.number.unsigned_abs()
}

/// Whether protoc itself knows a field of options.
fn is_known(number: i32) -> bool {
    number < FIRST_EXTENSION || KNOWN_FEATURES.contains(&number)
}

fn known(message: &Message) -> impl Iterator<Item = &FieldValue> {
    message.fields.iter().filter(|field| is_known(field.number))
}

fn unknown(message: &Message) -> impl Iterator<Item = &FieldValue> {
    message
        .fields
        .iter()
        .filter(|field| !is_known(field.number))
}

fn wire_type(value: &Value) -> WireType {
    match value {
        Value::Varint(_) => WireType::Varint,
        Value::Fixed32(_) => WireType::Fixed32,
        Value::Fixed64(_) => WireType::Fixed64,
        Value::Bytes(_) | Value::Message(_) => WireType::Length,
    }
}

fn write_scalar(value: &Value, writer: &mut Writer) {
    match value {
        Value::Varint(number) => writer.varint(*number),
        Value::Fixed32(bits) => writer.raw(&bits.to_le_bytes()),
        Value::Fixed64(bits) => writer.raw(&bits.to_le_bytes()),
        Value::Bytes(bytes) => {
            writer.varint(bytes.len() as u64);
            writer.raw(bytes);
        }
        Value::Message(_) => {}
    }
}
