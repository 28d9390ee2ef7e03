//! Converts values of Rust and messages to values, and the conversions of CEL.

use std::collections::BTreeMap;

use prost_types::value::Kind;

use super::{Key, Value};
use crate::cel::{Duration, Error, Result, Timestamp, boolean, double, int, string, uint};

macro_rules! values {
    ($($type:ty => $variant:ident;)*) => {$(
        impl From<$type> for Value {
            #[inline]
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

values! {
    bool => Bool;
    i32 => Int;
    i64 => Int;
    u32 => Uint;
    u64 => Uint;
    f32 => Double;
    f64 => Double;
    &str => String;
    &String => String;
    String => String;
    &[u8] => Bytes;
    Vec<u8> => Bytes;
    prost::bytes::Bytes => Bytes;
    Timestamp => Timestamp;
    Duration => Duration;
    &prost_types::Timestamp => Timestamp;
    &prost_types::Duration => Duration;
}

macro_rules! copied {
    ($($type:ty),*) => {$(
        impl From<&$type> for Value {
            #[inline]
            fn from(value: &$type) -> Self {
                Self::from(*value)
            }
        }
    )*};
}

copied!(bool, i32, i64, u32, u64, f32, f64, Timestamp, Duration);

impl From<&Vec<u8>> for Value {
    fn from(value: &Vec<u8>) -> Self {
        Self::from(value.as_slice())
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Bool(key) => Self::Bool(key),
            Key::Int(key) => Self::Int(key),
            Key::Uint(key) => Self::Uint(key),
            Key::String(key) => Self::String(key),
        }
    }
}

/// `None` is `null`: the value of an unset wrapper message.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Value {
    /// A list.
    pub fn list<T: Into<Self>>(elements: impl IntoIterator<Item = T>) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }

    /// A map. Of entries with the same key, the last one is kept.
    pub fn map<K: Into<Key>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        let entries = entries.into_iter();
        Self::Map(
            entries
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }

    /// A map of an expression.
    ///
    /// # Errors
    /// If two of the keys are the same.
    pub fn distinct<K: Into<Key>, V: Into<Self>>(
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self> {
        let mut map = BTreeMap::new();
        for (key, value) in entries {
            if map.insert(key.into(), value.into()).is_some() {
                return Err(Error::RepeatedKey);
            }
        }
        Ok(Self::Map(map))
    }
}

/// A value without a kind is `null`.
impl From<&prost_types::Value> for Value {
    fn from(message: &prost_types::Value) -> Self {
        match &message.kind {
            None | Some(Kind::NullValue(_)) => Self::Null,
            Some(Kind::BoolValue(value)) => Self::Bool(*value),
            Some(Kind::NumberValue(value)) => Self::Double(*value),
            Some(Kind::StringValue(value)) => Self::from(value),
            Some(Kind::ListValue(value)) => Self::from(value),
            Some(Kind::StructValue(value)) => Self::from(value),
        }
    }
}

impl From<&prost_types::ListValue> for Value {
    fn from(message: &prost_types::ListValue) -> Self {
        Self::list(&message.values)
    }
}

impl From<&prost_types::Struct> for Value {
    fn from(message: &prost_types::Struct) -> Self {
        Self::map(&message.fields)
    }
}

/// Conversions between types. Each fails for a type that it does not support.
impl Value {
    /// `int(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_int(&self) -> Result<i64> {
        match self {
            Self::Int(value) => Ok(*value),
            Self::Uint(value) => int::from_uint(*value),
            Self::Double(value) => int::from_double(*value),
            Self::String(text) => int::parse(text),
            Self::Timestamp(value) => Ok(int::from_timestamp(*value)),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `uint(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_uint(&self) -> Result<u64> {
        match self {
            Self::Int(value) => uint::from_int(*value),
            Self::Uint(value) => Ok(*value),
            Self::Double(value) => uint::from_double(*value),
            Self::String(text) => uint::parse(text),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `double(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_double(&self) -> Result<f64> {
        match self {
            Self::Int(value) => Ok(*value as f64),
            Self::Uint(value) => Ok(*value as f64),
            Self::Double(value) => Ok(*value),
            Self::String(text) => double::parse(text),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `bool(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_bool(&self) -> Result<bool> {
        match self {
            Self::Bool(value) => Ok(*value),
            Self::String(text) => boolean::parse(text),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `string(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_text(&self) -> Result<String> {
        Ok(match self {
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => value.to_string(),
            Self::Double(value) => string::from_double(*value),
            Self::String(text) => text.clone(),
            Self::Bytes(bytes) => string::from_bytes(bytes)?.to_owned(),
            Self::Timestamp(value) => value.to_string(),
            Self::Duration(value) => value.to_string(),
            _ => return Err(Error::NoSuchOverload),
        })
    }

    /// `bytes(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        match self {
            Self::String(text) => Ok(text.clone().into_bytes()),
            Self::Bytes(bytes) => Ok(bytes.clone()),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `timestamp(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_timestamp(&self) -> Result<Timestamp> {
        match self {
            Self::Int(seconds) => Timestamp::from_seconds(*seconds),
            Self::String(text) => Timestamp::parse(text),
            Self::Timestamp(value) => Ok(*value),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `duration(self)`.
    ///
    /// # Errors
    /// If the conversion fails, or is not defined for the type.
    pub fn to_duration(&self) -> Result<Duration> {
        match self {
            Self::String(text) => Duration::parse(text),
            Self::Duration(value) => Ok(*value),
            _ => Err(Error::NoSuchOverload),
        }
    }
}
