//! The schemas that a document has.

use std::collections::{BTreeMap, BTreeSet};

use super::Api;
use super::node::Object;
use super::schema::Schema;
use crate::model::{EnumId, FieldType, MessageId};

/// The messages and enums whose schemas a document has.
#[derive(Debug, Default)]
pub struct Components {
    messages: BTreeSet<MessageId>,
    pub enums: BTreeSet<EnumId>,
}

impl Components {
    /// Adds a message to generate, and those that are declared in it.
    pub fn add_declared(&mut self, api: &Api<'_>, id: MessageId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let message = &api.model[id];
            if api.selection.message(id) {
                self.add(api, id);
            }
            let enums = message.enums.iter().filter(|id| api.selection.r#enum(**id));
            self.enums.extend(enums);
            open.extend(&message.messages);
        }
    }

    /// Adds a message, and those that its fields use.
    pub fn add(&mut self, api: &Api<'_>, id: MessageId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let message = &api.model[id];
            let is_new = if api.is_component(id) {
                self.messages.insert(id)
            } else {
                message.map_entry
            };
            if !is_new {
                continue;
            }
            for field in &message.fields {
                match field.kind.item() {
                    FieldType::Message { id, .. } => open.push(id),
                    FieldType::Enum(id) => drop(self.enums.insert(id)),
                    FieldType::Scalar(_) => {}
                }
            }
        }
    }

    /// The schemas, sorted by name.
    pub fn schemas(&self, api: &Api<'_>) -> Object {
        let mut schemas: BTreeMap<&str, Schema> = BTreeMap::new();
        for &id in &self.messages {
            schemas.insert(&api.model[id].full_name[1..], api.message(id, &[]));
        }
        for &id in self.enums.iter().filter(|id| !api.is_null(**id)) {
            schemas.insert(&api.model[id].full_name[1..], api.r#enum(id));
        }
        let mut object = Object::new();
        for (name, schema) in schemas {
            object.push(name, schema);
        }
        object
    }
}
