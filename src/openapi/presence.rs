//! The properties of messages: fields with their presence and their rules.

use super::Api;
use super::behavior;
use super::kind::Kind;
use super::node::Node;
use super::schema::Schema;
use super::text;
use super::values::{Described, holds};
use crate::cel::Value;
use crate::model::{Field, FieldKind, FieldType, MessageId, Presence};
use crate::rules::{FieldRules, Ignore, ValueRules};

/// The schema of a field.
pub struct Property {
    pub schema: Schema,
    /// Whether a message without the field is invalid.
    pub is_required: bool,
}

impl Api<'_> {
    /// The schema of a field with its comments, and whether it must be set.
    pub fn property(&self, id: MessageId, index: usize) -> Property {
        let message = &self.model[id];
        let field = &message.fields[index];
        let rules = self.rules_of(id, index);
        let mut described = self.field(field.kind, rules.map(|rules| &rules.value));
        let is_required = self.presence(field, rules, &mut described);
        let mut schema = described.schema;
        let rules = text::list("Rules:", &described.texts);
        let base = schema.remove("description");
        schema.describe(&self.comment(
            &field.source,
            &format!("{}.{}", message.full_name, field.name),
        ));
        if let Some(Node::Text(text)) = base {
            schema.describe(&text);
        }
        behavior::describe(field, &mut schema);
        schema.describe(&rules);
        if field.deprecated {
            schema.set("deprecated", true);
        }
        Property {
            schema,
            is_required,
        }
    }

    /// The comments of a field, and all its rules as texts.
    pub fn described_field(&self, id: MessageId, index: usize) -> (String, Vec<String>) {
        let message = &self.model[id];
        let field = &message.fields[index];
        let path = format!("{}.{}", message.full_name, field.name);
        let rules = self
            .rules_of(id, index)
            .filter(|rules| rules.value.ignore != Ignore::Always);
        let rules = rules.into_iter().flat_map(|rules| &rules.value.rules);
        (
            self.comment(&field.source, &path),
            rules.map(text::rule).collect(),
        )
    }

    /// Whether the rules of a message apply to it as the value of a field. A message without rules needs none.
    pub fn checks(&self, id: MessageId, index: usize, message: MessageId) -> bool {
        let rules = self.rules_of(id, index).map(|rules| &rules.value);
        let applied = rules.filter(|rules| rules.ignore != Ignore::Always);
        self.rules.of(message).is_none() || applied.is_some_and(|rules| rules.message.is_some())
    }

    fn rules_of(&self, id: MessageId, index: usize) -> Option<&FieldRules> {
        // They are in the order of the fields.
        let rules = &self.rules.of(id)?.fields;
        let at = rules
            .binary_search_by_key(&index, |rules| rules.field)
            .ok()?;
        rules.get(at)
    }

    /// The schema of a field's value, with its rules.
    pub fn field(&self, kind: FieldKind, rules: Option<&ValueRules>) -> Described {
        let rules = rules.filter(|rules| rules.ignore != Ignore::Always);
        let own = rules.map_or(&[][..], |rules| &rules.rules);
        let of_field = Kind::of_field(self.model, kind);
        let inner = |item, rules| self.item_or_zero(item, rules).into_schema();
        match kind {
            FieldKind::Singular(item, _) => self.item(item, rules),
            FieldKind::Repeated { item, .. } => {
                let items = inner(item, rules.and_then(|rules| rules.items.as_deref()));
                let base = self.base(of_field).with("items", items);
                self.with_rules(of_field, base, own)
            }
            FieldKind::Map { key, value } => {
                let values = inner(value, rules.and_then(|rules| rules.values.as_deref()));
                let mut base = self.base(of_field).with("additionalProperties", values);
                let names = rules.and_then(|rules| rules.keys.as_deref());
                let names = self.key(key, names).into_schema();
                if !names.is_any() {
                    base.set("propertyNames", names);
                }
                self.with_rules(of_field, base, own)
            }
        }
    }

    /// An item or a value of a map, whose rules may skip zero.
    fn item_or_zero(&self, item: FieldType, rules: Option<&ValueRules>) -> Described {
        let mut described = self.item(item, rules);
        if let Some(rules) = rules.filter(|rules| rules.ignore == Ignore::IfZero) {
            self.allow_zero(Kind::of_item(self.model, item), rules, &mut described);
        }
        described
    }

    /// Adds the rules about presence, and returns whether the field must be set.
    fn presence(
        &self,
        field: &Field<'_>,
        rules: Option<&FieldRules>,
        described: &mut Described,
    ) -> bool {
        let kind = Kind::of_field(self.model, field.kind);
        let is_required =
            rules.is_some_and(|rules| rules.required && rules.value.ignore != Ignore::Always);
        match field.kind {
            FieldKind::Singular(_, Presence::Required) => return true,
            FieldKind::Singular(_, Presence::Explicit) => return is_required,
            _ => {}
        }
        let Some(rules) = rules else {
            return false;
        };
        if is_required {
            self.refuse_zero(kind, rules, described);
            return true;
        }
        match rules.value.ignore {
            Ignore::Always => false,
            Ignore::IfZero => {
                self.allow_zero(kind, &rules.value, described);
                false
            }
            Ignore::Unset => self.rejects_zero(kind, &rules.value),
        }
    }

    /// Whether the value of an unset field violates a rule.
    fn rejects_zero(&self, kind: Kind, rules: &ValueRules) -> bool {
        let zero = zero(kind);
        zero.is_some_and(|zero| {
            let mut rules = rules.rules.iter();
            rules.any(|rule| holds(self, rule, &zero) == Some(false))
        })
    }

    /// Accepts zero although it violates a rule.
    fn allow_zero(&self, kind: Kind, rules: &ValueRules, described: &mut Described) {
        if !self.rejects_zero(kind, rules) {
            return;
        }
        let Some(zero) = self.zero_schema(kind) else {
            return;
        };
        let schema = std::mem::take(&mut described.schema);
        described.schema = Schema::of("anyOf", vec![zero, schema]);
    }

    /// Refuses zero, which is the value of an unset field.
    fn refuse_zero(&self, kind: Kind, rules: &FieldRules, described: &mut Described) {
        let one = Node::Integer(1);
        let keyword = match kind {
            Kind::Text | Kind::Bytes => "minLength",
            Kind::List { .. } => "minItems",
            Kind::Map => "minProperties",
            // JSON does not distinguish 0 from -0, which is set.
            Kind::Float | Kind::Double => return,
            Kind::Int32 { signed: false } => "minimum",
            _ => {
                if !self.rejects_zero(kind, &rules.value)
                    && let Some(zero) = self.zero_schema(kind)
                {
                    described.schema.and(Schema::of("not", zero));
                }
                return;
            }
        };
        if !self.rejects_zero(kind, &rules.value) {
            described.schema.and(Schema::of(keyword, one));
        }
    }

    /// The schema of only the zero value.
    fn zero_schema(&self, kind: Kind) -> Option<Schema> {
        match kind {
            Kind::List { .. } => Some(Schema::of("maxItems", Node::Integer(0))),
            Kind::Map => Some(Schema::of("maxProperties", Node::Integer(0))),
            Kind::Enum(id) => {
                let mut values = self.model[id].values.iter();
                let zero = values.find(|value| value.number == 0)?;
                Some(Schema::of("const", zero.name))
            }
            _ => {
                let zero = kind.constant(&zero(kind)?)?;
                Some(Schema::of("const", zero))
            }
        }
    }
}

/// The zero value of a form; `None` for messages.
fn zero(kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Bool => Value::Bool(false),
        Kind::Int32 { signed: true } | Kind::Int64 { signed: true } | Kind::Enum(_) => {
            Value::Int(0)
        }
        Kind::Int32 { signed: false } | Kind::Int64 { signed: false } => Value::Uint(0),
        Kind::Float | Kind::Double => Value::Double(0.0),
        Kind::Text => Value::String(String::new()),
        Kind::Bytes => Value::Bytes(Vec::new()),
        Kind::List { .. } => Value::List(Vec::new()),
        Kind::Map => Value::Map(Vec::new()),
        _ => return None,
    })
}
