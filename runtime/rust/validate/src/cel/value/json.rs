//! Converts values to JSON: the messages of `google/protobuf/struct.proto`.
//!
//! Source: the conversion of values to JSON in CEL's
//! [language definition](https://github.com/google/cel-spec/blob/master/doc/langdef.md#protobuf-data-conversion) and
//! the [JSON of protobuf](https://protobuf.dev/programming-guides/json/).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_types::value::Kind;

use super::{Key, Value};
use crate::cel::{Error, Result};

/// The largest integer up to which a `double` represents all integers exactly.
const MAX_SAFE: u64 = (1 << 53) - 1;

impl Value {
    /// Converts the value to a `google.protobuf.Value` and back.
    ///
    /// ```
    /// use rpcsmith_runtime::validate::cel::{Duration, Value};
    ///
    /// assert_eq!(Value::from(1_i64).to_json().unwrap(), Value::from(1.0));
    /// assert_eq!(Value::from(i64::MAX).to_json().unwrap(), Value::from("9223372036854775807"));
    /// assert_eq!(Value::from(Duration::new(1, 0)).to_json().unwrap(), Value::from("1s"));
    /// ```
    ///
    /// # Errors
    /// If it is or contains a type, or a map with a key that is not a string.
    pub fn to_json(&self) -> Result<Self> {
        prost_types::Value::try_from(self).map(|message| Self::from(&message))
    }
}

/// Integers beyond 2^53, durations and timestamps become strings; bytes become base64.
///
/// # Errors
/// Like [`Value::to_json`].
impl TryFrom<&Value> for prost_types::Value {
    type Error = Error;

    fn try_from(value: &Value) -> Result<Self> {
        let integer = |size: u64, number: f64, text: String| {
            if size <= MAX_SAFE {
                Kind::NumberValue(number)
            } else {
                Kind::StringValue(text)
            }
        };
        let kind = match value {
            Value::Null => Kind::NullValue(0),
            Value::Bool(value) => Kind::BoolValue(*value),
            Value::Int(value) => integer(value.unsigned_abs(), *value as f64, value.to_string()),
            Value::Uint(value) => integer(*value, *value as f64, value.to_string()),
            Value::Double(value) => Kind::NumberValue(*value),
            Value::String(text) => Kind::StringValue(text.clone()),
            Value::Bytes(bytes) => Kind::StringValue(STANDARD.encode(bytes)),
            Value::Timestamp(value) => Kind::StringValue(value.to_string()),
            Value::Duration(value) => Kind::StringValue(value.to_string()),
            Value::List(_) => Kind::ListValue(value.try_into()?),
            Value::Map(_) => Kind::StructValue(value.try_into()?),
            Value::Type(_) => return Err(Error::NoSuchOverload),
        };
        Ok(Self { kind: Some(kind) })
    }
}

/// # Errors
/// If the value is not a list, or an item cannot be converted.
impl TryFrom<&Value> for prost_types::ListValue {
    type Error = Error;

    fn try_from(value: &Value) -> Result<Self> {
        let Value::List(items) = value else {
            return Err(Error::NoSuchOverload);
        };
        let values = items.iter().map(TryInto::try_into).collect::<Result<_>>()?;
        Ok(Self { values })
    }
}

/// # Errors
/// If the value is not a map with string keys, or a value cannot be converted.
impl TryFrom<&Value> for prost_types::Struct {
    type Error = Error;

    fn try_from(value: &Value) -> Result<Self> {
        let Value::Map(entries) = value else {
            return Err(Error::NoSuchOverload);
        };
        let field = |(key, value): (&Key, &Value)| match key {
            Key::String(key) => Ok((key.clone(), value.try_into()?)),
            _ => Err(Error::NoSuchOverload),
        };
        let fields = entries.iter().map(field).collect::<Result<_>>()?;
        Ok(Self { fields })
    }
}
