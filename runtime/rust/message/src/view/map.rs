//! Map fields of views.

use std::borrow::Borrow;
use std::slice::Iter;

use prost::DecodeError;
use prost::encoding::{self, WireType, check_wire_type};

use super::kind::Place;
use super::{Field, ViewKind, read};
use crate::budget;

/// The entries of a map field, in the order in which they were received.
///
/// A key that was received again has several entries. The last one counts.
///
/// ```
/// use rpcsmith_runtime::message::view::Map;
///
/// let map: Map<&str, i32> = [("a", 1), ("b", 2), ("a", 3)].into_iter().collect();
/// assert_eq!(map.get("a"), Some(&3));
/// assert_eq!(map.entries().len(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Map<K, V> {
    /// The last value of a key. It looks at one entry after another.
    pub fn get<Q: Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let mut entries = self.entries.iter().rev();
        let found = entries.find(|(entry, _)| entry.borrow() == key);
        found.map(|(_, value)| value)
    }

    /// The keys and values, as they were received.
    pub fn iter(&self) -> Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// The entries, as they were received.
    pub fn entries(&self) -> &[(K, V)] {
        &self.entries
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A map of other keys and values, such as a `HashMap`. The last entry of a key counts.
    pub fn to_map<OwnK, OwnV, M: FromIterator<(OwnK, OwnV)>>(
        &self,
        key: fn(&K) -> OwnK,
        value: fn(&V) -> OwnV,
    ) -> M {
        let entries = self.entries.iter();
        entries
            .map(|entry| (key(&entry.0), value(&entry.1)))
            .collect()
    }

    /// Reads an entry.
    pub(super) fn merge<'a>(
        &mut self,
        (key, value): (impl ViewKind<'a, K>, impl ViewKind<'a, V>),
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        check_wire_type(WireType::LengthDelimited, field.wire_type)?;
        budget::added::<(K, V)>()?;
        let (data, depth) = (field.data, field.depth.next()?);
        let rest = read::rest_after(data)?;
        let mut entry = (key.default(), value.default());
        while data.len() > rest {
            let (tag, wire_type) = read::key(data)?;
            let place = Place {
                data: &mut *data,
                depth,
            };
            match tag {
                1 => key.merge(&mut entry.0, wire_type, place)?,
                2 => value.merge(&mut entry.1, wire_type, place)?,
                _ => encoding::skip_field(wire_type, tag, data, depth.context())?,
            }
        }
        read::check_end(data, rest)?;
        self.entries.push(entry);
        Ok(())
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<K, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self {
            entries: entries.into_iter().collect(),
        }
    }
}

impl<'m, K, V> IntoIterator for &'m Map<K, V> {
    type Item = &'m (K, V);
    type IntoIter = Iter<'m, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
