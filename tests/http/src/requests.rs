//! Random requests for the routes of the service.

use std::fmt::Write as _;

use rpcsmith_runtime::message::reflect::{
    Cardinality, Described, FieldDescriptor, Kind, MessageDescriptor,
};
use serde_json::Value;

use crate::random::Random;
use crate::values::{self, pick};
use crate::{descriptor, proto};

/// A route of the proto: its method, its path, and the field of its body.
struct Route {
    method: &'static str,
    path: &'static str,
    body: Option<&'static str>,
}

const fn route(method: &'static str, path: &'static str, body: Option<&'static str>) -> Route {
    Route { method, path, body }
}

const ROUTES: [Route; 22] = [
    route("GET", "/v1/{book.name=shelves/*/books/*}", None),
    route("GET", "/v1/books/{id}", None),
    route("GET", "/v1/search", None),
    route("GET", "/v1/search", None),
    route("GET", "/v1/search", None),
    route("GET", "/v1/search", None),
    route("POST", "/v1/{parent=shelves/*}/books", Some("*")),
    route("POST", "/v1/{parent=shelves/*}/books", Some("*")),
    route("PATCH", "/v1/{book.name=shelves/*/books/*}", Some("book")),
    route("PUT", "/v1/{book.name=shelves/*/books/*}", Some("book")),
    route("POST", "/v1/books/{id}/tags", Some("tags")),
    route("POST", "/v1/books/{id}:rename", Some("title")),
    route("DELETE", "/v1/{book.name=shelves/*/books/*}", None),
    route("ARCHIVE", "/v1/books/{id}", None),
    route("GET", "/v1/files/{path=**}", None),
    route("GET", "/v1/trees/{path=**}:read", None),
    route("GET", "/v1/roots/{path=r/*/**}", None),
    route("GET", "/v1/kinds/{kind}/{flag}/{ratio}/{data}", None),
    route("GET", "/v1/times/{at}/{wait}/{nick}/{count}", None),
    route("GET", "/v2/{path=**}", None),
    route("GET", "/v1/list/{id}", None),
    route("GET", "/v1/download", None),
];

/// A request to send.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The method of HTTP.
    pub method: &'static str,
    /// The path and the query.
    pub target: String,
    /// The JSON of its body.
    pub body: Option<Vec<u8>>,
    /// Whether the query has a parameter that is no field. grpc-gateway ignores it.
    pub has_unknown_parameter: bool,
}

/// An endless sequence of random requests, which depends only on its seed.
pub struct Requests(Random);

impl Requests {
    /// The requests of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }
}

impl Iterator for Requests {
    type Item = Sent;

    fn next(&mut self) -> Option<Sent> {
        let random = &mut self.0;
        let route = ROUTES.get(random.below(ROUTES.len()))?;
        let mut sent = Sent {
            method: route.method,
            target: path(random, route.path),
            body: route.body.map(|field| body(random, field)),
            has_unknown_parameter: false,
        };
        // The body has all other fields.
        if route.body != Some("*") {
            query(random, route, &mut sent.target);
        }
        match random.below(200) {
            0 => {
                sent.method = "OPTIONS";
                sent.body = None;
            }
            1 => {
                let start = if sent.target.contains('?') { '&' } else { '?' };
                let name = pick(random, &["no_field", "book.none", "name.x", "labels[a"]);
                let _ = write!(sent.target, "{start}{name}=1");
                sent.has_unknown_parameter = true;
            }
            _ => {}
        }
        Some(sent)
    }
}

/// A path that has the form of a template, or nearly.
fn path(random: &mut Random, template: &str) -> String {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let (variable, after) = after.split_once('}').unwrap_or((after, ""));
        match variable.split_once('=') {
            Some((_, segments)) => fill(random, segments, &mut path),
            None => {
                let text = field(variable)
                    .map_or_else(String::new, |field| values::text(random, field.kind()));
                encode(random, &text, &mut path);
            }
        }
        rest = after;
    }
    path.push_str(rest);
    match random.below(100) {
        0 => path.push('/'),
        1 => path.push_str("/more"),
        2 => path.push_str(":verb"),
        3 => path.truncate(path.rfind('/').unwrap_or_default()),
        _ => {}
    }
    path
}

