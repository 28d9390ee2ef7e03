//! A message of a pool.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::value::{Elements, Entries, FieldValue, Single};
use super::{MessageType, Pool};
use crate::UnknownFields;
use crate::reflect::{Access, Cardinality, MessageDescriptor, Reflect, Slot, Value};

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

impl Reflect for DynamicMessage {
    fn descriptor(&self) -> &MessageDescriptor {
        static EMPTY: MessageDescriptor = MessageDescriptor::new("", &[]);
        // A message has the index of a type.
        self.message_type().map_or(&EMPTY, MessageType::descriptor)
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        match self.fields.get(&index)? {
            FieldValue::Single(value) => {
                let is_implicit = self.cardinality(index) == Some(Cardinality::Implicit);
                (!is_implicit || !value.is_default()).then(|| value.value())
            }
            FieldValue::List(Elements { items, .. }) if items.is_empty() => None,
            FieldValue::List(list) => Some(match list.default {
                Single::Message(_) => Value::Messages(list),
                _ => Value::List(list),
            }),
            FieldValue::Map(Entries { entries, .. }) if entries.is_empty() => None,
            FieldValue::Map(map) => Some(match map.default {
                Single::Message(_) => Value::MessageMap(map),
                _ => Value::Map(map),
            }),
        }
    }

    fn access(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        if access == Access::Clear {
            self.fields.remove(&index);
            return None;
        }
        Some(match self.set(index)? {
            FieldValue::Single(value) => value.slot(),
            FieldValue::List(list) => match list.default {
                Single::Message(_) => Slot::Messages(list),
                _ => Slot::List(list),
            },
            FieldValue::Map(map) => match map.default {
                Single::Message(_) => Slot::MessageMap(map),
                _ => Slot::Map(map),
            },
        })
    }

    fn unknown_fields(&self) -> Option<&UnknownFields> {
        Some(&self.unknown)
    }

    fn unknown_fields_mut(&mut self) -> Option<&mut UnknownFields> {
        Some(&mut self.unknown)
    }
}

/// Messages are equal if they have the same type and the same fields.
impl PartialEq for DynamicMessage {
    fn eq(&self, other: &Self) -> bool {
        self.descriptor().full_name() == other.descriptor().full_name()
            && self.fields == other.fields
            && self.unknown == other.unknown
    }
}

impl fmt::Debug for DynamicMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let descriptor = self.descriptor();
        let mut message = f.debug_struct(descriptor.full_name());
        for (index, value) in &self.fields {
            let Some(field) = descriptor.fields().get(*index) else {
                continue;
            };
            if field.is_redacted() {
                message.field(field.name(), &format_args!("[REDACTED]"));
            } else {
                match value {
                    FieldValue::Single(value) => message.field(field.name(), value),
                    FieldValue::List(list) => message.field(field.name(), &list.items),
                    FieldValue::Map(map) => message.field(field.name(), &map.entries),
                };
            }
        }
        message.finish()
    }
}
