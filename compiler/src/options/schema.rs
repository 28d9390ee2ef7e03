//! What the values of options depend on: types, features and the built-in options of their fields.

use super::Interpreted;
use crate::ast::{FieldIndex, Label, OptionsIndex, Type};
use crate::features::{self, FieldPresence, FileFeatures, Utf8Validation};
use crate::link::{EnumRef, FieldRef, MessageRef, Pool, Ref, TypeRef};
use crate::value::{Message, Value};

/// The number of `MessageOptions.message_set_wire_format`.
const MESSAGE_SET_WIRE_FORMAT: i32 = 1;
/// The number of `FieldOptions.retention`, and of its value `RETENTION_SOURCE`.
const RETENTION: i32 = 17;
const RETENTION_SOURCE: i32 = 2;

/// The numbers of `features` in options, of `(pb.cpp)` in features, and of its field.
const FEATURES_OF_FIELD: i32 = 21;
const FEATURES_OF_MESSAGE: i32 = 12;
const FEATURES_OF_FILE: i32 = 50;
const CPP: i32 = 1000;
const LEGACY_CLOSED_ENUM: i32 = 1;

/// The numbers of the fields of `google.protobuf.Any`.
pub(super) const TYPE_URL: i32 = 1;
pub(super) const ANY_VALUE: i32 = 2;

/// The numbers of the fields of a map entry.
pub(super) const KEY: i32 = 1;
pub(super) const VALUE: i32 = 2;

/// With more fields than these, it is faster to look for the fields of a oneof than at each field.
const FEW_FIELDS: usize = 32;

/// All types, with their features and options as far as they are known.
#[derive(Clone, Copy)]
pub(super) struct Schema<'s> {
    pub pool: &'s Pool,
    /// The options of each file. While built-in options are interpreted, those are not known yet, and no built-in option needs
    /// them.
    pub options: &'s [Interpreted],
    /// The features of each file; empty like `options`.
    pub features: &'s [FileFeatures],
}

