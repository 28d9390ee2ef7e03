//! The operations of services.

use super::Api;
use super::document::Components;
use super::errors;
use super::kind::Kind;
use super::node::Object;
use super::schema::Schema;
use crate::model::{MessageId, Method, Service, ServiceId, Streaming};

/// The operations of some services, by path.
#[derive(Debug, Default)]
pub struct Operations {
    /// Path items by path, in the order of the methods.
    pub paths: Object,
    pub tags: Vec<Object>,
    pub components: Components,
    /// The schemas of errors, by name.
    pub errors: Object,
}

impl Operations {
    /// Adds the operations of a service.
    pub fn add(&mut self, api: &Api<'_>, id: ServiceId) {
        let service = &api.model[id];
        let name = &service.full_name[1..];
        let before = self.paths.0.len();
        for method in &service.methods {
            if method.streaming == Streaming::Unary {
                self.add_connect(api, service, method);
            }
        }
        if self.paths.0.len() > before {
            let mut tag = Object::new().with("name", name);
            let comment = api.comment(&service.source, &service.full_name);
            if !comment.is_empty() {
                tag.set("description", comment);
            }
            self.tags.push(tag);
        }
    }

    /// Adds a call by the protocol of Connect: POST with JSON at the path of the method.
    ///
    /// Source: <https://connectrpc.com/docs/protocol/#unary-request>.
    fn add_connect(&mut self, api: &Api<'_>, service: &Service<'_>, method: &Method<'_>) {
        self.components.add(api, method.input);
        self.components.add(api, method.output);
        self.errors.set(errors::CONNECT, errors::connect());
        let body = content(JSON, message(api, method.input)).with("required", true);
        let response = Object::new()
            .with("description", "The response.")
            .0
            .into_iter()
            .chain(content(JSON, message(api, method.output)).0);
        let responses = Object::new()
            .with("200", Object(response.collect()))
            .with("default", errors::response(errors::CONNECT));
        let operation = described(api, service, method)
            .with("requestBody", body)
            .with("responses", responses);
        let path = format!("/{}/{}", &service.full_name[1..], method.name);
        self.paths
            .push(&path, Object::new().with("post", operation));
    }
}

const JSON: &str = "application/json";

/// An operation with its names and comments.
fn described(api: &Api<'_>, service: &Service<'_>, method: &Method<'_>) -> Object {
    let name = &service.full_name[1..];
    let mut operation = Object::new()
        .with("operationId", format!("{name}.{}", method.name))
        .with("tags", vec![name]);
    let path = format!("{}.{}", service.full_name, method.name);
    let comment = api.comment(&method.source, &path);
    let (summary, description) = summary(&comment);
    if !summary.is_empty() {
        operation.set("summary", summary);
    }
    if !description.is_empty() {
        operation.set("description", description);
    }
    if method.deprecated || service.deprecated {
        operation.set("deprecated", true);
    }
    operation
}

/// The longest summary, in bytes. A longer first paragraph is a description.
const MAX_SUMMARY: usize = 120;

/// The first paragraph of a comment, if it is one short line, and the rest.
fn summary(comment: &str) -> (&str, &str) {
    let (first, rest) = comment.split_once("\n\n").unwrap_or((comment, ""));
    if first.contains('\n') || first.len() > MAX_SUMMARY {
        return ("", comment);
    }
    (first, rest)
}

/// The schema of a message as a request or a response.
fn message(api: &Api<'_>, id: MessageId) -> Schema {
    api.base(Kind::of_message(&api.model[id], id))
}

/// A body with one type of content.
fn content(name: &str, schema: Schema) -> Object {
    let media = Object::new().with("schema", schema);
    Object::new().with("content", Object::new().with(name, media))
}
