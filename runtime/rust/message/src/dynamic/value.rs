//! Dynamic messages and their values.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pool::{FieldType, ItemType, MessageType, Pool};
use crate::reflect::{Cardinality, InsertError, Key, List, Map, Scalar, Slot, Value};
use crate::{UnknownFields, budget};

/// A message whose type is known only at run time. It keeps unknown fields.
#[derive(Clone)]
pub struct DynamicMessage {
    pub(super) pool: Arc<Pool>,
    /// The index of the type in the pool.
    index: usize,
    /// The values that are set, by the index of the field.
    pub(super) fields: BTreeMap<usize, FieldValue>,
    pub(super) unknown: UnknownFields,
}

impl DynamicMessage {
    /// An empty message of the type with an index; `None` if the pool does not have it.
    pub fn new(pool: &Arc<Pool>, index: usize) -> Option<Self> {
        pool.message(index)?;
        Some(Self {
            pool: Arc::clone(pool),
            index,
            fields: BTreeMap::new(),
            unknown: UnknownFields::new(),
        })
    }

    /// An empty message of the type with a full name; `None` if the pool does not have it.
    pub fn named(pool: &Arc<Pool>, full_name: &str) -> Option<Self> {
        Self::new(pool, pool.index_of(full_name)?)
    }

    /// The pool of its type.
    pub fn pool(&self) -> &Arc<Pool> {
        &self.pool
    }

    pub(super) fn message_type(&self) -> Option<&MessageType> {
        self.pool.message(self.index)
    }

    /// The place of a field, which becomes set. Other members of its oneof are removed.
    pub(super) fn set(&mut self, index: usize) -> Option<&mut FieldValue> {
        let pool = Arc::clone(&self.pool);
        let message = pool.message(self.index)?;
        let field = message.descriptor().fields().get(index)?;
        if let Some(oneof) = field.oneof() {
            let fields = message.descriptor().fields();
            self.fields.retain(|other, _| {
                let other_oneof = fields.get(*other).and_then(|field| field.oneof());
                *other == index || other_oneof != Some(oneof)
            });
        }
        let repeated = field.cardinality() == Cardinality::Repeated;
        let r#type = message.field_type(index)?;
        match self.fields.entry(index) {
            std::collections::btree_map::Entry::Occupied(entry) => Some(entry.into_mut()),
            std::collections::btree_map::Entry::Vacant(entry) => {
                Some(entry.insert(FieldValue::new(&pool, r#type, repeated)?))
            }
        }
    }

    /// The cardinality of a field.
    pub(super) fn cardinality(&self, index: usize) -> Option<Cardinality> {
        let field = self.message_type()?.descriptor().fields().get(index)?;
        Some(field.cardinality())
    }
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FieldValue {
    Single(Single),
    List(Elements),
    Map(Entries),
}

impl FieldValue {
    /// The default value of a field.
    pub(super) fn new(pool: &Arc<Pool>, r#type: FieldType, repeated: bool) -> Option<Self> {
        let default = Single::new(pool, r#type.item)?;
        Some(match r#type.key {
            Some(key) => Self::Map(Entries {
                key: OwnedKey::new(key)?,
                default,
                entries: BTreeMap::new(),
            }),
            None if repeated => Self::List(Elements {
                default,
                items: Vec::new(),
            }),
            None => Self::Single(default),
        })
    }
}

/// A scalar or a message.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Single {
    Bool(bool),
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    F32(f32),
    F64(f64),
    String(String),
    Bytes(Vec<u8>),
    Message(Box<DynamicMessage>),
}

impl Single {
    /// The default value of a type; `None` for an index without a message.
    pub(super) fn new(pool: &Arc<Pool>, r#type: ItemType) -> Option<Self> {
        Some(match r#type {
            ItemType::Double => Self::F64(0.0),
            ItemType::Float => Self::F32(0.0),
            ItemType::Int32 | ItemType::Sint32 | ItemType::Sfixed32 => Self::I32(0),
            ItemType::Int64 | ItemType::Sint64 | ItemType::Sfixed64 => Self::I64(0),
            ItemType::Uint32 | ItemType::Fixed32 => Self::U32(0),
            ItemType::Uint64 | ItemType::Fixed64 => Self::U64(0),
            ItemType::Bool => Self::Bool(false),
            ItemType::String => Self::String(String::new()),
            ItemType::Bytes => Self::Bytes(Vec::new()),
            ItemType::Message(index) | ItemType::Group(index) => {
                Self::Message(Box::new(DynamicMessage::new(pool, index)?))
            }
        })
    }

    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Bool(value) => value.value(),
            Self::I32(value) => value.value(),
            Self::I64(value) => value.value(),
            Self::U32(value) => value.value(),
            Self::U64(value) => value.value(),
            Self::F32(value) => value.value(),
            Self::F64(value) => value.value(),
            Self::String(value) => value.value(),
            Self::Bytes(value) => value.value(),
            Self::Message(message) => Value::Message(&**message),
        }
    }

