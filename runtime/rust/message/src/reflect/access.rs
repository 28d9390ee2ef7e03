//! Values of fields, and their places.

use super::{Key, Messages, Reflect, Scalars};

/// The value of a field.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// `bool`.
    Bool(bool),
    /// Also the number of an enum.
    I32(i32),
    /// `int64` and its like.
    I64(i64),
    /// `uint32`, `fixed32`.
    U32(u32),
    /// `uint64`, `fixed64`.
    U64(u64),
    /// `float`.
    F32(f32),
    /// `double`.
    F64(f64),
    /// `string`.
    String(&'a str),
    /// `bytes`.
    Bytes(&'a [u8]),
    /// A message.
    Message(&'a dyn Reflect),
    /// The elements of a repeated field of scalars or enums.
    List(&'a dyn List<Scalars>),
    /// The elements of a repeated field of messages.
    Messages(&'a dyn List<Messages>),
    /// The entries of a map from keys to scalars or enums.
    Map(&'a dyn Map<Scalars>),
    /// The entries of a map from keys to messages.
    MessageMap(&'a dyn Map<Messages>),
}

/// The place of the value of a field.
pub enum Slot<'a> {
    /// `bool`.
    Bool(&'a mut bool),
    /// Also the number of an enum.
    I32(&'a mut i32),
    /// `int64` and its like.
    I64(&'a mut i64),
    /// `uint32`, `fixed32`.
    U32(&'a mut u32),
    /// `uint64`, `fixed64`.
    U64(&'a mut u64),
    /// `float`.
    F32(&'a mut f32),
    /// `double`.
    F64(&'a mut f64),
    /// `string`.
    String(&'a mut String),
    /// `bytes`.
    Bytes(&'a mut dyn BytesField),
    /// A message.
    Message(&'a mut dyn Reflect),
    /// The elements of a repeated field of scalars or enums.
    List(&'a mut dyn List<Scalars>),
    /// The elements of a repeated field of messages.
    Messages(&'a mut dyn List<Messages>),
    /// The entries of a map from keys to scalars or enums.
    Map(&'a mut dyn Map<Scalars>),
    /// The entries of a map from keys to messages.
    MessageMap(&'a mut dyn Map<Messages>),
}

/// A repeated field, whose elements are `K`: [`Scalars`] or [`Messages`].
pub trait List<K> {
    /// The number of elements.
    fn len(&self) -> usize;

    /// Whether it has no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at an index.
    fn get(&self, index: usize) -> Option<Value<'_>>;

    /// Adds an element with its default value, and returns its place; `None` if it exceeds the budget of the message.
    fn push(&mut self) -> Option<Slot<'_>>;

    /// Removes the last element.
    fn pop(&mut self);

    /// Removes all elements.
    fn clear(&mut self);
}

/// A map field, whose values are `K`: [`Scalars`] or [`Messages`].
pub trait Map<K> {
    /// The number of entries.
    fn len(&self) -> usize;

    /// Whether it has no entries.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The only entry; `None` if there are others.
    fn only(&self) -> Option<(Key<'_>, Value<'_>)> {
        None
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

/// The place of the value of a `bytes` field.
pub trait BytesField {
    /// Sets the value.
    fn set(&mut self, bytes: Vec<u8>);
}
