//! The parameters of operations.

use super::Api;
use super::kind::Kind;
use super::node::{Node, Object};
use super::schema::Schema;
use crate::model::{FieldKind, FieldType, MessageId};

/// How deep the fields of messages become parameters.
const MAX_DEPTH: usize = 8;
/// The maximum number of parameters of an operation.
const MAX_PARAMETERS: usize = 1_000;

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
    pub parameters: Vec<Parameter>,
    /// Whether the message has more fields than parameters.
    pub is_cut: bool,
    /// The messages around the current one.
    open: Vec<MessageId>,
    /// The path of the current field.
    path: Vec<usize>,
    names: Vec<&'m str>,
}

impl<'a, 'm> Query<'a, 'm> {
    /// The parameters for the fields of a message that are not bound elsewhere.
    pub fn of(api: &'a Api<'m>, message: MessageId, bound: &'a [Vec<usize>]) -> Self {
        let mut query = Self {
            api,
            bound,
            parameters: Vec::new(),
            is_cut: false,
            open: Vec::new(),
            path: Vec::new(),
            names: Vec::new(),
        };
        query.message(message, true);
        query
    }

    /// Adds the fields of a message. `is_set` is whether every request has the message.
    fn message(&mut self, id: MessageId, is_set: bool) {
        let is_full = self.parameters.len() >= MAX_PARAMETERS;
        if self.open.contains(&id) || self.open.len() >= MAX_DEPTH || is_full {
            self.is_cut = true;
            return;
        }
        self.open.push(id);
        let model = self.api.model;
        for (index, field) in model[id].fields.iter().enumerate() {
            self.path.push(index);
            self.names.push(field.name);
            if !self.bound.contains(&self.path) {
                self.field(id, index, is_set);
            }
            self.names.pop();
            self.path.pop();
        }
        self.open.pop();
    }

    fn field(&mut self, id: MessageId, index: usize, is_set: bool) {
        let field = &self.api.model[id].fields[index];
        let item = field.kind.item();
        match (field.kind, Kind::of_item(self.api.model, item)) {
            (FieldKind::Singular(FieldType::Message { id: inner, .. }, _), Kind::Message(_)) => {
                let is_required = self.api.property(id, index).is_required;
                self.message(inner, is_set && is_required);
            }
            // A query has no form for these values.
            (_, Kind::Message(_) | Kind::Any | Kind::Object | Kind::Values | Kind::Value) => {}
            _ if self.parameters.len() >= MAX_PARAMETERS => self.is_cut = true,
            _ => {
                let name = self.names.join(".");
                let mut parameter = Parameter::of_field(self.api, id, index, name);
                parameter.required &= is_set;
                self.parameters.push(parameter);
            }
        }
    }
}
