//! The values of fields that are not set.

use crate::cel::fold;
use crate::cel::types::Type;
use crate::cel::value::{Constant, Value};
use crate::model::{Field, FieldKind, FieldType, Model, Scalar, unescaped};

/// Returns the value of an unset field: its default in the schema, or that of its type.
pub(super) fn unset_value(ty: &Type, field: &Field<'_>, model: &Model<'_>) -> Value {
    match (ty, field.kind, field.default) {
        (Type::Nullable(_) | Type::Wrapper(_) | Type::Meta, ..) => Value::Null,
        (_, FieldKind::Singular(FieldType::Enum(id), _), default) => {
            let values = &model[id].values;
            let named = |name| values.iter().find(|value| value.name == name);
            let default = default.and_then(named).or(values.first());
            Value::Int(default.map_or(0, |value| value.number.into()))
        }
        (_, FieldKind::Singular(FieldType::Scalar(scalar), _), Some(text)) => {
            declared(scalar, text)
        }
        (Type::Message(id), ..) => Value::Message(Constant::new(*id)),
        (ty, ..) => fold::zero(ty).unwrap_or(Value::Null),
    }
}

/// Returns the value of a default, which has been checked.
fn declared(scalar: Scalar, text: &str) -> Value {
    match scalar {
        Scalar::Bool => Value::Bool(text == "true"),
        Scalar::String => Value::String(text.to_owned()),
        Scalar::Bytes => Value::Bytes(unescaped(text)),
        Scalar::Double => Value::Double(text.parse().unwrap_or_default()),
        Scalar::Float => Value::Double(text.parse::<f32>().unwrap_or_default().into()),
        Scalar::Uint32 | Scalar::Fixed32 | Scalar::Uint64 | Scalar::Fixed64 => {
            Value::Uint(text.parse().unwrap_or_default())
        }
        Scalar::Int32
        | Scalar::Sint32
        | Scalar::Sfixed32
        | Scalar::Int64
        | Scalar::Sint64
        | Scalar::Sfixed64 => Value::Int(text.parse().unwrap_or_default()),
    }
}

/// Returns whether a value is the value of an unset field without presence.
pub(super) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Uint(value) => *value == 0,
        Value::Double(value) => value.to_bits() == 0,
        Value::String(value) => value.is_empty(),
        Value::Bytes(value) => value.is_empty(),
        Value::List(values) => values.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Duration(_) | Value::Timestamp(_) | Value::Message(_) | Value::Type(_) => false,
    }
}
