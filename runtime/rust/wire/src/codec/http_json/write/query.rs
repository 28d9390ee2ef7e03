//! The query of a request: the fields that are neither in the path nor in the body.

use bytes::{BufMut, BytesMut};
use rpcsmith_message::reflect::{FieldDescriptor, Key, Kind, List, MessageDescriptor};
use rpcsmith_message::reflect::{Reflect, Value};
use rpcsmith_service::{HttpRoute, RouteBody};

use super::super::parameter::Parameter;
use super::encode::component;
use super::text::{Reason, is_text, text};
use crate::Status;

/// How deep the messages of a parameter may nest, as for servers.
const MAX_DEPTH: usize = 100;

/// Writes the query of a message, with `?` before it; nothing if no field is set.
///
/// # Errors
/// `INVALID_ARGUMENT` for a field that no parameter can have: a repeated message, a map of messages, or a message without fields.
pub fn query(
    route: &HttpRoute,
    message: &dyn Reflect,
    target: &mut BytesMut,
) -> Result<(), Status> {
    if route.body == RouteBody::Whole {
        return Ok(());
    }
    let mut query = Query {
        route,
        target,
        separator: b'?',
        path: String::new(),
        name: String::new(),
        scratch: String::new(),
    };
    query.fields(message, 0).map(|_| ())
}

struct Query<'q> {
    route: &'q HttpRoute,
    target: &'q mut BytesMut,
    /// What stands before the next parameter.
    separator: u8,
    /// The names in the schema of the fields that lead to the current message, each with a dot after it.
    path: String,
    /// The same, as the parameters have them.
    name: String,
    scratch: String,
}

impl Query<'_> {
    /// Writes the fields of a message. Whether the request has any of them.
    fn fields(&mut self, message: &dyn Reflect, depth: usize) -> Result<bool, Status> {
        let descriptor = message.descriptor();
        let mut has_fields = false;
        for (index, field) in descriptor.fields().iter().enumerate() {
            let Some(value) = message.get(index) else {
                continue;
            };
            has_fields = true;
            if self.is_bound(field.name(), depth) {
                continue;
            }
            let ends = (self.path.len(), self.name.len());
            self.path.push_str(field.name());
            self.name.push_str(parameter_name(descriptor, field));
            self.field(field.kind(), value, depth)?;
            self.path.truncate(ends.0);
            self.name.truncate(ends.1);
        }
        Ok(has_fields)
    }

    /// Whether the path or the body has a field of the current message.
    fn is_bound(&self, name: &str, depth: usize) -> bool {
        if depth == 0 && matches!(self.route.body, RouteBody::Field(field) if field == name) {
            return true;
        }
        let mut variables = self.route.variables.iter();
        variables.any(|variable| variable.field.strip_prefix(&*self.path) == Some(name))
    }

    /// Writes the field at the current path.
    fn field(&mut self, kind: &Kind, value: Value<'_>, depth: usize) -> Result<(), Status> {
        match value {
            Value::List(list) => self.list(kind, list),
            Value::Messages(list) => self.list(kind, list),
            Value::Map(map) => self.map(kind, map.entries()),
            Value::MessageMap(map) => self.map(kind, map.entries()),
            Value::Message(message) if !is_text(message) => self.message(message, depth),
            value => self.parameter(kind, None, value),
        }
    }

    fn list<K>(&mut self, kind: &Kind, list: &dyn List<K>) -> Result<(), Status> {
        for index in 0..list.len() {
            if let Some(value) = list.get(index) {
                self.parameter(kind, None, value)?;
            }
        }
        Ok(())
    }

    fn map(&mut self, kind: &Kind, entries: Vec<(Key<'_>, Value<'_>)>) -> Result<(), Status> {
        for (key, value) in entries {
            self.parameter(kind, Some(key), value)?;
        }
        Ok(())
    }

    fn message(&mut self, message: &dyn Reflect, depth: usize) -> Result<(), Status> {
        if depth == MAX_DEPTH {
            return Err(self.error("it nests too deep"));
        }
        let ends = (self.path.len(), self.name.len());
        self.path.push('.');
        self.name.push('.');
        let has_fields = self.fields(message, depth + 1)?;
        self.path.truncate(ends.0);
        self.name.truncate(ends.1);
        if has_fields {
            return Ok(());
        }
        Err(self.error("a parameter cannot have a message whose fields are not set"))
    }

    fn parameter(
        &mut self,
        kind: &Kind,
        key: Option<Key<'_>>,
        value: Value<'_>,
    ) -> Result<(), Status> {
        self.target.put_u8(self.separator);
        self.separator = b'&';
        component(&self.name, self.target);
        if let Some(key) = key {
            self.target.put_slice(b"%5B");
            match key {
                Key::String(key) => component(key, self.target),
                key => component(&key.to_string(), self.target),
            }
            self.target.put_slice(b"%5D");
        }
        self.target.put_u8(b'=');
        match text(kind, value, &mut self.scratch) {
            Ok(text) => {
                component(text, self.target);
                Ok(())
            }
            Err(reason) => Err(self.error(reason)),
        }
    }

    /// The error of the field at the current path.
    fn error(&self, reason: Reason) -> Status {
        Parameter::Query(&self.path).error(reason)
    }
}

/// The name of a field in parameters: that of JSON, unless a server would take it for another field.
fn parameter_name<'d>(message: &MessageDescriptor, field: &'d FieldDescriptor) -> &'d str {
    let (name, json_name) = (field.name(), field.json_name());
    if name == json_name {
        return name;
    }
    let is_word = json_name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let mut fields = message.fields().iter();
    match is_word && !fields.any(|other| other.name() == json_name) {
        true => json_name,
        false => name,
    }
}
