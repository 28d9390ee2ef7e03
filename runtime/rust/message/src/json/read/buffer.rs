//! Values that are read before their type is known.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::At;
use crate::budget;

/// Reads any value.
#[derive(Clone, Copy)]
pub(super) struct BufferSeed<'c> {
    at: At<'c>,
}

impl<'c> BufferSeed<'c> {
    pub(super) fn new(at: At<'c>) -> Self {
        Self { at }
    }

    fn counted<T, E: Error>(self) -> Result<(), E> {
        budget::added::<T>().map_err(|_| self.at.exceeds())
    }
}

impl<'de> DeserializeSeed<'de> for BufferSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let at = self.at.deeper()?;
        deserializer.deserialize_any(Self { at })
    }
}

impl<'de> Visitor<'de> for BufferSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = array.next_element_seed(self)? {
            self.counted::<Value, _>()?;
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            self.counted::<(String, Value), _>()?;
            let value = object.next_value_seed(self)?;
            if entries.contains_key(&key) {
                return Err(A::Error::custom(format_args!(
                    "the key {key:?} is there twice"
                )));
            }
            entries.insert(key, value);
        }
        Ok(Value::Object(entries))
    }
}
