//! Map fields.

use std::collections::{BTreeMap, HashMap, btree_map, hash_map};

use super::{Key, MapKey, Messages, Reflect, Scalar, Scalars, Slot, Value};
use crate::budget;

/// A map field, whose values are `K`: [`Scalars`] or [`Messages`].
pub trait Map<K> {
    /// The number of entries.
    fn len(&self) -> usize;

    /// Whether it has no entries.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries, sorted by their keys.
    fn entries(&self) -> Vec<(Key<'_>, Value<'_>)>;

    /// The text of the key that an entry has without one, by the type of the keys: `0`, `false`, or nothing.
    fn default_key(&self) -> &'static str;

    /// Adds an entry with the default value, and returns the place of its value.
    ///
    /// # Errors
    /// If the text is not a key of the map, if the map has the key, or if the entry exceeds the budget of the message.
    fn insert(&mut self, key: &str) -> Result<Slot<'_>, InsertError>;

    /// Removes the entry of a key.
    fn remove(&mut self, key: &str);

    /// Removes all entries.
    fn clear(&mut self);
}

/// Why a map has no new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertError {
    /// The text is not a key of the map.
    Key,
    /// The map has an entry of this key.
    Duplicate,
    /// The message exceeds its budget of memory.
    Budget,
}

macro_rules! maps {
    ($($map:ident, $module:ident, $kind:ident, $item:ident: $bound:path, $value:expr, $slot:expr;)*) => {$(
        impl<K: MapKey, $item: $bound + Default> Map<$kind> for $map<K, $item> {
            fn len(&self) -> usize {
                self.len()
            }

            fn entries(&self) -> Vec<(Key<'_>, Value<'_>)> {
                let entries = self.iter().map(|(key, value)| (key.key(), ($value)(value)));
                let mut entries: Vec<_> = entries.collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                entries
            }

            fn default_key(&self) -> &'static str {
                K::DEFAULT
            }

            fn insert(&mut self, key: &str) -> Result<Slot<'_>, InsertError> {
                let key = K::parse(key).ok_or(InsertError::Key)?;
                budget::added::<(K, $item)>().map_err(|_| InsertError::Budget)?;
                match self.entry(key) {
                    $module::Entry::Occupied(_) => Err(InsertError::Duplicate),
                    $module::Entry::Vacant(entry) => Ok(($slot)(entry.insert($item::default()))),
                }
            }

            fn remove(&mut self, key: &str) {
                if let Some(key) = K::parse(key) {
                    self.remove(&key);
                }
            }

            fn clear(&mut self) {
                self.clear();
            }
        }
    )*};
}

maps! {
    HashMap, hash_map, Scalars, V: Scalar, V::value, V::slot;
    BTreeMap, btree_map, Scalars, V: Scalar, V::value, V::slot;
    HashMap, hash_map, Messages, V: Reflect, Value::Message, Slot::Message;
    BTreeMap, btree_map, Messages, V: Reflect, Value::Message, Slot::Message;
}
