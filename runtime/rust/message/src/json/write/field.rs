//! Lists and maps.

use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use super::{At, Single};
use crate::reflect::{FieldDescriptor, Key, List, Map};

/// A list as an array.
pub(super) fn list<K, S: Serializer>(
    field: &FieldDescriptor,
    list: &dyn List<K>,
    at: At<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut array = serializer.serialize_seq(Some(list.len()))?;
    for index in 0..list.len() {
        if let Some(value) = list.get(index) {
            let written = array.serialize_element(&Single { field, value, at });
            at.at_index(written, index)?;
        }
    }
    array.end()
}

/// A map as an object, sorted by its keys.
pub(super) fn map<K, S: Serializer>(
    field: &FieldDescriptor,
    map: &dyn Map<K>,
    at: At<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(map.len()))?;
    for (key, value) in map.entries() {
        let mut buffer = itoa::Buffer::new();
        let key = match key {
            Key::Bool(true) => "true",
            Key::Bool(false) => "false",
            Key::I32(key) => buffer.format(key),
            Key::I64(key) => buffer.format(key),
            Key::U32(key) => buffer.format(key),
            Key::U64(key) => buffer.format(key),
            Key::String(key) => key,
        };
        let written = object.serialize_entry(key, &Single { field, value, at });
        at.at_key(written, key)?;
    }
    object.end()
}
