//! The operations of services.

use std::collections::HashMap;

use super::components::Components;
use super::errors;
use super::kind::Kind;
use super::node::{Node, Object};
use super::paths::{Route, RoutePath};
use super::schema::Schema;
use super::{Api, text};
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
    /// The places of the paths, by their text without the names of parameters.
    places: HashMap<String, Place>,
    /// How many operations have this id.
    ids: HashMap<String, usize>,
}

/// A path that has operations.
#[derive(Debug)]
struct Place {
    index: usize,
    text: String,
    /// The names of its parameters.
    names: Vec<String>,
    /// The routes of its operations, by the method of HTTP.
    ranks: HashMap<&'static str, Rank>,
}

/// The rank of a route among those that have the same path in a document. A server calls the least one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Whether it is for any method of HTTP.
    pub any_method: bool,
    /// Which of its segments are `**`. The path of an rpc, which wins over routes, has none.
    pub rests: Vec<bool>,
}

impl Operations {
    /// Adds the operations of a service: its routes, and for unary methods without routes their calls by Connect.
    pub fn add(&mut self, api: &Api<'_>, id: ServiceId) {
        let service = &api.model[id];
        let before = self.ids.len();
        for (index, method) in service.methods.iter().enumerate() {
            let bindings = api.http.bindings(id, index);
            for binding in bindings {
                let route = Route {
                    service,
                    method,
                    binding,
                };
                self.add_route(api, route);
            }
            if bindings.is_empty() && method.streaming == Streaming::Unary {
                self.add_connect(api, service, method);
            }
        }
        if self.ids.len() > before {
            let mut tag = Object::new().with("name", &service.full_name[1..]);
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
        let body = content(media(JSON, message(api, method.input))).with("required", true);
        let mut response = Object::new().with("description", "The response.");
        response.merge(content(media(JSON, message(api, method.output))));
        let responses = Object::new()
            .with("200", response)
            .with("default", errors::response(errors::CONNECT));
        let operation = described(api, service, method)
            .with("requestBody", body)
            .with("responses", responses);
        let path = RoutePath {
            text: format!("/{}/{}", &service.full_name[1..], method.name),
            parameters: Vec::new(),
        };
        self.put(path, "post", operation, Rank::default());
    }

    /// Gives the parameters of a path the names that an earlier path of the same form has: OpenAPI does not allow two such
    /// paths.
    pub fn align(&self, path: &mut RoutePath) {
        if let Some(place) = self.places.get(&path.form()) {
            path.text.clone_from(&place.text);
            let parameters = path.parameters.iter();
            let own: Vec<_> = parameters.map(|parameter| parameter.name.clone()).collect();
            for (parameter, name) in path.parameters.iter_mut().zip(&place.names) {
                // The form of a field names all parameters of its path.
                for (own, name) in own.iter().zip(&place.names) {
                    let (own, name) = (format!("{{{own}}}"), format!("{{{name}}}"));
                    parameter.description = parameter.description.replace(&own, &name);
                }
                parameter.rename(name);
            }
        }
    }

    /// Adds an operation. A further one of the same method gets a number in its id.
    ///
    /// If the path has an operation already, that of the least rank stays, and its description names the other method.
    pub fn put(
        &mut self,
        path: RoutePath,
        verb: &'static str,
        mut operation: Object,
        mut rank: Rank,
    ) {
        let paths = &mut self.paths;
        let has_others = !path.parameters.is_empty();
        let place = self.places.entry(path.form()).or_insert_with(|| {
            paths.push(&path.text, Object::new());
            Place {
                index: paths.0.len() - 1,
                text: path.text,
                names: path
                    .parameters
                    .into_iter()
                    .map(|parameter| parameter.name)
                    .collect(),
                ranks: HashMap::new(),
            }
        });
        let Some((_, Node::Object(item))) = paths.0.get_mut(place.index) else {
            return;
        };
        let (Some(Node::Object(first)), Some(known)) =
            (item.get_mut(verb), place.ranks.get_mut(verb))
        else {
            number(&mut self.ids, &mut operation);
            item.push(verb, operation);
            place.ranks.insert(verb, rank);
            return;
        };
        if rank < *known {
            number(&mut self.ids, &mut operation);
            std::mem::swap(first, &mut operation);
            std::mem::swap(known, &mut rank);
        }
        // A route for any method has the same paths.
        if has_others
            && known.any_method == rank.any_method
            && let Some(Node::Text(id)) = operation.get("operationId")
        {
            text::add_to(first, &format!("Other paths of this form call `{id}`."));
        }
    }
}

/// Gives a further operation of a method a number in its id.
fn number(ids: &mut HashMap<String, usize>, operation: &mut Object) {
    if let Some(Node::Text(id)) = operation.get_mut("operationId") {
        let count = ids.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *id = format!("{id}.{count}");
        }
    }
}

/// The type of content of messages.
pub const JSON: &str = "application/json";

/// An operation with its names and comments.
pub fn described(api: &Api<'_>, service: &Service<'_>, method: &Method<'_>) -> Object {
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
pub fn message(api: &Api<'_>, id: MessageId) -> Schema {
    api.base(Kind::of_message(&api.model[id], id))
}

/// A type of content, with its schema.
pub fn media(name: &str, schema: Schema) -> Object {
    Object::new().with(name, Object::new().with("schema", schema))
}

/// A body with these types of content.
pub fn content(media: Object) -> Object {
    Object::new().with("content", media)
}
