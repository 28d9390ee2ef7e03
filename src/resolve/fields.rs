//! Links fields: computes the kind of a field from its label, its type and its features.

use std::borrow::Cow;

use super::check::excerpt;
use super::features::{Edition, Features, FieldPresence};
use super::{Resolver, Symbol};
use crate::model::{
    Encoded, Field, FieldKind, FieldType, FileId, MessageId, Presence, Scalar, Source,
};
use crate::request::descriptor::{FieldDescriptor, FieldOptions};
use crate::request::wire;

/// The largest field number, 2^29 - 1.
pub(super) const MAX_FIELD_NUMBER: i32 = 536_870_911;

/// `FieldDescriptorProto.Label`.
mod label {
    pub const OPTIONAL: i32 = 1;
    pub const REQUIRED: i32 = 2;
    pub const REPEATED: i32 = 3;
}

/// The values of `FieldDescriptorProto.Type` that are not scalars.
mod field_type {
    pub const GROUP: i32 = 10;
    pub const MESSAGE: i32 = 11;
    pub const ENUM: i32 = 14;
}

/// The message or file that declares a field.
#[derive(Clone, Copy)]
pub(super) struct FieldOwner {
    pub file: FileId,
    pub edition: Edition,
    /// `None` for an extension.
    pub message: Option<MessageId>,
    /// The largest number that the field can have.
    pub max_number: i32,
    /// The features of the message, or of the field's oneof.
    pub features: Features,
}

impl<'a> Resolver<'a, '_> {
    /// Links a field, except to its oneof.
    pub(super) fn link_field(
        &mut self,
        owner: FieldOwner,
        field: &FieldDescriptor<'a>,
        source: Source<'a>,
    ) -> Option<Field<'a>> {
        if !self.check_name(field.name, owner.file, &source) {
            return None;
        }
        match self.linked(owner, field, source) {
            Ok(field) => Some(field),
            Err(fault) => {
                let message = format!("field `{}` {fault}", field.name);
                self.error_at(owner.file, &source, message);
                None
            }
        }
    }

    fn linked(
        &mut self,
        owner: FieldOwner,
        field: &FieldDescriptor<'a>,
        source: Source<'a>,
    ) -> Result<Field<'a>, String> {
        let max_number = owner.max_number;
        if !(1..=max_number).contains(&field.number) {
            return Err(format!(
                "has the number {}; field numbers are 1 to {max_number}",
                field.number
            ));
        }
        let options: FieldOptions = wire::decode(field.options)
            .map_err(|error| format!("has malformed options: {error}"))?;
        let features = field_features(owner, field, &options);
        let r#type = self.field_type(owner, field, features)?;
        let kind = self.field_kind(owner, field, r#type, features)?;
        let default = field.default_value.map(|default| {
            let fault = "has a default that is not UTF-8; only `bytes` can have one";
            default.0.ok_or(fault)
        });
        let default = default.transpose()?;
        if let Some(default) = default {
            self.check_default(kind, default)?;
        }
        Ok(Field {
            name: field.name,
            json_name: match field.json_name {
                Some(name) => Cow::Borrowed(name.0.ok_or("has a `json_name` that is not UTF-8")?),
                None => json_name(field.name),
            },
            number: field.number as u32,
            kind,
            oneof: None,
            default,
            verify_utf8: features.verify_utf8,
            deprecated: options.deprecated,
            redacted: options.debug_redact,
            options: Encoded(field.options),
            source,
        })
    }

    fn field_type(
        &self,
        owner: FieldOwner,
        field: &FieldDescriptor<'a>,
        features: Features,
    ) -> Result<FieldType, String> {
        if let Some(scalar) = scalar(field.r#type) {
            return Ok(FieldType::Scalar(scalar));
        }
        let (is_enum, is_group) = match field.r#type {
            field_type::ENUM => (true, false),
            field_type::MESSAGE => (false, features.delimited),
            field_type::GROUP => (false, true),
            unknown => return Err(format!("has the unknown type {unknown}")),
        };
        match self.symbols.get(field.type_name) {
            Some(&Symbol::Enum(id)) if is_enum => Ok(FieldType::Enum(id)),
            Some(&Symbol::Message(id)) if !is_enum => {
                let message = &self.model[id];
                let is_map = field.label == label::REPEATED
                    && owner.message.is_some()
                    && message.parent == owner.message;
                if message.map_entry && !is_map {
                    let name = &message.full_name[1..];
                    return Err(format!("names `{name}`, which is the entry of another map"));
                }
                // A map entry is never a group: `message_encoding` does not apply to maps.
                let delimited = is_group && !message.map_entry;
                Ok(FieldType::Message { id, delimited })
            }
            _ => Err(dangling(is_enum, field.type_name)),
        }
    }

    fn field_kind(
        &self,
        owner: FieldOwner,
        field: &FieldDescriptor<'a>,
        r#type: FieldType,
        features: Features,
    ) -> Result<FieldKind, String> {
        match (field.label, r#type) {
            (label::REPEATED, FieldType::Message { id, .. }) if self.model[id].map_entry => {
                self.map_kind(id)
            }
            (label::REPEATED, item) => Ok(FieldKind::Repeated {
                item,
                packed: features.packed && packable(item),
            }),
            (label::REQUIRED, _) if owner.edition >= Edition::Proto3 => {
                Err("is `required`, which only proto2 supports".to_owned())
            }
            (label::REQUIRED, _) if field.oneof_index.is_some() => {
                Err("is required and in a oneof".to_owned())
            }
            (label::OPTIONAL | label::REQUIRED, item) => Ok(FieldKind::Singular(
                item,
                presence(field, item, features.presence),
            )),
            (unknown, _) => Err(format!("has the unknown label {unknown}")),
        }
    }

    fn map_kind(&self, entry: MessageId) -> Result<FieldKind, String> {
        match &self.model[entry].fields[..] {
            [key, value] if key.number == 1 && value.number == 2 => match (key.kind, value.kind) {
                (FieldKind::Singular(FieldType::Scalar(key), _), FieldKind::Singular(value, _))
                    if !matches!(key, Scalar::Double | Scalar::Float | Scalar::Bytes) =>
                {
                    let value = not_delimited(value);
                    Ok(FieldKind::Map { key, value })
                }
                _ => Err("is a map with an invalid key or value type".to_owned()),
            },
            _ => Err("is a map whose entry does not have a key and a value".to_owned()),
        }
    }
}

