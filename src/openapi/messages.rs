//! The component schemas of messages and enums.

use std::collections::HashSet;

use super::Api;
use super::kind::Kind;
use super::node::{Node, Object};
use super::presence::Property;
use super::schema::Schema;
use super::text;
use crate::model::{EnumId, Field, MessageId};
use crate::rules::MessageRules;

impl Api<'_> {
    /// The schema of a message, without the fields that `skip` names by index.
    pub fn message(&self, id: MessageId, skip: &[usize]) -> Schema {
        let message = &self.model[id];
        let rules = self.rules.of(id);
        let mut schema = Schema::typed("object");
        schema.describe(&self.comment(&message.source, &message.full_name));
        if message.deprecated {
            schema.set("deprecated", true);
        }
        let (mut properties, mut required) = (Object::new(), Vec::new());
        let mut names = HashSet::new();
        for (index, field) in message.fields.iter().enumerate() {
            // Two fields of proto2 may have one name in JSON.
            if skip.contains(&index) || !names.insert(&*field.json_name) {
                continue;
            }
            let Property {
                schema,
                is_required,
            } = self.property(id, index);
            if is_required {
                required.push(field.json_name.to_string());
            }
            properties.push(&field.json_name, schema);
        }
        if !properties.is_empty() {
            schema.set("properties", properties);
        }
        for names in self.required_alone(id, rules, skip) {
            if !required.contains(&names) {
                required.push(names);
            }
        }
        if !required.is_empty() {
            schema.set("required", required);
        }
        self.exclusions(id, rules, skip)
            .into_iter()
            .for_each(|exclusion| schema.and(exclusion));
        schema.describe(&text::list("Oneofs:", &self.oneof_comments(id)));
        let rules = rules.map(message_texts).unwrap_or_default();
        schema.describe(&text::list("Rules:", &rules));
        schema
    }

    /// The schema of an enum: the names of its values.
    pub fn r#enum(&self, id: EnumId) -> Schema {
        let r#enum = &self.model[id];
        let mut names: Vec<Node> = Vec::new();
        let mut comments = Vec::new();
        for value in &r#enum.values {
            names.push(value.name.into());
            let path = format!("{}.{}", r#enum.full_name, value.name);
            let comment = self.comment(&value.source, &path);
            let deprecated = if value.deprecated {
                " (deprecated)"
            } else {
                ""
            };
            if !comment.is_empty() {
                comments.push(format!("`{}`{deprecated}: {comment}", value.name));
            } else if value.deprecated {
                comments.push(format!("`{}`{deprecated}", value.name));
            }
        }
        let mut schema = Schema::typed("string").with("enum", names);
        schema.describe(&self.comment(&r#enum.source, &r#enum.full_name));
        schema.describe(&text::list("Values:", &comments));
        if r#enum.deprecated {
            schema.set("deprecated", true);
        }
        schema
    }

    /// Fields that must be set because they are the only member of a required oneof.
    fn required_alone(
        &self,
        id: MessageId,
        rules: Option<&MessageRules>,
        skip: &[usize],
    ) -> Vec<String> {
        let sets = self.exclusive_sets(id, rules, skip).into_iter();
        let alone = sets.filter(|set| set.required && set.fields.len() == 1);
        alone
            .flat_map(|set| set.names(&self.model[id].fields))
            .collect()
    }

    /// One schema for each set of fields of which at most one may be set.
    fn exclusions(
        &self,
        id: MessageId,
        rules: Option<&MessageRules>,
        skip: &[usize],
    ) -> Vec<Schema> {
        let sets = self.exclusive_sets(id, rules, skip).into_iter();
        let sets: Vec<_> = sets
            .filter(|set| set.fields.len() > 1)
            .map(|set| set.schema(&self.model[id].fields))
            .collect();
        // Two of them would have the same keyword.
        match &sets[..] {
            [_, _, ..] => {
                let sets = sets.into_iter().map(Node::from);
                vec![Schema::of("allOf", sets.collect::<Vec<_>>())]
            }
            _ => sets,
        }
    }

    /// What the oneofs and the rules of a message require if its fields are parameters, whose names begin with a prefix.
    pub fn texts_of_parameters(&self, id: MessageId, prefix: &str) -> Vec<String> {
        let fields = &self.model[id].fields;
        let rules = self.rules.of(id);
        let sets = self.exclusive_sets(id, rules, &[]).into_iter();
        let sets = sets.filter(|set| set.required || set.fields.len() > 1);
        let texts = sets.map(|set| {
            let fields = set.fields.iter().filter_map(|index| fields.get(*index));
            let names: Vec<_> = fields
                .map(|field| format!("`{prefix}{}`", field.name))
                .collect();
            let count = if set.required { "exactly" } else { "at most" };
            let names = names.join(", ");
            match prefix.strip_suffix('.') {
                // Without the message, there is nothing to check.
                Some(outer) if set.required => {
                    format!("{count} one of {names} is set if `{outer}` is set")
                }
                _ => format!("{count} one of {names} is set"),
            }
        });
        let own = rules.map(message_texts).unwrap_or_default().into_iter();
        let own = own.map(|text| match prefix.strip_suffix('.') {
            Some(outer) => format!("`{outer}`: {text}"),
            None => text,
        });
        texts.chain(own).collect()
    }

    /// The oneofs, and the sets of fields that rules make exclusive.
    fn exclusive_sets(
        &self,
        id: MessageId,
        rules: Option<&MessageRules>,
        skip: &[usize],
    ) -> Vec<ExclusiveSet> {
        let message = &self.model[id];
        // With a member elsewhere, it depends on that member which others may be set.
        let set = |fields: Vec<usize>, required| {
            let is_whole = fields.iter().all(|index| !skip.contains(index));
            is_whole.then_some(ExclusiveSet { fields, required })
        };
        let mut members = vec![Vec::new(); message.oneofs.len()];
        for (index, field) in message.fields.iter().enumerate() {
            if let Some(members) = field.oneof.and_then(|oneof| members.get_mut(oneof)) {
                members.push(index);
            }
        }
        let oneofs = members.into_iter().enumerate();
        let oneofs = oneofs.filter_map(|(oneof, members)| {
            let required = rules.is_some_and(|rules| rules.required_oneofs.contains(&oneof));
            set(members, required)
        });
        let own = rules.into_iter().flat_map(|rules| &rules.oneofs);
        let own = own.filter_map(|rule| set(rule.fields.clone(), rule.required));
        oneofs.chain(own).collect()
    }

    /// The comments of oneofs. They have no element of their own in JSON.
    fn oneof_comments(&self, id: MessageId) -> Vec<String> {
        let message = &self.model[id];
        let mut comments = Vec::new();
        for oneof in &message.oneofs {
            let path = format!("{}.{}", message.full_name, oneof.name);
            let comment = self.comment(&oneof.source, &path);
            if !comment.is_empty() {
                comments.push(format!("`{}`: {comment}", oneof.name));
            }
        }
        comments
    }

    /// Whether a message is written by its fields, so that it has a component.
    pub fn is_component(&self, id: MessageId) -> bool {
        let message = &self.model[id];
        !message.map_entry && matches!(Kind::of_message(message, id), Kind::Message(_))
    }
}

