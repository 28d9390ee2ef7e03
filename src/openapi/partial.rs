//! The schemas of messages without the fields that a path has.

use super::Api;
use super::kind::Kind;
use super::node::Node;
use super::operations::message;
use super::schema::Schema;
use crate::model::{FieldType, MessageId};

impl Api<'_> {
    /// The schema of a message without some fields, by their paths; a reference to it if there are none.
    pub fn without(&self, id: MessageId, skip: &[&[usize]]) -> Schema {
        let has_fields = matches!(Kind::of_message(&self.model[id], id), Kind::Message(_));
        if skip.is_empty() || !has_fields {
            return message(self, id);
        }
        let (mut whole, mut inner) = (Vec::new(), Vec::new());
        for path in skip {
            match path {
                [only] => whole.push(*only),
                [first, ..] if !inner.contains(first) => inner.push(*first),
                _ => {}
            }
        }
        let mut schema = self.message(id, &whole);
        for index in inner {
            let within: Vec<_> = skip
                .iter()
                .filter_map(|path| path.strip_prefix(&[index]))
                .collect();
            self.narrow(id, index, &within, &mut schema);
        }
        schema
    }

    /// Replaces the schema of a field by that of its message without some fields.
    fn narrow(&self, id: MessageId, index: usize, within: &[&[usize]], schema: &mut Schema) {
        let Some(field) = self.model[id].fields.get(index) else {
            return;
        };
        let FieldType::Message { id: inner, .. } = field.kind.item() else {
            return;
        };
        if let Some(Node::Object(properties)) = schema.get_mut("properties")
            && let Some(property) = properties.get_mut(&field.json_name)
        {
            *property = self.without(inner, within).into();
        }
        // The path sets a part of it, so the body may leave it out.
        schema.make_optional(&field.json_name);
    }
}
