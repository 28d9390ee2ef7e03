//! The operations of routes in HTTP/JSON: parameters, bodies and responses.

use super::node::Object;
use super::operations::{JSON, Operations, Rank, content, described, media, message};
use super::parameters::Query;
use super::paths::{Route, RoutePath};
use super::schema::Schema;
use super::{Api, errors, text};
use crate::http::{Binding, Body, Segment};
use crate::model::{FieldType, MessageId, Streaming};

/// The type of a stream of messages, one in each line.
const LINES: &str = "application/x-ndjson";
/// The type of a stream of events.
const EVENTS: &str = "text/event-stream";
/// The methods of HTTP that have operations.
const VERBS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];
/// The methods of HTTP for a route of any method.
const ANY: [&str; 5] = ["get", "put", "post", "delete", "patch"];

impl Operations {
    /// Adds the operations of a route. A method of HTTP that OpenAPI does not have has none.
    pub fn add_route(&mut self, api: &Api<'_>, route: Route<'_>) {
        let verb = route.binding.method.to_ascii_lowercase();
        let verbs: Vec<_> = match verb.as_str() {
            "*" => ANY.to_vec(),
            verb => VERBS.into_iter().filter(|known| *known == verb).collect(),
        };
        let messages = [route.method.input, route.method.output].into_iter();
        for id in messages.filter(|id| !is_http_body(api, *id)) {
            self.components.add(api, id);
        }
        self.add_status(api);
        for verb in verbs {
            let mut path = RoutePath::new(api, route);
            self.align(&mut path);
            let operation = operation(api, route, &path);
            self.put(path, verb, operation, rank(route.binding));
        }
    }

    /// Adds the schema of errors, which may be a message of the request.
    fn add_status(&mut self, api: &Api<'_>) {
        let mut messages = api.model.messages.iter();
        match messages.position(|message| message.full_name[1..] == *errors::STATUS) {
            Some(index) => self.components.add(api, MessageId::new(index)),
            None => self.errors.set(errors::STATUS, errors::status()),
        }
    }
}

fn rank(binding: &Binding) -> Rank {
    let segments = binding.segments.iter();
    Rank {
        any_method: binding.method == "*",
        rests: segments
            .map(|segment| matches!(segment, Segment::Rest))
            .collect(),
    }
}

fn operation(api: &Api<'_>, route: Route<'_>, path: &RoutePath) -> Object {
    let mut operation = described(api, route.service, route.method);
    let mut parameters = path.parameters.clone();
    if route.binding.body != Body::Whole {
        let bound = bound(route.binding);
        let query = Query::of(api, route.method.input, &bound);
        // The fields are apart, so no schema has the rules of their messages.
        text::add_to(&mut operation, &text::list("Rules:", &query.rules));
        text::add_to(&mut operation, &query.text());
        parameters.extend(query.parameters());
    }
    if !parameters.is_empty() {
        operation.set("parameters", parameters);
    }
    if let Some(body) = request_body(api, route) {
        operation.set("requestBody", body);
    }
    let responses = Object::new()
        .with("200", response(api, route))
        .with("default", errors::response(errors::STATUS));
    operation.with("responses", responses)
}

/// The fields in the path, and the field in the body.
fn bound(binding: &Binding) -> Vec<Vec<usize>> {
    let variables = binding.variables.iter();
    let mut paths: Vec<_> = variables.map(|variable| variable.path.clone()).collect();
    if let Body::Field(field) = binding.body {
        paths.push(vec![field]);
    }
    paths
}

fn request_body(api: &Api<'_>, route: Route<'_>) -> Option<Object> {
    let input = route.method.input;
    let variables: Vec<&[usize]> = route
        .binding
        .variables
        .iter()
        .map(|variable| &*variable.path)
        .collect();
    let (schema, raw, is_required) = match route.binding.body {
        Body::None => return None,
        Body::Whole => (
            api.without(input, &variables),
            is_http_body(api, input),
            needs_fields(api, input, &variables),
        ),
        Body::Field(index) => {
            let field = api.model[input].fields.get(index)?;
            let within = variables
                .iter()
                .filter_map(|path| path.strip_prefix(&[index]));
            let within: Vec<_> = within.collect();
            let property = api.property(input, index);
            match field.kind.item() {
                FieldType::Message { id, .. } if !within.is_empty() => {
                    (api.without(id, &within), false, property.is_required)
                }
                FieldType::Message { id, .. } => {
                    (property.schema, is_http_body(api, id), property.is_required)
                }
                _ => (property.schema, false, property.is_required),
            }
        }
    };
    let is_stream = matches!(route.method.streaming, Streaming::Client | Streaming::Bidi);
    let mut body = match (raw, is_stream) {
        (true, _) => content(anything()),
        (false, true) => content(media(LINES, schema)),
        (false, false) => content(media(JSON, schema)),
    };
    if is_required {
        body.set("required", true);
    }
    Some(body)
}

/// Whether a body must have a field of the message. An empty body is a message without fields.
fn needs_fields(api: &Api<'_>, id: MessageId, in_path: &[&[usize]]) -> bool {
    let mut indices = 0..api.model[id].fields.len();
    let needs_field = indices.any(|index| {
        let is_in_path = in_path.iter().any(|path| path.first() == Some(&index));
        !is_in_path && api.property(id, index).is_required
    });
    needs_field
        || api.rules.of(id).is_some_and(|rules| {
            !rules.required_oneofs.is_empty() || rules.oneofs.iter().any(|set| set.required)
        })
}

/// Whether a message is `google.api.HttpBody`, which has its own type of content.
fn is_http_body(api: &Api<'_>, id: MessageId) -> bool {
    api.model[id].full_name == ".google.api.HttpBody"
}

/// Bytes of any type.
fn anything() -> Object {
    media("*/*", Schema::any())
}

fn response(api: &Api<'_>, route: Route<'_>) -> Object {
    let output = route.method.output;
    let is_stream = matches!(route.method.streaming, Streaming::Server | Streaming::Bidi);
    let schema = match route.binding.response_body {
        Some(field) => api.property(output, field).schema,
        None => message(api, output),
    };
    let is_raw = route.binding.response_body.is_none() && is_http_body(api, output);
    let media = match (is_raw, is_stream) {
        (true, _) => anything(),
        (false, false) => media(JSON, schema),
        (false, true) => {
            let mut streams = media(LINES, line(schema.clone()));
            streams.merge(media(EVENTS, event(schema)));
            streams
        }
    };
    let mut response = Object::new().with("description", "The response.");
    response.merge(content(media));
    response
}

/// The schema of each line of a stream: a message, or the error that ends the stream.
fn line(message: Schema) -> Schema {
    let variant = |name: &str, schema: Schema| {
        Schema::typed("object")
            .with("properties", Object::new().with(name, schema))
            .with("required", vec![name])
    };
    let error = variant("error", Schema::reference(errors::STATUS));
    Schema::of("oneOf", vec![variant("result", message), error]).with(
        "description",
        "One line of the stream. After an error, the stream ends.",
    )
}

/// The schema of the data of an event.
fn event(mut message: Schema) -> Schema {
    message.describe(
        "The data of one event. The data of the event `error` is a `google.rpc.Status`; the event `end` ends the stream.",
    );
    message
}
