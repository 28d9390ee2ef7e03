//! Entries of metadata: a key, with or without values.

use std::marker::PhantomData;

use http::header::{self, HeaderValue};

use super::encoding::ValueEncoding;
use super::iter::{ValueIter, ValueIterMut};
use super::key::MetadataKey;
use super::value::MetadataValue;

/// The entry of a key.
#[derive(Debug)]
pub enum Entry<'a, VE: ValueEncoding> {
    /// The key has values.
    Occupied(OccupiedEntry<'a, VE>),
    /// The key has no values.
    Vacant(VacantEntry<'a, VE>),
}

impl<'a, VE: ValueEncoding> Entry<'a, VE> {
    pub(super) fn new(entry: header::Entry<'a, HeaderValue>) -> Self {
        match entry {
            header::Entry::Occupied(entry) => Self::Occupied(OccupiedEntry {
                entry,
                encoding: PhantomData,
            }),
            header::Entry::Vacant(entry) => Self::Vacant(VacantEntry {
                entry,
                encoding: PhantomData,
            }),
        }
    }

    /// Returns the first value, and sets it if the name has no value.
    ///
    /// # Panics
    /// If the map has 24,576 entries.
    pub fn or_insert(self, default: MetadataValue<VE>) -> &'a mut MetadataValue<VE> {
        self.or_insert_with(|| default)
    }

    /// Like [`or_insert`](Self::or_insert), with a function that makes the value if the name has none.
    ///
    /// # Panics
    /// If the map has 24,576 entries.
    pub fn or_insert_with(
        self,
        default: impl FnOnce() -> MetadataValue<VE>,
    ) -> &'a mut MetadataValue<VE> {
        match self {
            Self::Occupied(entry) => entry.into_mut(),
            Self::Vacant(entry) => entry.insert(default()),
        }
    }

    /// The key.
    pub fn key(&self) -> &MetadataKey<VE> {
        match self {
            Self::Occupied(entry) => entry.key(),
            Self::Vacant(entry) => entry.key(),
        }
    }
}

/// The entry of a key without values.
#[derive(Debug)]
pub struct VacantEntry<'a, VE: ValueEncoding> {
    entry: header::VacantEntry<'a, HeaderValue>,
    encoding: PhantomData<VE>,
}

impl<'a, VE: ValueEncoding> VacantEntry<'a, VE> {
    /// The key.
    pub fn key(&self) -> &MetadataKey<VE> {
        MetadataKey::of_ref(self.entry.key())
    }

    /// The key, without the entry.
    pub fn into_key(self) -> MetadataKey<VE> {
        MetadataKey::of(self.entry.into_key())
    }

    /// Sets the value.
    ///
    /// # Panics
    /// If the map has 24,576 entries.
    pub fn insert(self, value: MetadataValue<VE>) -> &'a mut MetadataValue<VE> {
        MetadataValue::of_mut(self.entry.insert(value.header))
    }

    /// Sets the value, and returns the entry.
    ///
    /// # Panics
    /// If the map has 24,576 entries.
    pub fn insert_entry(self, value: MetadataValue<VE>) -> OccupiedEntry<'a, VE> {
        OccupiedEntry {
            entry: self.entry.insert_entry(value.header),
            encoding: PhantomData,
        }
    }
}

/// The entry of a key with values.
#[derive(Debug)]
pub struct OccupiedEntry<'a, VE: ValueEncoding> {
    entry: header::OccupiedEntry<'a, HeaderValue>,
    encoding: PhantomData<VE>,
}

impl<'a, VE: ValueEncoding> OccupiedEntry<'a, VE> {
    /// The key.
    pub fn key(&self) -> &MetadataKey<VE> {
        MetadataKey::of_ref(self.entry.key())
    }

    /// The first value.
    pub fn get(&self) -> &MetadataValue<VE> {
        MetadataValue::of_ref(self.entry.get())
    }

