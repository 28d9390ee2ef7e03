//! The form of an OpenAPI document: the keys of its objects, and the types of their values.
//!
//! Source: [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0#schema).

use super::source::{Form, Value};

/// The type of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any value.
    Any,
    Text,
    Bool,
    /// A JSON schema: an object or a bool.
    Schema,
    List(&'static Self),
    /// An object with any keys.
    Map(&'static Self),
    /// An object with these keys, and those that begin with `x-`.
    Object(Keys),
    /// An object whose keys and types depend on others of its keys.
    AnyObject,
}

/// The keys of an object.
pub type Keys = &'static [(&'static str, Shape)];

use Shape::{Any, AnyObject, Bool, List, Map, Schema, Text};

const TEXTS: Shape = List(&Text);
const SERVERS: Shape = List(&Shape::Object(&[
    ("url", Text),
    ("description", Text),
    ("variables", Map(&AnyObject)),
]));
const SECURITY: Shape = List(&Map(&TEXTS));
const EXTERNAL: Shape = Shape::Object(&[("description", Text), ("url", Text)]);
const PARAMETERS: Shape = List(&AnyObject);

const INFO: Shape = Shape::Object(&[
    ("title", Text),
    ("summary", Text),
    ("description", Text),
    ("termsOfService", Text),
    (
        "contact",
        Shape::Object(&[("name", Text), ("url", Text), ("email", Text)]),
    ),
    (
        "license",
        Shape::Object(&[("name", Text), ("identifier", Text), ("url", Text)]),
    ),
    ("version", Text),
]);

const OPERATION: Shape = Shape::Object(&[
    ("tags", TEXTS),
    ("summary", Text),
    ("description", Text),
    ("externalDocs", EXTERNAL),
    ("operationId", Text),
    ("parameters", PARAMETERS),
    ("requestBody", AnyObject),
    ("responses", Map(&AnyObject)),
    ("callbacks", Map(&AnyObject)),
    ("deprecated", Bool),
    ("security", SECURITY),
    ("servers", SERVERS),
]);

/// The operations of a path, and what they share.
const PATH: Shape = Shape::Object(&[
    ("$ref", Text),
    ("summary", Text),
    ("description", Text),
    ("get", OPERATION),
    ("put", OPERATION),
    ("post", OPERATION),
    ("delete", OPERATION),
    ("options", OPERATION),
    ("head", OPERATION),
    ("patch", OPERATION),
    ("trace", OPERATION),
    ("servers", SERVERS),
    ("parameters", PARAMETERS),
]);

const COMPONENTS: Shape = Shape::Object(&[
    ("schemas", Map(&Schema)),
    ("responses", Map(&AnyObject)),
    ("parameters", Map(&AnyObject)),
    ("examples", Map(&AnyObject)),
    ("requestBodies", Map(&AnyObject)),
    ("headers", Map(&AnyObject)),
    ("securitySchemes", Map(&AnyObject)),
    ("links", Map(&AnyObject)),
    ("callbacks", Map(&AnyObject)),
    ("pathItems", Map(&PATH)),
]);

/// A document.
pub const DOCUMENT: Shape = Shape::Object(&[
    ("openapi", Text),
    ("info", INFO),
    ("jsonSchemaDialect", Text),
    ("servers", SERVERS),
    ("paths", Map(&PATH)),
    ("webhooks", Map(&PATH)),
    ("components", COMPONENTS),
    ("security", SECURITY),
    (
        "tags",
        List(&Shape::Object(&[
            ("name", Text),
            ("description", Text),
            ("externalDocs", EXTERNAL),
        ])),
    ),
    ("externalDocs", EXTERNAL),
]);

/// The methods of HTTP that are keys of a path.
pub const VERBS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl Shape {
    /// Whether a value has this type, without the values in it.
    pub fn accepts(self, value: &Value) -> bool {
        match self {
            Any => true,
            Text => matches!(value.form, Form::Text(_)),
            Bool => matches!(value.form, Form::Bool(_)),
            Schema => matches!(value.form, Form::Object(_) | Form::Bool(_)),
            List(_) => matches!(value.form, Form::List(_)),
            Map(_) | Self::Object(_) | AnyObject => matches!(value.form, Form::Object(_)),
        }
    }

    /// The name of the type, and how it is written.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Any => ("a value", "a value"),
            Text => ("a string", "a text in quotes"),
            Bool => ("a bool", "`true` or `false`"),
            Schema => ("an object or a bool", "an object in `{` and `}`"),
            List(_) => ("a list", "a list in `[` and `]`"),
            Map(_) | Self::Object(_) | AnyObject => ("an object", "an object in `{` and `}`"),
        }
    }

    /// The type of the value of a key; `None` if the object does not have the key.
    pub fn of_key(self, key: &str) -> Option<Self> {
        match self {
            _ if key.starts_with("x-") => Some(Any),
            Self::Object(keys) => {
                let mut keys = keys.iter();
                keys.find_map(|(known, shape)| (*known == key).then_some(*shape))
            }
            Map(shape) => Some(*shape),
            _ => Some(Any),
        }
    }
}