impl Schema<'_> {
    pub fn is_repeated(&self, field: FieldRef) -> bool {
        self.pool.field(field).label == Label::Repeated
    }

    pub fn is_extension(&self, field: FieldRef) -> bool {
        self.pool.field(field).extendee.is_some()
    }

    /// The type of a field. Delimited messages are groups.
    pub fn field_type(&self, field: FieldRef) -> Type {
        match self.pool.link(field).type_ {
            Type::Message if features::is_delimited(self.pool, self.features, field) => Type::Group,
            type_ => type_,
        }
    }

    pub fn is_packed(&self, field: FieldRef) -> bool {
        features::is_packed(self.pool, self.features, field)
    }

    /// The message that is the type of a field.
    pub fn message_type(&self, field: FieldRef) -> Option<MessageRef> {
        match self.pool.link(field).target {
            Some(TypeRef::Message(message)) => Some(message),
            _ => None,
        }
    }

    pub fn enum_type(&self, field: FieldRef) -> Option<EnumRef> {
        match self.pool.link(field).target {
            Some(TypeRef::Enum(enum_)) => Some(enum_),
            _ => None,
        }
    }

    /// Whether a field has the value zero if it is not set.
    pub fn is_implicit(&self, field: FieldRef) -> bool {
        let declared = self.pool.field(field);
        let explicit = declared.label == Label::Repeated
            || declared.extendee.is_some()
            || declared.oneof.is_some()
            || matches!(self.pool.link(field).type_, Type::Message | Type::Group);
        let presence = || features::of_field(self.features, field).field_presence;
        !explicit && presence() == FieldPresence::Implicit
    }

    /// Whether a field accepts only the numbers that its enum declares.
    pub fn is_closed(&self, field: FieldRef, enum_: EnumRef) -> bool {
        let features = self.features.get(enum_.file.index());
        let closed = features.map(|file| file.enum_(enum_.index).is_closed_enum());
        closed.unwrap_or(true) || self.treats_enums_as_closed(field)
    }

    /// The feature `(pb.cpp).legacy_closed_enum` of a field, where it is set explicitly.
    fn treats_enums_as_closed(&self, field: FieldRef) -> bool {
        let Some(of_file) = self.options.get(field.file.index()) else {
            return false;
        };
        let file = self.pool.file(field.file);
        let declared = file.field(field.index);
        let explicit = |block: Option<OptionsIndex>, features: i32| {
            let options = of_file.values.get(block?.index())?;
            options
                .message(features)?
                .message(CPP)?
                .bool(LEGACY_CLOSED_ENUM)
        };
        let mut found = explicit(declared.options, FEATURES_OF_FIELD);
        let mut scope = declared.parent;
        while let (None, Some(index)) = (found, scope) {
            let message = file.message(index);
            found = explicit(message.options, FEATURES_OF_MESSAGE);
            scope = message.parent;
        }
        found.or_else(|| explicit(file.own_options, FEATURES_OF_FILE)) == Some(true)
    }

    pub fn is_required(&self, field: FieldRef) -> bool {
        features::is_required(self.features, field)
    }

    /// Whether a string must be UTF-8.
    pub fn verifies_utf8(&self, field: FieldRef) -> bool {
        self.pool.link(field).type_ == Type::String
            && features::of_field(self.features, field).utf8_validation == Utf8Validation::Verify
    }

    pub fn is_message_set(&self, message: MessageRef) -> bool {
        let block = self.pool.message(message).options;
        let options = block.and_then(|block| {
            let of_file = self.options.get(message.file.index())?;
            of_file.values.get(block.index())
        });
        options.and_then(|options| options.bool(MESSAGE_SET_WIRE_FORMAT)) == Some(true)
    }

    /// Whether values of a field are left out of descriptors.
    pub fn is_source_only(&self, field: FieldRef) -> bool {
        let block = self.pool.field(field).options;
        let options = block.and_then(|block| {
            let of_file = self.options.get(field.file.index())?;
            of_file.values.get(block.index())
        });
        options.and_then(|options| options.int32(RETENTION)) == Some(RETENTION_SOURCE)
    }

    pub fn is_map_entry(&self, message: MessageRef) -> bool {
        self.pool.message(message).map_entry
    }

    /// Whether a message is `google.protobuf.Any`. A resolver can have another one, without the fields that it needs.
    pub fn is_any(&self, message: MessageRef) -> bool {
        let declared = self.pool.message(message);
        let is = |number, type_| {
            let field = self.field_by_number(message, number);
            field.is_some_and(|it| self.field_type(it) == type_ && !self.is_repeated(it))
        };
        &*declared.name.text == "Any"
            && declared.parent.is_none()
            && self.pool.package(message.file) == "google.protobuf"
            && is(TYPE_URL, Type::String)
            && is(ANY_VALUE, Type::Bytes)
    }

    /// The fields of a message, without extensions.
    pub fn fields(&self, message: MessageRef) -> impl Iterator<Item = FieldRef> {
        let file = message.file;
        let fields = self.pool.message(message).fields.iter();
        fields.map(move |&index| Ref { file, index })
    }

    /// The field of a message with this number.
    pub fn field_by_number(&self, message: MessageRef, number: i32) -> Option<FieldRef> {
        self.fields(message)
            .find(|&field| self.pool.field(field).number == number)
    }

    /// The name of the oneof that a field is in; empty if it is in none.
    pub fn oneof_of(&self, field: FieldRef) -> &str {
        let declared = self.pool.field(field);
        let oneof = declared
            .parent
            .zip(declared.oneof)
            .and_then(|(parent, oneof)| {
                let message = self.pool.file(field.file).message(parent);
                message.oneofs.get(oneof as usize)
            });
        oneof.map_or("", |oneof| &*oneof.name.text)
    }

    /// The other field of the same oneof that a message has set.
    pub fn other_in_oneof(&self, message: &Message, field: FieldRef) -> Option<usize> {
        let declared = self.pool.field(field);
        declared.oneof.filter(|_| !declared.proto3_optional)?;
        let is_other = |other: FieldRef| {
            let other_declared = self.pool.field(other);
            let shared = other_declared.oneof == declared.oneof;
            shared && other_declared.extendee.is_none() && other != field
        };
        if message.fields.len() <= FEW_FIELDS {
            let mut fields = message.fields.iter();
            return fields.position(|it| is_other(it.field));
        }
        // The fields of a oneof are next to each other.
        let file = field.file;
        let fields = &self.pool.file(file).message(declared.parent?).fields;
        let (before, after) = fields.split_at(fields.binary_search(&field.index).ok()?);
        let others = |index: &FieldIndex| {
            let other = Ref {
                file,
                index: *index,
            };
            (other == field || is_other(other)).then(|| self.pool.field(other).number)
        };
        let numbers = before.iter().rev().map_while(others);
        let mut numbers = numbers.chain(after.iter().map_while(others));
        let own = declared.number;
        numbers.find_map(|number| message.index(number).ok().filter(|_| number != own))
    }

    /// Whether a value is left out of a message because it is the same as no value.
    pub fn is_absent(&self, field: FieldRef, value: &Value) -> bool {
        let zero = match value {
            Value::Varint(value) | Value::Fixed64(value) => *value == 0,
            Value::Fixed32(value) => *value == 0,
            Value::Bytes(bytes) => bytes.is_empty(),
            Value::Message(_) => false,
        };
        zero && self.is_implicit(field)
    }
}
