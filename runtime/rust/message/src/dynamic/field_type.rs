//! How the fields of dynamic messages are encoded.

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
    /// An enum, whose default has this number.
    Enum(i32),
    /// The message with this index in the pool.
    Message(usize),
    /// The same, between a start and an end tag.
    Group(usize),
}

impl ItemType {
    /// The index of the message.
    pub fn message(self) -> Option<usize> {
        match self {
            Self::Message(index) | Self::Group(index) => Some(index),
            _ => None,
        }
    }
}
