//! Map fields.

use std::collections::{BTreeMap, HashMap, btree_map, hash_map};

use super::{InsertError, Key, Map, MapKey, Messages, Reflect, Scalar, Scalars, Slot, Value};
use crate::budget;

macro_rules! maps {
    ($($map:ident, $module:ident, $kind:ident, $item:ident: $bound:path, $value:expr, $slot:expr;)*) => {$(
        impl<K: MapKey, $item: $bound + Default> Map<$kind> for $map<K, $item> {
            fn len(&self) -> usize {
                self.len()
            }

            fn only(&self) -> Option<(Key<'_>, Value<'_>)> {
                let (key, value) = self.iter().next().filter(|_| self.len() == 1)?;
                Some((key.key(), ($value)(value)))
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
