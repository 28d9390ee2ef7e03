//! Numbers, booleans, strings and enums.

use super::Output;
use crate::reflect::{EnumDescriptor, Kind, Value};

impl Output<'_> {
    /// Writes a scalar or an enum.
    pub(super) fn scalar(&mut self, kind: &Kind, value: Value<'_>) {
        let writer = &mut self.writer;
        match value {
            Value::Bool(value) => writer.raw(if value { "true" } else { "false" }),
            Value::I32(number) => match kind {
                Kind::Enum(ty) => self.enumeration(ty.descriptor(), number),
                _ => writer.raw(itoa::Buffer::new().format(number)),
            },
            Value::U32(number) => writer.raw(itoa::Buffer::new().format(number)),
            Value::I64(number) => writer.quoted(itoa::Buffer::new().format(number).as_bytes()),
            Value::U64(number) => writer.quoted(itoa::Buffer::new().format(number).as_bytes()),
            Value::F32(number) if number.is_finite() => {
                writer.raw(zmij::Buffer::new().format_finite(number));
            }
            Value::F32(number) => writer.quoted(name(number.into()).as_bytes()),
            Value::F64(number) if number.is_finite() => {
                writer.raw(zmij::Buffer::new().format_finite(number));
            }
            Value::F64(number) => writer.quoted(name(number).as_bytes()),
            Value::String(text) => writer.string(text),
            Value::Bytes(bytes) => writer.base64(bytes),
            // The caller writes these.
            Value::Message(_)
            | Value::List(_)
            | Value::Messages(_)
            | Value::Map(_)
            | Value::MessageMap(_) => {}
        }
    }

    /// Writes the name of a value, or the number of a value without a name.
    fn enumeration(&mut self, ty: &EnumDescriptor, number: i32) {
        if ty.is_null() {
            return self.writer.raw("null");
        }
        let names = !self.options.enum_numbers;
        match names.then(|| ty.name_of(number)).flatten() {
            Some(name) => self.writer.string(name),
            None => self.writer.raw(itoa::Buffer::new().format(number)),
        }
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
