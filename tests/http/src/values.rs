//! Random values of fields, as text and as JSON.

use rpcsmith_runtime::message::reflect::{Cardinality, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use crate::random::Random;

/// How deep random messages nest.
const DEPTH: usize = 3;

const NUMBERS: &[&str] = &[
    "0",
    "1.5",
    "-2e3",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "abc",
    "",
    "7",
];
const INT32: &[&str] = &[
    "0",
    "1",
    "-1",
    "2147483647",
    "-2147483648",
    "2147483648",
    "1.5",
    "1e2",
    "x",
    "",
    "+5",
];
const INT64: &[&str] = &[
    "0",
    "17",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "1.5",
    "x",
    "",
];
const UINT32: &[&str] = &["0", "7", "4294967295", "4294967296", "-1", "x", ""];
const UINT64: &[&str] = &[
    "0",
    "7",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
];
const BOOL: &[&str] = &[
    "true", "false", "1", "0", "t", "F", "TRUE", "True", "yes", "", "null",
];
const STRING: &[&str] = &[
    "",
    "a",
    "two words",
    "a/b",
    "a+b=c&d",
    "100%",
    "ä✓",
    "shelves/1",
    "null",
    "\"quoted\"",
];
const BYTES: &[&str] = &["", "YWJj", "_-8=", "/+8=", "YQ==", "YQ", "!"];
const ENUM: &[&str] = &[
    "KIND_NOVEL",
    "KIND_UNSPECIFIED",
    "2",
    "-1",
    "17",
    "novel",
    "",
];

/// A random value as the text of a parameter. Most are valid.
pub fn text(random: &mut Random, kind: &Kind) -> String {
    let choices: &[&str] = match kind {
        Kind::Double | Kind::Float => NUMBERS,
        Kind::Int32 => INT32,
        Kind::Int64 => INT64,
        Kind::Uint32 => UINT32,
        Kind::Uint64 => UINT64,
        Kind::Bool => BOOL,
        Kind::String => STRING,
        Kind::Bytes => BYTES,
        Kind::Enum(_) => ENUM,
        Kind::Message(message) | Kind::Group(message) => {
            return of_message(random, message.full_name());
        }
    };
    pick(random, choices).to_owned()
}

/// A value of a message type whose JSON is not an object.
fn of_message(random: &mut Random, name: &str) -> String {
    let choices: &[&str] = match name {
        "google.protobuf.Timestamp" => &[
            "2024-02-29T12:00:00Z",
            "2024-02-29T12:00:00.123456789+02:00",
            "0001-01-01T00:00:00Z",
            "2024-02-30T12:00:00Z",
            "today",
        ],
        "google.protobuf.Duration" => &["0s", "1.5s", "-3s", "315576000001s", "5"],
        "google.protobuf.FieldMask" => &["name", "name,title", "book.title"],
        "google.protobuf.StringValue" => return text(random, &Kind::String),
        "google.protobuf.Int64Value" => return text(random, &Kind::Int64),
        "google.protobuf.BoolValue" => &["true", "false", "2"],
        "google.protobuf.BytesValue" => return text(random, &Kind::Bytes),
        _ => &["x"],
    };
    pick(random, choices).to_owned()
}

/// A random message as JSON. About one in twenty is wrong.
pub fn message(
    random: &mut Random,
    descriptor: &MessageDescriptor,
    of: Types,
    depth: usize,
) -> Value {
    let mut object = Map::new();
    for field in descriptor.fields() {
        if random.below(4) != 0 || field.name() == "fail" {
            continue;
        }
        let Some(value) = value(random, field, of, depth) else {
            continue;
        };
        let name = match random.below(4) {
            0 => field.name(),
            _ => field.json_name(),
        };
        object.insert(name.to_owned(), value);
    }
    if random.below(60) == 0 {
        object.insert("no_field".to_owned(), json!(1));
    }
    Value::Object(object)
}

/// The message type with a name, because the descriptor of a field has only the name.
pub type Types = fn(&str) -> Option<&'static MessageDescriptor>;

/// A random value of a field; `None` if its messages nest too deep.
pub fn value(
    random: &mut Random,
    field: &FieldDescriptor,
    of: Types,
    depth: usize,
) -> Option<Value> {
    let single = |random: &mut Random| single(random, field.kind(), of, depth);
    Some(match field.cardinality() {
        Cardinality::Repeated => {
            let count = random.below(3);
            Value::Array((0..count).filter_map(|_| single(random)).collect())
        }
        Cardinality::Map => {
            let keys: &[&str] = match field.name() {
                "switches" => &["1", "-2", "x"],
                _ => &["a", "b c", ""],
            };
            let count = random.below(3);
            let entries = (0..count)
                .filter_map(|_| Some((pick(random, keys).to_owned(), single(random)?)))
                .collect();
            Value::Object(entries)
        }
        _ => single(random)?,
    })
}

fn single(random: &mut Random, kind: &Kind, of: Types, depth: usize) -> Option<Value> {
    if random.below(40) == 0 {
        return Some(json!({"wrong": []}));
    }
    Some(match kind {
        Kind::Bool => json!(random.below(2) == 0),
        Kind::Double | Kind::Float => json!(random.below(1000) as f64 / 8.0),
        Kind::Int32 | Kind::Uint32 => json!(random.below(1000)),
        Kind::Int64 | Kind::Uint64 => json!(random.below(1000).to_string()),
        Kind::Enum(_) => json!(pick(random, &["KIND_NOVEL", "KIND_ATLAS", "KIND_NEGATIVE"])),
        Kind::String => json!(pick(random, &["", "a", "two words", "ä✓", "\u{7}\"\\"])),
        Kind::Bytes => json!(pick(random, &["", "YWJj", "_-8=", "/+8="])),
        Kind::Message(message) | Kind::Group(message) => {
            let name = message.full_name();
            match of(name) {
                Some(_) if depth >= DEPTH => return None,
                Some(descriptor) => self::message(random, descriptor, of, depth + 1),
                None => well_known(random, name),
            }
        }
    })
}

fn well_known(random: &mut Random, name: &str) -> Value {
    match name {
        "google.protobuf.Value" => match random.below(5) {
            0 => Value::Null,
            1 => json!({"a": [1, true, null]}),
            2 => json!(1.5),
            3 => json!("text"),
            _ => json!([]),
        },
        "google.protobuf.BoolValue" => json!(true),
        "google.protobuf.Int64Value" => json!("17"),
        "google.protobuf.StringValue" => json!("nick"),
        "google.protobuf.BytesValue" => json!("YWJj"),
        _ => json!(of_message(random, name)),
    }
}

/// One of several choices, with equal chances.
pub fn pick<'a>(random: &mut Random, choices: &[&'a str]) -> &'a str {
    choices
        .get(random.below(choices.len()))
        .copied()
        .unwrap_or_default()
}
