//! Converts the values of statements to those of fields.

use std::borrow::Cow;

use super::schema::Schema;
use crate::ast::{OptionValue, Type};
use crate::link::FieldRef;
use crate::value::Value;

/// A NaN as protoc writes it.
pub(super) const NAN: u64 = 0x7ff8_0000_0000_0000;

/// The value of a statement for a field that is not a message. The error says what the field needs.
pub(super) fn convert(
    schema: &Schema,
    field: FieldRef,
    type_: Type,
    value: &OptionValue,
) -> Result<Value, Cow<'static, str>> {
    match type_ {
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => {
            signed(value, i32::MIN.into(), i32::MAX.into()).map(|number| from_signed(type_, number))
        }
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
            signed(value, i64::MIN, i64::MAX).map(|number| from_signed(type_, number))
        }
        Type::Uint32 | Type::Fixed32 => {
            unsigned(value, u32::MAX.into()).map(|number| from_unsigned(type_, number))
        }
        Type::Uint64 | Type::Fixed64 => {
            unsigned(value, u64::MAX).map(|number| from_unsigned(type_, number))
        }
        Type::Float => float(value),
        Type::Double => double(value),
        Type::Bool => match value {
            OptionValue::Identifier(name) if &**name == "true" => Ok(Value::Varint(1)),
            OptionValue::Identifier(name) if &**name == "false" => Ok(Value::Varint(0)),
            _ => Err("must be `true` or `false`".into()),
        },
        Type::Enum => enum_value(schema, field, value),
        Type::String | Type::Bytes => match value {
            OptionValue::String(_) => string(schema, field, value),
            _ => Err("must be a string in quotes".into()),
        },
        Type::Message | Type::Group => Err("must be a message between braces".into()),
    }
}

/// The value of a field with a signed type.
pub(super) fn from_signed(type_: Type, number: i64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the wire has signed numbers as unsigned ones; the range was checked"
    )]
    match type_ {
        Type::Sint32 | Type::Sint64 => Value::Varint(((number << 1) ^ (number >> 63)) as u64),
        Type::Sfixed32 => Value::Fixed32(number as u32),
        Type::Sfixed64 => Value::Fixed64(number as u64),
        _ => Value::Varint(number as u64),
    }
}

/// The value of a field with an unsigned type.
pub(super) fn from_unsigned(type_: Type, number: u64) -> Value {
    match type_ {
        // The range was checked.
        Type::Fixed32 => Value::Fixed32(u32::try_from(number).unwrap_or(u32::MAX)),
        Type::Fixed64 => Value::Fixed64(number),
        _ => Value::Varint(number),
    }
}

/// The bits of a float with the value of a double. A NaN keeps only its sign.
pub(super) fn float_bits(number: f64) -> u32 {
    if number.is_nan() {
        return if number.is_sign_negative() {
            0xffc0_0000
        } else {
            0x7fc0_0000
        };
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a value out of range becomes infinite"
    )]
    (number as f32).to_bits()
}

fn signed(value: &OptionValue, min: i64, max: i64) -> Result<i64, Cow<'static, str>> {
    let number = match *value {
        OptionValue::Positive(number) => i64::try_from(number).ok(),
        OptionValue::Negative(number) => Some(number),
        _ => None,
    };
    let fits = number.filter(|number| (min..=max).contains(number));
    fits.ok_or_else(|| format!("must be an integer from {min} to {max}").into())
}

fn unsigned(value: &OptionValue, max: u64) -> Result<u64, Cow<'static, str>> {
    match *value {
        OptionValue::Positive(number) if number <= max => Ok(number),
        _ => Err(format!("must be an integer from 0 to {max}").into()),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest value is the right one"
)]
fn float(value: &OptionValue) -> Result<Value, Cow<'static, str>> {
    let number = match *value {
        // Not by way of a double, which would round twice.
        OptionValue::Positive(number) => return Ok(Value::Fixed32((number as f32).to_bits())),
        OptionValue::Negative(number) => return Ok(Value::Fixed32((number as f32).to_bits())),
        _ => f64::from_bits(double_bits(value)?),
    };
    Ok(Value::Fixed32(float_bits(number)))
}

fn double(value: &OptionValue) -> Result<Value, Cow<'static, str>> {
    double_bits(value).map(Value::Fixed64)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest value is the right one"
)]
fn double_bits(value: &OptionValue) -> Result<u64, Cow<'static, str>> {
    match value {
        // `-nan` has no sign.
        OptionValue::Double(number) if number.is_nan() => Ok(NAN),
        OptionValue::Double(number) => Ok(number.to_bits()),
        OptionValue::Positive(number) => Ok((*number as f64).to_bits()),
        OptionValue::Negative(number) => Ok((*number as f64).to_bits()),
        OptionValue::Identifier(name) if &**name == "inf" => Ok(f64::INFINITY.to_bits()),
        OptionValue::Identifier(name) if &**name == "nan" => Ok(NAN),
        _ => Err("must be a number".into()),
    }
}

fn enum_value(
    schema: &Schema,
    field: FieldRef,
    value: &OptionValue,
) -> Result<Value, Cow<'static, str>> {
    let pool = schema.pool;
    let (Some(enum_), OptionValue::Identifier(name)) = (schema.enum_type(field), value) else {
        return Err("must be the name of an enum value".into());
    };
    match pool.value_by_name(enum_, name) {
        Some(found) => Ok(from_signed(Type::Enum, found.number.into())),
        None => Err(format!(
            "must be a value of the enum `{}`, which has no `{name}`",
            pool.enum_name(enum_)
        )
        .into()),
    }
}

fn string(
    schema: &Schema,
    field: FieldRef,
    value: &OptionValue,
) -> Result<Value, Cow<'static, str>> {
    match value {
        OptionValue::String(bytes)
            if !schema.verifies_utf8(field) || std::str::from_utf8(bytes).is_ok() =>
        {
            Ok(Value::Bytes(bytes.clone()))
        }
        _ => Err("must be UTF-8".into()),
    }
}
