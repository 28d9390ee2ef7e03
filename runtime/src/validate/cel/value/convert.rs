//! Values from those of Rust and from messages.

use prost_types::value::Kind;

use super::{Key, Value};
use crate::validate::cel::{Duration, Timestamp};

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

/// Nothing is `null`, which is what a wrapper message that is not set is.
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

    /// A map. Of entries of the same key, the last one stays.
    pub fn map<K: Into<Key>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        let entries = entries.into_iter();
        Self::Map(
            entries
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
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
