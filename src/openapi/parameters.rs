//! The parameters of operations.

use std::collections::VecDeque;

use super::Api;
use super::kind::Kind;
use super::node::{Node, Object};
use super::schema::Schema;
use crate::model::{FieldKind, FieldType, MessageId};

/// How deep the fields of messages become parameters.
const MAX_DEPTH: usize = 8;
/// The maximum number of parameters of an operation, and of messages whose fields they are.
const MAX_PARAMETERS: usize = 1_000;
/// The maximum number of fields that a description names because their own fields are not listed.
const MAX_NAMES: usize = 8;

/// A parameter of the path or of the query.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    /// Whether it is in the path, and not in the query.
    pub in_path: bool,
    pub description: String,
    pub required: bool,
    pub deprecated: bool,
    /// Whether it is a map: `name[key]=value`.
    pub is_map: bool,
    pub schema: Schema,
}

impl Parameter {
    /// A parameter of the path.
    pub fn of_path(name: String, description: String, schema: Schema) -> Self {
        Self {
            name,
            in_path: true,
            description,
            required: true,
            deprecated: false,
            is_map: false,
            schema,
        }
    }

    /// Gives it another name. The description keeps its own.
    pub fn rename(&mut self, name: &str) {
        if self.name == name {
            return;
        }
        let own = format!("The value of `{}`.", self.name);
        self.description = match self.description.as_str() {
            "" => own,
            text => format!("{own}\n\n{text}"),
        };
        name.clone_into(&mut self.name);
    }

    /// A parameter for the value of a field. Its comments are those of the parameter and not of the schema.
    pub fn of_field(api: &Api<'_>, message: MessageId, index: usize, name: String) -> Self {
        let property = api.property(message, index);
        let mut schema = property.schema;
        let description = match schema.remove("description") {
            Some(Node::Text(text)) => text,
            _ => String::new(),
        };
        let fields = &api.model[message].fields;
        let kind = fields.get(index).map(|field| field.kind);
        Self {
            name,
            in_path: false,
            description,
            required: property.is_required,
            deprecated: schema.remove("deprecated").is_some(),
            is_map: matches!(kind, Some(FieldKind::Map { .. })),
            schema,
        }
    }
}

impl From<Parameter> for Node {
    fn from(parameter: Parameter) -> Self {
        let place = if parameter.in_path { "path" } else { "query" };
        let mut object = Object::new().with("name", parameter.name).with("in", place);
        if !parameter.description.is_empty() {
            object.set("description", parameter.description);
        }
        if parameter.required {
            object.set("required", true);
        }
        if parameter.deprecated {
            object.set("deprecated", true);
        }
        if parameter.is_map {
            object.set("style", "deepObject");
            object.set("explode", true);
        }
        object.with("schema", parameter.schema).into()
    }
}

/// The parameters of a query.
#[derive(Debug)]
pub struct Query<'a, 'm> {
    api: &'a Api<'m>,
    /// The paths of fields that the path or the body of a request has.
    bound: &'a [Vec<usize>],
    /// The parameters, each with the path of its field.
    found: Vec<(Vec<usize>, Parameter)>,
    /// The messages whose fields are not added yet.
    open: VecDeque<Nested>,
    /// The number of messages, with those whose fields are added.
    messages: usize,
    /// Whether the limit of parameters is reached.
    is_full: bool,
    /// The fields whose messages are too deep, in themselves, or not checked by their rules.
    unlisted: Vec<String>,
    /// The rules of the messages whose fields are parameters.
    pub rules: Vec<String>,
}

/// A message whose fields are parameters.
#[derive(Debug)]
struct Nested {
    /// The messages around it, and itself.
    around: Vec<MessageId>,
    path: Vec<usize>,
    /// The names of the fields in the path, each with a dot after it.
    prefix: String,
    /// Whether every request has the message.
    is_set: bool,
}

