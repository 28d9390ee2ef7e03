//! The fields of dynamic messages by index.

use std::fmt;

use super::pool::MessageType;
use super::value::{DynamicMessage, FieldValue, Single};
use crate::UnknownFields;
use crate::debug::{self, Redacted};
use crate::reflect::{Access, MessageDescriptor, Reflect, Slot, Value};

impl Reflect for DynamicMessage {
    fn descriptor(&self) -> &MessageDescriptor {
        static EMPTY: MessageDescriptor = MessageDescriptor::new("", &[]);
        // A message has the index of a type.
        self.message_type().map_or(&EMPTY, MessageType::descriptor)
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        let value = self.fields.get(index)?;
        if value.is_unset(self.cardinality(index)) {
            return None;
        }
        Some(match value {
            FieldValue::Single(value) => value.value(),
            FieldValue::List(list) => match list.default {
                Single::Message(_) => Value::Messages(&**list),
                _ => Value::List(&**list),
            },
            FieldValue::Map(map) => match map.default {
                Single::Message(_) => Value::MessageMap(&**map),
                _ => Value::Map(&**map),
            },
        })
    }

    fn access(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        if access == Access::Clear {
            self.fields.remove(index);
            return None;
        }
        Some(match self.set(index)? {
            FieldValue::Single(value) => value.slot(),
            FieldValue::List(list) => match list.default {
                Single::Message(_) => Slot::Messages(&mut **list),
                _ => Slot::List(&mut **list),
            },
            FieldValue::Map(map) => match map.default {
                Single::Message(_) => Slot::MessageMap(&mut **map),
                _ => Slot::Map(&mut **map),
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
            && self.set_values().eq(other.set_values())
            && self.unknown == other.unknown
    }
}

impl fmt::Debug for DynamicMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let descriptor = self.descriptor();
        let mut message = f.debug_struct(descriptor.full_name());
        for (index, value) in self.set_values() {
            let Some(field) = descriptor.fields().get(index) else {
                continue;
            };
            if field.is_redacted() {
                message.field(field.name(), &Redacted);
            } else {
                match value {
                    FieldValue::Single(value) => message.field(field.name(), value),
                    FieldValue::List(list) => message.field(field.name(), &list.items),
                    FieldValue::Map(map) => message.field(field.name(), &map.entries),
                };
            }
        }
        debug::unknown_fields(&mut message, &self.unknown);
        message.finish()
    }
}
