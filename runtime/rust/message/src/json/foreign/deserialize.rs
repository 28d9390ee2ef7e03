//! Deserializes values to a text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::json::from_slice;
use crate::json::syntax::Writer;
use crate::reflect::Reflect;

/// How deep arrays and objects may nest: deeper than in a message with lists and maps of messages.
const DEPTH: u32 = 300;

/// Deserializes a message with the default options: the implementation of serde for generated messages.
///
/// # Errors
/// As [`from_str`](crate::json::from_str), and those of the deserializer.
pub fn deserialize<'de, M: Reflect + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<M, D::Error> {
    let text = text(deserializer)?;
    from_slice(&text).map_err(|error| D::Error::custom(error.without_place()))
}

/// Compiles once for a deserializer, not again for each message.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let mut writer = Writer::new(false);
    let next = Next {
        writer: &mut writer,
        depth: 0,
    };
    next.deserialize(deserializer)?;
    Ok(writer.into_text())
}

/// Writes the next value.
struct Next<'w> {
    writer: &'w mut Writer,
    depth: u32,
}

impl Next<'_> {
    fn nested<E: Error>(&mut self) -> Result<Next<'_>, E> {
        if self.depth >= DEPTH {
            return Err(E::custom(format_args!(
                "values nest more than {DEPTH} deep"
            )));
        }
        Ok(Next {
            writer: self.writer,
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Next<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Next<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.writer.raw("null");
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.writer.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.writer.raw(itoa::Buffer::new().format(number));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.writer.raw(itoa::Buffer::new().format(number));
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        match number.is_finite() {
            true => self.writer.raw(zmij::Buffer::new().format_finite(number)),
            false if number.is_nan() => self.writer.quoted(b"NaN"),
            false if number > 0.0 => self.writer.quoted(b"Infinity"),
            false => self.writer.quoted(b"-Infinity"),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.writer.string(text);
        Ok(())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<(), E> {
        self.writer.base64(bytes);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut array: A) -> Result<(), A::Error> {
        self.writer.open(b'[');
        let mut is_empty = true;
        loop {
            let element = Element {
                next: self.nested()?,
                is_first: is_empty,
            };
            if array.next_element_seed(element)?.is_none() {
                break;
            }
            is_empty = false;
        }
        self.writer.close(b']', is_empty);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        self.writer.open(b'{');
        let mut is_empty = true;
        while let Some(key) = object.next_key::<std::borrow::Cow<'_, str>>()? {
            self.writer.key(&key, is_empty);
            is_empty = false;
            object.next_value_seed(self.nested()?)?;
        }
        self.writer.close(b'}', is_empty);
        Ok(())
    }
}

/// Writes the next element.
struct Element<'w> {
    next: Next<'w>,
    is_first: bool,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.next.writer.element(self.is_first);
        self.next.deserialize(deserializer)
    }
}
