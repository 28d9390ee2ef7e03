//! Numbers, booleans, strings and enums.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::ser::Serializer;

use super::{At, no_field};
use crate::reflect::{EnumDescriptor, Kind, Value};

/// A scalar or an enum.
pub(super) fn serialize<S: Serializer>(
    kind: &Kind,
    value: Value<'_>,
    at: At<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Value::Bool(value) => serializer.serialize_bool(value),
        Value::I32(number) => match kind {
            Kind::Enum(ty) => enumeration(ty.descriptor(), number, at, serializer),
            _ => serializer.serialize_i32(number),
        },
        Value::U32(number) => serializer.serialize_u32(number),
        Value::I64(number) => serializer.serialize_str(itoa::Buffer::new().format(number)),
        Value::U64(number) => serializer.serialize_str(itoa::Buffer::new().format(number)),
        Value::F32(number) if number.is_finite() => serializer.serialize_f32(number),
        Value::F32(number) => serializer.serialize_str(name(number.into())),
        Value::F64(number) if number.is_finite() => serializer.serialize_f64(number),
        Value::F64(number) => serializer.serialize_str(name(number)),
        Value::String(text) => serializer.serialize_str(text),
        Value::Bytes(bytes) => serializer.collect_str(&Base64Display::new(bytes, &STANDARD)),
        Value::Message(_)
        | Value::List(_)
        | Value::Messages(_)
        | Value::Map(_)
        | Value::MessageMap(_) => Err(no_field()),
    }
}

/// The name of a value that is not a number.
fn name(number: f64) -> &'static str {
    match number {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

/// The name of a value, or the number of a value without a name.
fn enumeration<S: Serializer>(
    ty: &EnumDescriptor,
    number: i32,
    at: At<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if ty.is_null() {
        return serializer.serialize_unit();
    }
    let names = !at.context.options.enum_numbers;
    match names.then(|| ty.name_of(number)).flatten() {
        Some(name) => serializer.serialize_str(name),
        None => serializer.serialize_i32(number),
    }
}

/// The default value of a field without presence. An enum has zero, which is the first value of open enums.
pub(super) fn default(kind: &Kind) -> Option<Value<'static>> {
    Some(match kind {
        Kind::Double => Value::F64(0.0),
        Kind::Float => Value::F32(0.0),
        Kind::Int32 | Kind::Enum(_) => Value::I32(0),
        Kind::Int64 => Value::I64(0),
        Kind::Uint32 => Value::U32(0),
        Kind::Uint64 => Value::U64(0),
        Kind::Bool => Value::Bool(false),
        Kind::String => Value::String(""),
        Kind::Bytes => Value::Bytes(&[]),
        Kind::Message(_) | Kind::Group(_) => return None,
    })
}
