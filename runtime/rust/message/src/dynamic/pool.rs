//! The types of dynamic messages.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::reflect::{EnumDescriptor, FieldDescriptor, MessageDescriptor};

/// The types of descriptors.
#[derive(Default)]
pub struct Pool {
    messages: Vec<MessageType>,
    names: HashMap<String, usize>,
    enums: Vec<Arc<EnumDescriptor>>,
}

impl Pool {
    /// A pool of these types. Fields refer to messages by their index.
    pub fn new(messages: Vec<MessageType>, enums: Vec<Arc<EnumDescriptor>>) -> Self {
        let names = messages.iter().enumerate();
        let names =
            names.map(|(index, message)| (message.descriptor.full_name().to_owned(), index));
        Self {
            names: names.collect(),
            messages,
            enums,
        }
    }

    /// The index of the message with a full name, without a leading dot.
    pub fn index_of(&self, full_name: &str) -> Option<usize> {
        self.names.get(full_name).copied()
    }

    /// The message at an index.
    pub fn message(&self, index: usize) -> Option<&MessageType> {
        self.messages.get(index)
    }

    /// All messages, in the order of their indices.
    pub fn messages(&self) -> &[MessageType] {
        &self.messages
    }

    /// All enums.
    pub fn enums(&self) -> &[Arc<EnumDescriptor>] {
        &self.enums
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.names.keys().collect();
        names.sort_unstable();
        f.debug_set().entries(names).finish()
    }
}

/// A message type of a [`Pool`].
#[derive(Debug)]
pub struct MessageType {
    descriptor: MessageDescriptor,
    types: Vec<FieldType>,
    /// The numbers of the fields, in order, with their indices.
    numbers: Vec<(u32, usize)>,
}

impl MessageType {
    /// A message with these fields.
    pub fn new(full_name: String, fields: Vec<(FieldDescriptor, FieldType)>) -> Self {
        let (fields, types): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
        let numbers = fields.iter().enumerate();
        let mut numbers: Vec<_> = numbers
            .map(|(index, field)| (field.number(), index))
            .collect();
        numbers.sort_unstable();
        Self {
            descriptor: MessageDescriptor::dynamic(full_name, fields),
            types,
            numbers,
        }
    }

    /// The names and the fields.
    pub fn descriptor(&self) -> &MessageDescriptor {
        &self.descriptor
    }

    /// How the field at an index is encoded.
    pub fn field_type(&self, index: usize) -> Option<FieldType> {
        self.types.get(index).copied()
    }

    /// The indices of the fields, in the order of their numbers.
    pub(super) fn by_number(&self) -> impl Iterator<Item = (u32, usize)> {
        self.numbers.iter().copied()
    }

    /// The index of the field with a number.
    pub(super) fn index_of_number(&self, number: u32) -> Option<usize> {
        let found = self.numbers.binary_search_by_key(&number, |field| field.0);
        self.numbers.get(found.ok()?).map(|field| field.1)
    }
}

/// How a field is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldType {
    /// The type of a value; of an element, or of the value of an entry.
    pub item: ItemType,
    /// The type of the keys of a map: an integer, `Bool` or `String`.
    pub key: Option<ItemType>,
    /// Whether numbers are written in one block.
    pub packed: bool,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the scalars have the names of protobuf")]
pub enum ItemType {
    Double,
    Float,
    /// `int32`, or an enum.
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
    /// The message with this index in the pool.
    Message(usize),
    /// The same, between a start and an end tag.
    Group(usize),
}