/// What the rules of a message as a whole require.
fn message_texts(rules: &MessageRules) -> Vec<String> {
    let rules_of = rules.rules.iter().map(text::rule);
    let faults = rules.faults.iter();
    let faults =
        faults.map(|fault| format!("every message is refused, because a rule is invalid: {fault}"));
    rules_of.chain(faults).collect()
}

/// Fields of which at most one may be set, or exactly one, by their indexes.
struct ExclusiveSet {
    fields: Vec<usize>,
    required: bool,
}

impl ExclusiveSet {
    /// The names of the fields in JSON.
    fn names(&self, fields: &[Field<'_>]) -> Vec<String> {
        let fields = self.fields.iter().filter_map(|index| fields.get(*index));
        fields.map(|field| field.json_name.to_string()).collect()
    }

    fn schema(self, fields: &[Field<'_>]) -> Schema {
        let names = self.names(fields);
        let present = |name: &String| Schema::of("required", vec![name.as_str()]);
        let present: Vec<_> = names.iter().map(present).collect();
        if self.required {
            return Schema::of("oneOf", present);
        }
        if names.len() == 2 {
            return Schema::of("not", Schema::of("required", names));
        }
        let mut choices = present.clone();
        choices.push(Schema::of("not", Schema::of("anyOf", present)));
        Schema::of("oneOf", choices)
    }
}