/// Segments for `shelves/*/books/**`.
fn fill(random: &mut Random, segments: &str, path: &mut String) {
    for (index, segment) in segments.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let count = match segment {
            "*" => 1,
            "**" => random.below(4),
            literal => {
                path.push_str(literal);
                continue;
            }
        };
        for number in 0..count {
            if number > 0 {
                path.push('/');
            }
            let text = pick(
                random,
                &[
                    "1",
                    "a-b_c.d~e",
                    "two words",
                    "a/b",
                    "a:b",
                    "ä✓",
                    "50%",
                    "a+b",
                    "b",
                    "x;y,z@!$'()*",
                ],
            );
            encode(random, text, path);
        }
    }
}

/// Writes a segment. Some characters that do not need it are encoded.
fn encode(random: &mut Random, text: &str, path: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'+' | b':'
                if random.below(20) > 0 =>
            {
                path.push(char::from(byte));
            }
            _ => {
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
}

/// The field of a request with a name.
fn field(name: &str) -> Option<&'static FieldDescriptor> {
    let message = proto::Request::descriptor();
    message.fields().get(message.index_of(name)?)
}

/// A body as JSON, which is sometimes malformed.
fn body(random: &mut Random, name: &str) -> Vec<u8> {
    let message = proto::Request::descriptor();
    let value = match field(name) {
        None => values::message(random, message, descriptor, 0),
        Some(field) => values::value(random, field, descriptor, 0).unwrap_or(Value::Null),
    };
    let mut text = value.to_string().into_bytes();
    match random.below(60) {
        0 => text.truncate(text.len() / 2),
        1 => text.clear(),
        _ => {}
    }
    text
}

/// Adds parameters for fields that neither the path nor the body binds.
fn query(random: &mut Random, route: &Route, target: &mut String) {
    let mut taken: Vec<_> = route.body.into_iter().collect();
    let variables = route.path.split('{').skip(1);
    taken.extend(variables.filter_map(|rest| rest.split(['.', '=', '}']).next()));
    let mut separator = '?';
    for _ in 0..random.below(5) {
        let (name, field) = parameter(random, proto::Request::descriptor(), 0);
        let first = name.split(['.', '[']).next().unwrap_or_default();
        let field_name = self::field(first).map_or("", FieldDescriptor::name);
        let repeats = matches!(
            field.cardinality(),
            Cardinality::Repeated | Cardinality::Map
        );
        if taken.contains(&field_name) || field_name == "fail" && random.below(2) > 0 {
            continue;
        }
        if !repeats && random.below(10) > 0 {
            taken.push(field_name);
        }
        let value = match field_name {
            "fail" => random.below(17).to_string(),
            _ => values::text(random, field.kind()),
        };
        target.push(separator);
        separator = '&';
        form(&name, target);
        target.push('=');
        form(&value, target);
    }
}

/// A path to a field, and the field.
fn parameter(
    random: &mut Random,
    message: &'static MessageDescriptor,
    depth: usize,
) -> (String, &'static FieldDescriptor) {
    let fields = message.fields();
    let field = &fields[random.below(fields.len())];
    let mut name = match random.below(3) {
        0 => field.name().to_owned(),
        _ => field.json_name().to_owned(),
    };
    if field.cardinality() == Cardinality::Map {
        let keys = if field.name() == "switches" {
            ["1", "-2", "x"]
        } else {
            ["a", "b c", ""]
        };
        let _ = write!(name, "[{}]", pick(random, &keys));
        return (name, field);
    }
    if let Kind::Message(ty) = field.kind()
        && let Some(nested) = descriptor(ty.full_name())
        && field.cardinality() != Cardinality::Repeated
        && depth < 3
    {
        let (rest, field) = parameter(random, nested, depth + 1);
        let _ = write!(name, ".{rest}");
        return (name, field);
    }
    (name, field)
}

/// Writes a name or a value of a query.
fn form(text: &str, target: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'[' | b']' => {
                target.push(char::from(byte));
            }
            b' ' => target.push('+'),
            _ => {
                let _ = write!(target, "%{byte:02X}");
            }
        }
    }
}
