//! Maps as objects.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::key::KeySeed;
use super::{At, SlotSeed};
use crate::reflect::{InsertError, Map, Slot};

/// Reads the entries of a map.
pub(super) struct Entries<'m, 'c, K> {
    pub(super) map: &'m mut dyn Map<K>,
    pub(super) at: At<'c>,
}

impl<'de, K> Visitor<'de> for Entries<'_, '_, K> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Self { map, at } = self;
        while let Some(key) = object.next_key_seed(KeySeed)? {
            let value = object.next_value_seed(Entry {
                map: &mut *map,
                key: &key,
                at,
            });
            at.at_key(value, &key)?;
        }
        Ok(())
    }
}

/// Reads the value of an entry.
struct Entry<'m, 'k, 'c, K> {
    map: &'m mut dyn Map<K>,
    key: &'k str,
    at: At<'c>,
}

impl<'de, K> DeserializeSeed<'de> for Entry<'_, '_, '_, K> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { map, key, at } = self;
        let slot = inserted(map.insert(key), at)?;
        SlotSeed { slot, at }.deserialize(deserializer)
    }
}

/// The place of a new value.
pub(super) fn inserted<'m, E: Error>(
    slot: Result<Slot<'m>, InsertError>,
    at: At<'_>,
) -> Result<Slot<'m>, E> {
    slot.map_err(|error| match error {
        InsertError::Key => E::custom("the key does not have the type of the map's keys"),
        InsertError::Duplicate => E::custom("the key is there twice"),
        InsertError::Budget => at.exceeds(),
    })
}
