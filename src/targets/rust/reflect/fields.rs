//! A field in the table of its message, and the functions of the runtime that read and write it.

use crate::model::{Field, FieldKind, FieldType, Presence};
use crate::targets::rust::types::Scope;

/// The module of the function that describes a field, by its cardinality.
pub fn cardinality(field: &Field<'_>) -> &'static str {
    match field.kind {
        _ if field.oneof.is_some() => "oneof",
        FieldKind::Singular(_, Presence::Implicit) => "implicit",
        FieldKind::Singular(_, Presence::Explicit) => "optional",
        FieldKind::Singular(_, Presence::Required) => "required",
        FieldKind::Repeated { .. } => "repeated",
        FieldKind::Map { .. } => "map",
    }
}

/// The type argument of the function that describes a field; empty for a scalar.
pub fn type_argument(scope: Scope<'_>, item: FieldType) -> String {
    match item {
        FieldType::Message { id, .. } => scope.message(id).flat(),
        FieldType::Enum(id) => scope.enum_path(id),
        FieldType::Scalar(_) => String::new(),
    }
}

/// The paths of the functions that read and write a field, without their modules `value` and `slot`.
pub fn accessors(field: &Field<'_>, boxed: bool) -> [&'static str; 2] {
    let is_message = matches!(field.kind.item(), FieldType::Message { .. });
    match (field.kind, is_message) {
        (FieldKind::Singular(_, Presence::Implicit), _) => ["implicit", "singular"],
        (FieldKind::Singular(_, Presence::Explicit), false) => ["optional"; 2],
        (FieldKind::Singular(_, Presence::Required), false) => ["required", "singular"],
        (FieldKind::Repeated { .. }, false) => ["repeated"; 2],
        (FieldKind::Map { .. }, false) => ["map"; 2],
        (FieldKind::Singular(_, Presence::Explicit), true) if boxed => {
            ["message::boxed::optional"; 2]
        }
        (FieldKind::Singular(_, Presence::Required), true) if boxed => {
            ["message::boxed::required", "message::boxed::singular"]
        }
        (FieldKind::Singular(_, Presence::Explicit), true) => ["message::optional"; 2],
        (FieldKind::Singular(_, Presence::Required), true) => {
            ["message::required", "message::singular"]
        }
        (FieldKind::Repeated { .. }, true) => ["message::repeated"; 2],
        (FieldKind::Map { .. }, true) => ["message::map"; 2],
    }
}

/// The paths of the functions that read and write a member of a oneof, without their modules `value` and `slot`.
pub fn member_accessors(item: FieldType, boxed: bool) -> [&'static str; 2] {
    match item {
        FieldType::Message { .. } if boxed => {
            ["message::boxed::required", "message::boxed::member"]
        }
        FieldType::Message { .. } => ["message::required", "message::member"],
        FieldType::Scalar(_) | FieldType::Enum(_) => ["required", "member"],
    }
}

/// A string literal. Names in JSON can have any characters.
pub fn literal(text: &str) -> String {
    if text.is_ascii() {
        return format!("{text:?}");
    }
    let escaped = text.chars().map(|character| match character {
        _ if character.is_ascii() => character.escape_debug().to_string(),
        _ => character.escape_unicode().to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// The value of the runtime's `WellKnown` for a message with a form of its own in JSON.
pub fn well_known(full_name: &str) -> Option<&'static str> {
    Some(match full_name.strip_prefix("google.protobuf.")? {
        "Any" => "Any",
        "Duration" => "Duration",
        "Empty" => "Empty",
        "FieldMask" => "FieldMask",
        "ListValue" => "ListValue",
        "Struct" => "Struct",
        "Timestamp" => "Timestamp",
        "Value" => "Value",
        "BoolValue" | "BytesValue" | "DoubleValue" | "FloatValue" | "Int32Value" | "Int64Value"
        | "StringValue" | "UInt32Value" | "UInt64Value" => "Wrapper",
        _ => return None,
    })
}
