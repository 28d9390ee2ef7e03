//! The descriptions of types that mutations need.

use std::collections::HashMap;

use anyhow::Result;
use prost::Message;
use prost::bytes::Bytes;

/// The number of protovalidate's extensions of options.
pub const RULES: u32 = 1159;

/// All messages and enums of a set of files, by their full names with a leading dot.
#[derive(Default)]
pub struct Schema {
    pub messages: HashMap<String, Type>,
    enums: HashMap<String, Enum>,
}

/// The numbers of an enum, and whether it is open.
#[derive(Default)]
pub struct Enum {
    pub numbers: Vec<i32>,
    pub open: bool,
}

/// A message.
#[derive(Default)]
pub struct Type {
    pub fields: Vec<Field>,
    /// Whether it is an entry of a map.
    pub is_entry: bool,
}

pub struct Field {
    pub number: u32,
    pub name: String,
    /// A number of `FieldDescriptorProto.Type`.
    pub kind: i32,
    pub repeated: bool,
    pub type_name: String,
    pub oneof: Option<i32>,
    pub required: bool,
    /// Whether it is encoded as a group.
    pub delimited: bool,
    /// An encoded `FieldRules`, or nothing.
    pub rules: Bytes,
}

pub const GROUP: i32 = 10;
pub const MESSAGE: i32 = 11;
pub const ENUM: i32 = 14;

#[derive(Clone, PartialEq, Message)]
pub struct FileProto {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub package: String,
    #[prost(message, repeated, tag = "4")]
    pub messages: Vec<MessageProto>,
    #[prost(message, repeated, tag = "5")]
    pub enums: Vec<EnumProto>,
    #[prost(bytes = "bytes", repeated, tag = "7")]
    pub extensions: Vec<Bytes>,
    #[prost(string, tag = "12")]
    syntax: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct MessageProto {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, repeated, tag = "2")]
    fields: Vec<FieldProto>,
    #[prost(message, repeated, tag = "3")]
    pub nested: Vec<MessageProto>,
    #[prost(message, repeated, tag = "4")]
    pub enums: Vec<EnumProto>,
    #[prost(bytes = "bytes", repeated, tag = "6")]
    pub extensions: Vec<Bytes>,
    #[prost(message, optional, tag = "7")]
    options: Option<MessageOptions>,
}

#[derive(Clone, PartialEq, Message)]
struct MessageOptions {
    #[prost(bool, tag = "7")]
    map_entry: bool,
}

#[derive(Clone, PartialEq, Message)]
struct FieldProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "3")]
    number: u32,
    #[prost(int32, tag = "4")]
    label: i32,
    #[prost(int32, tag = "5")]
    kind: i32,
    #[prost(string, tag = "6")]
    type_name: String,
    #[prost(message, optional, tag = "8")]
    options: Option<FieldOptions>,
    #[prost(int32, optional, tag = "9")]
    oneof: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
struct FieldOptions {
    #[prost(message, optional, tag = "21")]
    features: Option<Features>,
    #[prost(bytes = "bytes", tag = "1159")]
    rules: Bytes,
}

/// `FeatureSet`. A presence of 3 means required fields, and an encoding of 2 means groups.
#[derive(Clone, PartialEq, Message)]
struct Features {
    #[prost(int32, tag = "1")]
    presence: i32,
    #[prost(int32, tag = "5")]
    message_encoding: i32,
}

#[derive(Clone, PartialEq, Message)]
pub struct EnumProto {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, repeated, tag = "2")]
    values: Vec<EnumValueProto>,
}

#[derive(Clone, PartialEq, Message)]
struct EnumValueProto {
    #[prost(int32, tag = "2")]
    number: i32,
}

impl Schema {
    /// Reads files.
    ///
    /// # Errors
    /// If one of them is no descriptor.
    pub fn of(files: &[Bytes]) -> Result<Self> {
        let mut schema = Self::default();
        for bytes in files {
            let file = FileProto::decode(bytes.clone())?;
            let scope = if file.package.is_empty() {
                String::new()
            } else {
                format!(".{}", file.package)
            };
            // Enums of editions count as closed, because some are.
            let open = file.syntax == "proto3";
            schema.add_enums(&scope, file.enums, open);
            for message in file.messages {
                schema.add(&scope, message, open);
            }
        }
        Ok(schema)
    }

    fn add(&mut self, scope: &str, message: MessageProto, open: bool) {
        let name = format!("{scope}.{}", message.name);
        self.add_enums(&name, message.enums, open);
        for nested in message.nested {
            self.add(&name, nested, open);
        }
        let fields = message.fields.into_iter().map(Field::of).collect();
        let is_entry = message.options.unwrap_or_default().map_entry;
        self.messages.insert(name, Type { fields, is_entry });
    }

    fn add_enums(&mut self, scope: &str, enums: Vec<EnumProto>, open: bool) {
        for each in enums {
            let numbers = each.values.iter().map(|value| value.number).collect();
            let name = format!("{scope}.{}", each.name);
            self.enums.insert(name, Enum { numbers, open });
        }
    }

    /// Makes mutators choose only declared numbers of enums.
    pub fn close_enums(&mut self) {
        self.enums.values_mut().for_each(|each| each.open = false);
    }

    pub fn enum_of(&self, name: &str) -> Option<&Enum> {
        self.enums.get(name)
    }
}

impl Field {
    fn of(field: FieldProto) -> Self {
        let options = field.options.unwrap_or_default();
        let features = options.features.unwrap_or_default();
        Self {
            number: field.number,
            name: field.name,
            kind: field.kind,
            repeated: field.label == 3,
            type_name: field.type_name,
            oneof: field.oneof,
            delimited: field.kind == GROUP || features.message_encoding == 2,
            required: field.label == 2 || features.presence == 3,
            rules: options.rules,
        }
    }
}

impl Type {
    pub fn field(&self, number: u32) -> Option<&Field> {
        self.fields.iter().find(|field| field.number == number)
    }
}