impl<'a, 'm> Query<'a, 'm> {
    /// The parameters for the fields of a message that are not bound elsewhere.
    pub fn of(api: &'a Api<'m>, message: MessageId, bound: &'a [Vec<usize>]) -> Self {
        let mut query = Self {
            api,
            bound,
            found: Vec::new(),
            open: VecDeque::new(),
            messages: 1,
            is_full: false,
            unlisted: Vec::new(),
            rules: Vec::new(),
        };
        query.open.push_back(Nested {
            around: vec![message],
            path: Vec::new(),
            prefix: String::new(),
            is_set: true,
        });
        // Outer fields come first, so that the limit leaves out those that are deeper.
        while !query.is_full
            && let Some(nested) = query.open.pop_front()
        {
            query.message(&nested);
        }
        query
    }

    /// Adds the fields of a message.
    fn message(&mut self, nested: &Nested) {
        let Some(&id) = nested.around.last() else {
            return;
        };
        let rules = self.api.texts_of_parameters(id, &nested.prefix);
        self.rules.extend(rules);
        for index in 0..self.api.model[id].fields.len() {
            let mut path = nested.path.clone();
            path.push(index);
            if !self.bound.contains(&path) {
                self.field(nested, id, path, index);
            }
        }
    }

    fn field(&mut self, nested: &Nested, id: MessageId, path: Vec<usize>, index: usize) {
        let field = &self.api.model[id].fields[index];
        let item = field.kind.item();
        let name = format!("{}{}", nested.prefix, field.name);
        match (field.kind, Kind::of_item(self.api.model, item)) {
            (FieldKind::Singular(FieldType::Message { id: inner, .. }, _), Kind::Message(_)) => {
                let is_open = nested.around.contains(&inner);
                if is_open || nested.around.len() >= MAX_DEPTH || !self.api.checks(id, index, inner)
                {
                    self.unlisted.push(name);
                    return;
                }
                self.messages += 1;
                if self.messages > MAX_PARAMETERS {
                    self.is_full = true;
                    return;
                }
                let mut bound = self.bound.iter();
                let is_set = bound.any(|bound| bound.starts_with(&path))
                    || nested.is_set && self.api.property(id, index).is_required;
                let mut around = nested.around.clone();
                around.push(inner);
                self.open.push_back(Nested {
                    around,
                    path,
                    prefix: name + ".",
                    is_set,
                });
            }
            // A query has no form for these values.
            (_, Kind::Message(_) | Kind::Any | Kind::Object | Kind::Values | Kind::Value) => {}
            _ if self.found.len() >= MAX_PARAMETERS => self.is_full = true,
            _ => {
                let mut parameter = Parameter::of_field(self.api, id, index, name);
                parameter.required &= nested.is_set;
                self.found.push((path, parameter));
            }
        }
    }

    /// Which further parameters there are.
    pub fn text(&self) -> String {
        let named = self.unlisted.iter().take(MAX_NAMES);
        let mut names: Vec<_> = named.map(|name| format!("`{name}`")).collect();
        match self.unlisted.len() - names.len() {
            0 => {}
            1 => names.push("of another field".to_owned()),
            others => names.push(format!("of {others} other fields")),
        }
        let fields = match (names.pop(), names.join(", ")) {
            (None, _) if self.is_full => "Further fields".to_owned(),
            (None, _) => return String::new(),
            (Some(last), first) if first.is_empty() => format!("The fields of {last}"),
            (Some(last), first) => format!("The fields of {first} and {last}"),
        };
        let others = if self.is_full && !self.unlisted.is_empty() {
            " So are further fields."
        } else {
            ""
        };
        format!("{fields} are parameters too, and are not listed.{others}")
    }

    /// The parameters in the order of the fields.
    pub fn parameters(mut self) -> impl Iterator<Item = Parameter> {
        self.found.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.found.into_iter().map(|(_, parameter)| parameter)
    }
}
