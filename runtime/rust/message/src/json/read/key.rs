//! The keys of objects.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use crate::reflect::MessageDescriptor;

/// The key of a field.
pub(super) enum FieldKey {
    /// The index of a field.
    Field(usize),
    /// Another key.
    Other(Box<str>),
}

/// Reads the key of a field.
pub(super) struct FieldKeySeed<'d> {
    pub(super) descriptor: &'d MessageDescriptor,
    /// The field that is probably the next.
    pub(super) next: usize,
}

impl FieldKeySeed<'_> {
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.descriptor.index_near(name, self.next)
    }
}

impl<'de> DeserializeSeed<'de> for FieldKeySeed<'_> {
    type Value = FieldKey;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldKey, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldKeySeed<'_> {
    type Value = FieldKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<FieldKey, E> {
        Ok(match self.index(name) {
            Some(index) => FieldKey::Field(index),
            None => FieldKey::Other(name.into()),
        })
    }
}

/// Reads the key of a map.
pub(super) struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_string<E: Error>(self, key: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key))
    }
}