    pub(super) fn slot(&mut self) -> Slot<'_> {
        match self {
            Self::Bool(value) => value.slot(),
            Self::I32(value) => value.slot(),
            Self::I64(value) => value.slot(),
            Self::U32(value) => value.slot(),
            Self::U64(value) => value.slot(),
            Self::F32(value) => value.slot(),
            Self::F64(value) => value.slot(),
            Self::String(value) => value.slot(),
            Self::Bytes(value) => value.slot(),
            Self::Message(message) => Slot::Message(&mut **message),
        }
    }

    /// Whether a field without presence leaves the value out.
    pub(super) fn is_default(&self) -> bool {
        match self {
            Self::Bool(value) => value.is_default(),
            Self::I32(value) => value.is_default(),
            Self::I64(value) => value.is_default(),
            Self::U32(value) => value.is_default(),
            Self::U64(value) => value.is_default(),
            Self::F32(value) => value.is_default(),
            Self::F64(value) => value.is_default(),
            Self::String(value) => value.is_default(),
            Self::Bytes(value) => value.is_default(),
            Self::Message(_) => false,
        }
    }
}

/// The elements of a repeated field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Elements {
    /// The value of a new element.
    pub(super) default: Single,
    pub(super) items: Vec<Single>,
}

impl<K> List<K> for Elements {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        self.items.get(index).map(Single::value)
    }

    fn push(&mut self) -> Option<Slot<'_>> {
        budget::added::<Single>().ok()?;
        self.items.push(self.default.clone());
        self.items.last_mut().map(Single::slot)
    }

    fn pop(&mut self) {
        self.items.pop();
    }

    fn clear(&mut self) {
        self.items.clear();
    }
}

/// The entries of a map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entries {
    /// The key of an entry that has none.
    pub(super) key: OwnedKey,
    /// The value of a new entry.
    pub(super) default: Single,
    pub(super) entries: BTreeMap<OwnedKey, Single>,
}

impl<K> Map<K> for Entries {
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn entries(&self) -> Vec<(Key<'_>, Value<'_>)> {
        let entries = self.entries.iter();
        entries
            .map(|(key, value)| (key.key(), value.value()))
            .collect()
    }

    fn default_key(&self) -> &'static str {
        match self.key {
            OwnedKey::String(_) => "",
            OwnedKey::Bool(_) => "false",
            _ => "0",
        }
    }

    fn insert(&mut self, key: &str) -> Result<Slot<'_>, InsertError> {
        let key = self.key.parse(key).ok_or(InsertError::Key)?;
        budget::added::<(OwnedKey, Single)>().map_err(|_| InsertError::Budget)?;
        match self.entries.entry(key) {
            std::collections::btree_map::Entry::Occupied(_) => Err(InsertError::Duplicate),
            std::collections::btree_map::Entry::Vacant(entry) => {
                Ok(entry.insert(self.default.clone()).slot())
            }
        }
    }

    fn remove(&mut self, key: &str) {
        if let Some(key) = self.key.parse(key) {
            self.entries.remove(&key);
        }
    }

    fn clear(&mut self) {
        self.entries.clear();
    }
}

/// The key of an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OwnedKey {
    Bool(bool),
    I32(i32),
    I64(i64),
    U32(u32),
    U64(u64),
    String(String),
}

impl OwnedKey {
    /// The default key of a type; `None` for a type that keys cannot have.
    fn new(r#type: ItemType) -> Option<Self> {
        Some(match r#type {
            ItemType::Int32 | ItemType::Sint32 | ItemType::Sfixed32 => Self::I32(0),
            ItemType::Int64 | ItemType::Sint64 | ItemType::Sfixed64 => Self::I64(0),
            ItemType::Uint32 | ItemType::Fixed32 => Self::U32(0),
            ItemType::Uint64 | ItemType::Fixed64 => Self::U64(0),
            ItemType::Bool => Self::Bool(false),
            ItemType::String => Self::String(String::new()),
            _ => return None,
        })
    }

    /// The key of the same type that a text is.
    fn parse(&self, text: &str) -> Option<Self> {
        match self {
            Self::Bool(_) => text.parse().ok().map(Self::Bool),
            Self::I32(_) => text.parse().ok().map(Self::I32),
            Self::I64(_) => text.parse().ok().map(Self::I64),
            Self::U32(_) => text.parse().ok().map(Self::U32),
            Self::U64(_) => text.parse().ok().map(Self::U64),
            Self::String(_) => Some(Self::String(text.to_owned())),
        }
    }

    fn key(&self) -> Key<'_> {
        match self {
            Self::Bool(key) => Key::Bool(*key),
            Self::I32(key) => Key::I32(*key),
            Self::I64(key) => Key::I64(*key),
            Self::U32(key) => Key::U32(*key),
            Self::U64(key) => Key::U64(*key),
            Self::String(key) => Key::String(key),
        }
    }

    /// The key as a value, to encode it.
    pub(super) fn to_single(&self) -> Single {
        match self {
            Self::Bool(key) => Single::Bool(*key),
            Self::I32(key) => Single::I32(*key),
            Self::I64(key) => Single::I64(*key),
            Self::U32(key) => Single::U32(*key),
            Self::U64(key) => Single::U64(*key),
            Self::String(key) => Single::String(key.clone()),
        }
    }

    /// The key that a decoded value is.
    pub(super) fn from_single(value: Single) -> Option<Self> {
        Some(match value {
            Single::Bool(key) => Self::Bool(key),
            Single::I32(key) => Self::I32(key),
            Single::I64(key) => Self::I64(key),
            Single::U32(key) => Self::U32(key),
            Single::U64(key) => Self::U64(key),
            Single::String(key) => Self::String(key),
            _ => return None,
        })
    }
}