/// The error text for a name that does not resolve to a type.
pub(super) fn dangling(is_enum: bool, name: &str) -> String {
    let what = if is_enum { "enum" } else { "message" };
    let name = excerpt(name);
    format!("names the {what} `{name}`, which is not in the request")
}

/// The features of a field: those of its owner, the proto2 and proto3 equivalents of features, and its own.
fn field_features(
    owner: FieldOwner,
    field: &FieldDescriptor<'_>,
    options: &FieldOptions,
) -> Features {
    let mut features = owner.features;
    if owner.edition <= Edition::Proto3 {
        if let Some(packed) = options.packed {
            features.packed = packed;
        }
        if field.proto3_optional {
            features.presence = FieldPresence::Explicit;
        }
        if field.label == label::REQUIRED {
            features.presence = FieldPresence::LegacyRequired;
        }
    }
    features.with(&options.features)
}

/// The name in JSON that protoc computes for a field: `created_at` is `createdAt`.
fn json_name(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return Cow::Borrowed(name);
    }
    let mut json_name = String::with_capacity(name.len());
    let mut after_underscore = false;
    for character in name.chars() {
        if character != '_' {
            json_name.push(if after_underscore {
                character.to_ascii_uppercase()
            } else {
                character
            });
        }
        after_underscore = character == '_';
    }
    Cow::Owned(json_name)
}

/// Members of oneofs and message fields always have presence.
fn presence(field: &FieldDescriptor<'_>, item: FieldType, feature: FieldPresence) -> Presence {
    match (feature, item) {
        _ if field.oneof_index.is_some() => Presence::Explicit,
        (FieldPresence::LegacyRequired, _) => Presence::Required,
        (FieldPresence::Implicit, FieldType::Scalar(_) | FieldType::Enum(_)) => Presence::Implicit,
        _ => Presence::Explicit,
    }
}

fn scalar(r#type: i32) -> Option<Scalar> {
    Some(match r#type {
        1 => Scalar::Double,
        2 => Scalar::Float,
        3 => Scalar::Int64,
        4 => Scalar::Uint64,
        5 => Scalar::Int32,
        6 => Scalar::Fixed64,
        7 => Scalar::Fixed32,
        8 => Scalar::Bool,
        9 => Scalar::String,
        12 => Scalar::Bytes,
        13 => Scalar::Uint32,
        15 => Scalar::Sfixed32,
        16 => Scalar::Sfixed64,
        17 => Scalar::Sint32,
        18 => Scalar::Sint64,
        _ => return None,
    })
}

/// The value of a map is never a group, like the entry itself.
fn not_delimited(value: FieldType) -> FieldType {
    match value {
        FieldType::Message { id, .. } => FieldType::Message {
            id,
            delimited: false,
        },
        value => value,
    }
}

/// Numbers can be packed; length-delimited values cannot.
fn packable(r#type: FieldType) -> bool {
    match r#type {
        FieldType::Scalar(scalar) => !matches!(scalar, Scalar::String | Scalar::Bytes),
        FieldType::Enum(_) => true,
        FieldType::Message { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::json_name;

    #[test]
    fn the_names_in_json_are_those_of_protoc() {
        for (name, expected) in [
            ("id", "id"),
            ("created_at", "createdAt"),
            ("_lead__double_trail_", "LeadDoubleTrail"),
            ("Upper_case_1x", "UpperCase1x"),
        ] {
            assert_eq!(json_name(name), expected);
        }
    }
}