    /// The first value, to change it.
    pub fn get_mut(&mut self) -> &mut MetadataValue<VE> {
        MetadataValue::of_mut(self.entry.get_mut())
    }

    /// Like [`get_mut`](Self::get_mut), for as long as the map is borrowed.
    pub fn into_mut(self) -> &'a mut MetadataValue<VE> {
        MetadataValue::of_mut(self.entry.into_mut())
    }

    /// Replaces all values by one, and returns the first of them.
    pub fn insert(&mut self, value: MetadataValue<VE>) -> MetadataValue<VE> {
        MetadataValue::of(self.entry.insert(value.header))
    }

    /// Replaces all values by one, and returns them.
    pub fn insert_mult(&mut self, value: MetadataValue<VE>) -> ValueDrain<'_, VE> {
        ValueDrain {
            values: self.entry.insert_mult(value.header),
            encoding: PhantomData,
        }
    }

    /// Adds a value.
    ///
    /// # Panics
    /// If the map has 24,576 entries.
    pub fn append(&mut self, value: MetadataValue<VE>) {
        self.entry.append(value.header);
    }

    /// Removes the values, and returns the first.
    pub fn remove(self) -> MetadataValue<VE> {
        MetadataValue::of(self.entry.remove())
    }

    /// Removes the values, and returns the key and the first value.
    pub fn remove_entry(self) -> (MetadataKey<VE>, MetadataValue<VE>) {
        let (key, value) = self.entry.remove_entry();
        (MetadataKey::of(key), MetadataValue::of(value))
    }

    /// Removes the values, and returns the key and the values.
    pub fn remove_entry_mult(self) -> (MetadataKey<VE>, ValueDrain<'a, VE>) {
        let (key, values) = self.entry.remove_entry_mult();
        let values = ValueDrain {
            values,
            encoding: PhantomData,
        };
        (MetadataKey::of(key), values)
    }

    /// The values, in the order in which they were added.
    pub fn iter(&self) -> ValueIter<'_, VE> {
        ValueIter {
            values: Some(self.entry.iter()),
            encoding: PhantomData,
        }
    }

    /// The values, to change them.
    pub fn iter_mut(&mut self) -> ValueIterMut<'_, VE> {
        ValueIterMut {
            values: self.entry.iter_mut(),
            encoding: PhantomData,
        }
    }
}

impl<'a, VE: ValueEncoding> IntoIterator for OccupiedEntry<'a, VE> {
    type Item = &'a mut MetadataValue<VE>;
    type IntoIter = ValueIterMut<'a, VE>;

    fn into_iter(self) -> ValueIterMut<'a, VE> {
        ValueIterMut {
            values: self.entry.into_iter(),
            encoding: PhantomData,
        }
    }
}

impl<'a, VE: ValueEncoding> IntoIterator for &'a OccupiedEntry<'_, VE> {
    type Item = &'a MetadataValue<VE>;
    type IntoIter = ValueIter<'a, VE>;

    fn into_iter(self) -> ValueIter<'a, VE> {
        self.iter()
    }
}

impl<'a, VE: ValueEncoding> IntoIterator for &'a mut OccupiedEntry<'_, VE> {
    type Item = &'a mut MetadataValue<VE>;
    type IntoIter = ValueIterMut<'a, VE>;

    fn into_iter(self) -> ValueIterMut<'a, VE> {
        self.iter_mut()
    }
}

/// Values that were removed from a map.
#[derive(Debug)]
pub struct ValueDrain<'a, VE: ValueEncoding> {
    values: header::ValueDrain<'a, HeaderValue>,
    encoding: PhantomData<VE>,
}

impl<VE: ValueEncoding> Iterator for ValueDrain<'_, VE> {
    type Item = MetadataValue<VE>;

    fn next(&mut self) -> Option<Self::Item> {
        self.values.next().map(MetadataValue::of)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.values.size_hint()
    }
}
