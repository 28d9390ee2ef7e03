//! The types and extensions of a pool by name.

use std::any::Any;
use std::sync::Arc;

use prost::{DecodeError, Message};

use super::pool::Pool;
use super::value::DynamicMessage;
use crate::reflect::{
    Access, DynMessage, Extension, FieldDescriptor, MessageDescriptor, Reflect, Registry, Slot,
    Value,
};
use crate::unknown::{UnknownFields, message_set};

impl Pool {
    /// A registry with the messages and the extensions of the pool, for `google.protobuf.Any`, JSON and the text format.
    ///
    /// It also has the well-known types that the pool does not have.
    pub fn registry(self: &Arc<Self>) -> Registry {
        let mut registry = Registry::new();
        for (name, index) in &self.names {
            let (pool, index) = (Arc::clone(self), *index);
            registry.add_dynamic(name, move || Box::new(Known(pool.clone(), index).create()));
        }
        for extension in &self.extensions {
            let (holder, in_message_set) = (extension.holder, extension.in_message_set);
            let known = Known(Arc::clone(self), holder);
            let extension_type = Extension::dynamic(move || {
                Box::new(Holder {
                    in_message_set,
                    message: known.create(),
                })
            });
            if let Some(dynamic) = extension_type {
                registry.extend(&extension.extendee, dynamic.stored_in_items(in_message_set));
            }
        }
        registry
    }
}

/// A message type that a pool has.
struct Known(Arc<Pool>, usize);

impl Known {
    fn create(&self) -> DynamicMessage {
        DynamicMessage::empty(&self.0, self.1)
    }
}

/// A message whose only field is an extension.
struct Holder {
    message: DynamicMessage,
    in_message_set: bool,
}

impl Holder {
    fn number(&self) -> u32 {
        let field = self.descriptor().fields().first();
        field.map_or(0, FieldDescriptor::number)
    }

    /// The message of an item.
    fn item(&self) -> Option<&DynamicMessage> {
        let Some(Value::Message(message)) = self.message.get(0) else {
            return None;
        };
        let message: &dyn Any = message;
        message.downcast_ref()
    }

    /// The place of the message of an item, which becomes set.
    fn item_mut(&mut self) -> Option<&mut DynamicMessage> {
        let Some(Slot::Message(message)) = self.message.slot(0) else {
            return None;
        };
        let message: &mut dyn Any = message;
        message.downcast_mut()
    }
}

impl Reflect for Holder {
    fn descriptor(&self) -> &MessageDescriptor {
        self.message.descriptor()
    }

    fn get(&self, index: usize) -> Option<Value<'_>> {
        self.message.get(index)
    }

    fn access(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        self.message.access(index, access)
    }
}

impl DynMessage for Holder {
    fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let mut fields = UnknownFields::new();
        fields.push_encoded(bytes);
        let number = self.number();
        if !self.in_message_set {
            fields.retain(|field| field.0 == number);
            return self.message.merge(fields.as_bytes());
        }
        for part in message_set::parts(&fields, number) {
            if let Some(message) = self.item_mut() {
                message.merge(part)?;
            }
        }
        Ok(())
    }

    fn to_bytes(&self) -> Vec<u8> {
        if !self.in_message_set {
            return self.message.encode_to_vec();
        }
        let mut items = UnknownFields::new();
        if let Some(message) = self.item() {
            message_set::push(&mut items, self.number(), &message.encode_to_vec());
        }
        items.as_bytes().to_vec()
    }
}
