//! Dynamic messages and their values.

use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;

use prost::DecodeError;

use super::field_type::{FieldType, ItemType};
use super::pool::{MessageType, Pool};
use crate::reflect::{Cardinality, InsertError, Key, List, Map, MapKey, Scalar, Slot, Value};
use crate::{UnknownFields, budget};

/// A message whose type is known only at run time. It keeps unknown fields.
#[derive(Clone)]
pub struct DynamicMessage {
    pub(super) pool: Arc<Pool>,
    /// The index of the type in the pool.
    pub(super) index: usize,
    pub(super) fields: Fields,
    pub(super) unknown: UnknownFields,
}

impl DynamicMessage {
    /// An empty message of the type with an index; `None` if the pool does not have it.
    pub fn new(pool: &Arc<Pool>, index: usize) -> Option<Self> {
        pool.message(index)?;
        Some(Self::empty(pool, index))
    }

    /// An empty message. A message whose index has no type has no fields.
    pub(super) fn empty(pool: &Arc<Pool>, index: usize) -> Self {
        Self {
            pool: Arc::clone(pool),
            index,
            fields: Fields::default(),
            unknown: UnknownFields::new(),
        }
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

    /// The place of a field, which becomes set. Other members of its oneof are removed. `None` if it exceeds the budget.
    pub(super) fn set(&mut self, index: usize) -> Option<&mut FieldValue> {
        let message = self.pool.message(self.index)?;
        let field = message.descriptor().fields().get(index)?;
        let position = match self.fields.position(index) {
            Ok(position) => position,
            Err(_) => {
                if let Some(oneof) = field.oneof() {
                    let members = message.oneof_members(oneof).iter();
                    members.for_each(|member| self.fields.remove(*member));
                }
                let repeated = field.cardinality() == Cardinality::Repeated;
                let value = FieldValue::new(&self.pool, message.field_type(index)?, repeated)?;
                value.added().ok()?;
                self.fields.insert(index, value)
            }
        };
        self.fields.0.get_mut(position).map(|(_, value)| value)
    }

    /// The cardinality of a field.
    pub(super) fn cardinality(&self, index: usize) -> Option<Cardinality> {
        let field = self.message_type()?.descriptor().fields().get(index)?;
        Some(field.cardinality())
    }

    /// The values that are set, with the indices of their fields, and without defaults of fields that have no presence.
    pub(super) fn set_values(&self) -> impl Iterator<Item = (usize, &FieldValue)> {
        let fields = self.fields.0.iter();
        let fields = fields.map(|(index, value)| (*index, value));
        fields.filter(|(index, value)| !value.is_unset(self.cardinality(*index)))
    }
}

/// The values of fields, sorted by the index of the field.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(usize, FieldValue)>);

impl Fields {
    /// The position of a field; that of the field after it if it is not set.
    fn position(&self, index: usize) -> Result<usize, usize> {
        self.0.binary_search_by_key(&index, |(index, _)| *index)
    }

    pub(super) fn get(&self, index: usize) -> Option<&FieldValue> {
        let position = self.position(index).ok()?;
        self.0.get(position).map(|(_, value)| value)
    }

    /// Adds a field that is not set. Its position.
    fn insert(&mut self, index: usize, value: FieldValue) -> usize {
        let (Ok(position) | Err(position)) = self.position(index);
        self.0.insert(position, (index, value));
        position
    }

    pub(super) fn remove(&mut self, index: usize) {
        if let Ok(position) = self.position(index) {
            self.0.remove(position);
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FieldValue {
    Single(Single),
    List(Box<Elements>),
    Map(Box<Entries>),
}

impl FieldValue {
    /// The default value of a field.
    fn new(pool: &Arc<Pool>, r#type: FieldType, repeated: bool) -> Option<Self> {
        let default = Single::new(pool, r#type.item)?;
        Some(match r#type.key {
            Some(key) => Self::Map(Box::new(Entries {
                key: OwnedKey::new(key)?,
                default,
                entries: BTreeMap::new(),
            })),
            None if repeated => Self::List(Box::new(Elements {
                default,
                items: Vec::new(),
            })),
            None => Self::Single(default),
        })
    }

    /// Counts a value that is set, unless it is a scalar.
    fn added(&self) -> Result<(), DecodeError> {
        match self {
            Self::Single(Single::Message(_)) => budget::added::<(Self, DynamicMessage)>(),
            Self::Single(_) => Ok(()),
            Self::List(_) => budget::added::<(Self, Elements, DynamicMessage)>(),
            Self::Map(_) => budget::added::<(Self, Entries, DynamicMessage)>(),
        }
    }

    /// Whether it is the value of a field that is not set.
    pub(super) fn is_unset(&self, cardinality: Option<Cardinality>) -> bool {
        match self {
            Self::Single(value) => cardinality == Some(Cardinality::Implicit) && value.is_default(),
            Self::List(list) => list.items.is_empty(),
            Self::Map(map) => map.entries.is_empty(),
        }
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

/// Calls a method of the value, if it is a scalar.
macro_rules! of_scalar {
    ($single:expr, $value:ident => $call:expr, $message:ident => $other:expr) => {
        match $single {
            Single::Bool($value) => $call,
            Single::I32($value) => $call,
            Single::I64($value) => $call,
            Single::U32($value) => $call,
            Single::U64($value) => $call,
            Single::F32($value) => $call,
            Single::F64($value) => $call,
            Single::String($value) => $call,
            Single::Bytes($value) => $call,
            Single::Message($message) => $other,
        }
    };
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
            ItemType::Enum(number) => Self::I32(number),
            ItemType::Message(index) | ItemType::Group(index) => {
                Self::Message(Box::new(DynamicMessage::new(pool, index)?))
            }
        })
    }

    pub(super) fn value(&self) -> Value<'_> {
        of_scalar!(self, value => value.value(), message => Value::Message(&**message))
    }

    pub(super) fn slot(&mut self) -> Slot<'_> {
        of_scalar!(self, value => value.slot(), message => Slot::Message(&mut **message))
    }

    /// Whether a field without presence leaves the value out.
    pub(super) fn is_default(&self) -> bool {
        of_scalar!(self, value => value.is_default(), _message => false)
    }

    /// Counts a value that is added to a list or a map.
    pub(super) fn added(&self) -> Result<(), DecodeError> {
        match self {
            Self::Message(_) => budget::added::<(Self, OwnedKey, DynamicMessage)>(),
            _ => budget::added::<(Self, OwnedKey)>(),
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
        self.default.added().ok()?;
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
            OwnedKey::String(_) => String::DEFAULT,
            OwnedKey::Bool(_) => bool::DEFAULT,
            _ => i32::DEFAULT,
        }
    }

    fn insert(&mut self, key: &str) -> Result<Slot<'_>, InsertError> {
        let key = self.key.parse(key).ok_or(InsertError::Key)?;
        self.default.added().map_err(|_| InsertError::Budget)?;
        match self.entries.entry(key) {
            btree_map::Entry::Occupied(_) => Err(InsertError::Duplicate),
            btree_map::Entry::Vacant(entry) => Ok(entry.insert(self.default.clone()).slot()),
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
    pub(super) fn new(r#type: ItemType) -> Option<Self> {
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
            Self::Bool(_) => MapKey::parse(text).map(Self::Bool),
            Self::I32(_) => MapKey::parse(text).map(Self::I32),
            Self::I64(_) => MapKey::parse(text).map(Self::I64),
            Self::U32(_) => MapKey::parse(text).map(Self::U32),
            Self::U64(_) => MapKey::parse(text).map(Self::U64),
            Self::String(_) => MapKey::parse(text).map(Self::String),
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
