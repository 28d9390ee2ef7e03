//! Encodes values as protoc does: fields sorted by number, repeated numbers packed where their field is, and no zeros in
//! fields without presence.

use super::schema::{KEY, Schema, VALUE};
use super::{FieldValue, Message, Value};
use crate::ast::Type;
use crate::link::{FieldRef, MessageRef};

/// The numbers of the extensions of `google.protobuf.FeatureSet` that protoc itself knows: those for C++, Java and C#. Protoc
/// writes unknown fields after all others.
const KNOWN_FEATURES: [i32; 3] = [1000, 1001, 1004];
const FIRST_EXTENSION: i32 = 1000;

/// The wire types.
const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LENGTH: u32 = 2;
const GROUP: u32 = 3;
const END_GROUP: u32 = 4;
const FIXED32: u32 = 5;

/// The numbers of the fields of an item of a message set.
const ITEM: i32 = 1;
const ITEM_TYPE: i32 = 2;
const ITEM_MESSAGE: i32 = 3;

/// Encodes messages.
pub(super) struct Encoder<'e> {
    schema: &'e Schema<'e>,
}

impl<'e> Encoder<'e> {
    pub fn new(schema: &'e Schema<'e>) -> Self {
        Self { schema }
    }

    /// Encodes the options of an element.
    pub fn options(&self, options: &Message, output: &mut Vec<u8>) {
        for field in &options.fields {
            self.field_of_options(field, output);
        }
    }

    /// Encodes a field of a message that protoc itself knows.
    fn field_of_options(&self, field: &FieldValue, output: &mut Vec<u8>) {
        let known = |field: &FieldValue| {
            field.number < FIRST_EXTENSION || KNOWN_FEATURES.contains(&field.number)
        };
        let [Value::Message(message)] = &*field.values else {
            return self.field(field, output);
        };
        let unknown = message.fields.iter().filter(|&field| !known(field));
        if self.schema.is_extension(field.field) || unknown.clone().next().is_none() {
            return self.field(field, output);
        }
        write_length_delimited(field.number, output, |output| {
            for field in message.fields.iter().filter(|&field| known(field)) {
                self.field_of_options(field, output);
            }
            for field in unknown {
                self.field(field, output);
            }
        });
    }

    /// Encodes a message with this type.
    pub fn message(&self, type_: MessageRef, message: &Message, output: &mut Vec<u8>) {
        if self.schema.is_map_entry(type_) {
            return self.map_entry(type_, message, output);
        }
        let set = !message.fields.is_empty() && self.schema.is_message_set(type_);
        for field in &message.fields {
            match &*field.values {
                [Value::Message(item)] if set && !self.schema.is_repeated(field.field) => {
                    self.item(field, item, output);
                }
                _ => self.field(field, output),
            }
        }
    }

    fn field(&self, field: &FieldValue, output: &mut Vec<u8>) {
        if let ([value], false) = (&*field.values, self.schema.is_repeated(field.field)) {
            if !self.schema.is_absent(field.field, value) {
                self.value(field, value, output);
            }
            return;
        }
        if self.schema.is_packed(field.field) {
            write_length_delimited(field.number, output, |output| {
                for value in &field.values {
                    write_scalar(value, output);
                }
            });
            return;
        }
        for value in &field.values {
            self.value(field, value, output);
        }
    }

    fn value(&self, field: &FieldValue, value: &Value, output: &mut Vec<u8>) {
        let Value::Message(message) = value else {
            write_tag(field.number, wire_type(value), output);
            write_scalar(value, output);
            return;
        };
        let Some(type_) = self.schema.message_type(field.field) else {
            return;
        };
        if self.schema.field_type(field.field) == Type::Group {
            write_tag(field.number, GROUP, output);
            self.message(type_, message, output);
            write_tag(field.number, END_GROUP, output);
        } else {
            write_length_delimited(field.number, output, |output| {
                self.message(type_, message, output);
            });
        }
    }

    /// Encodes an extension in a message set.
    fn item(&self, field: &FieldValue, message: &Message, output: &mut Vec<u8>) {
        let Some(type_) = self.schema.message_type(field.field) else {
            return;
        };
        write_tag(ITEM, GROUP, output);
        write_tag(ITEM_TYPE, VARINT, output);
        write_varint(u64::from(field.number.unsigned_abs()), output);
        write_length_delimited(ITEM_MESSAGE, output, |output| {
            self.message(type_, message, output);
        });
        write_tag(ITEM, END_GROUP, output);
    }

    /// Encodes the entry of a map, which has its key and its value even if they are not set.
    fn map_entry(&self, type_: MessageRef, entry: &Message, output: &mut Vec<u8>) {
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
            self.value(&field, value, output);
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

fn wire_type(value: &Value) -> u32 {
    match value {
        Value::Varint(_) => VARINT,
        Value::Fixed32(_) => FIXED32,
        Value::Fixed64(_) => FIXED64,
        Value::Bytes(_) | Value::Message(_) => LENGTH,
    }
}

fn write_scalar(value: &Value, output: &mut Vec<u8>) {
    match value {
        Value::Varint(number) => write_varint(*number, output),
        Value::Fixed32(bits) => output.extend(bits.to_le_bytes()),
        Value::Fixed64(bits) => output.extend(bits.to_le_bytes()),
        Value::Bytes(bytes) => {
            write_varint(bytes.len() as u64, output);
            output.extend_from_slice(bytes);
        }
        Value::Message(_) => {}
    }
}

/// Writes a field whose length is known only after it is written.
fn write_length_delimited(number: i32, output: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    write_tag(number, LENGTH, output);
    let start = output.len();
    content(output);
    let length = output.len() - start;
    write_varint(length as u64, output);
    // The length goes before the content.
    output[start..].rotate_left(length);
}

fn write_tag(number: i32, wire_type: u32, output: &mut Vec<u8>) {
    write_varint(u64::from(number.unsigned_abs() << 3 | wire_type), output);
}

fn write_varint(mut number: u64, output: &mut Vec<u8>) {
    while number >= 0x80 {
        output.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    output.push(number.to_le_bytes()[0]);
}
