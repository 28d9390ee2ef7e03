//! Parses and prints messages as JSON.
//!
//! Source: <https://protobuf.dev/programming-guides/json/>.

#[cfg(test)]
mod hostile;
mod parse;
mod place;
mod print;
mod stream;

pub(super) use parse::{from_string, parse, parse_piece, suggestion};
pub(super) use print::Style;
pub(super) use stream::Values;

/// Most bytes of the text of one JSON value.
pub(super) const MAX_VALUE: usize = 64 * 1024 * 1024;

/// Types whose JSON is a string.
const STRINGS: [&str; 5] = [
    "google.protobuf.BytesValue",
    "google.protobuf.Duration",
    "google.protobuf.FieldMask",
    "google.protobuf.StringValue",
    "google.protobuf.Timestamp",
];

/// Types whose JSON is that of their only field.
const WRAPPERS: [&str; 9] = [
    "google.protobuf.BoolValue",
    "google.protobuf.BytesValue",
    "google.protobuf.DoubleValue",
    "google.protobuf.FloatValue",
    "google.protobuf.Int32Value",
    "google.protobuf.Int64Value",
    "google.protobuf.StringValue",
    "google.protobuf.UInt32Value",
    "google.protobuf.UInt64Value",
];

/// Whether the JSON of a type is anything but an object of its fields.
pub(super) fn is_special(name: &str) -> bool {
    const OTHERS: [&str; 5] = [
        "google.protobuf.Any",
        "google.protobuf.Empty",
        "google.protobuf.ListValue",
        "google.protobuf.Struct",
        "google.protobuf.Value",
    ];
    STRINGS.contains(&name) || WRAPPERS.contains(&name) || OTHERS.contains(&name)
}

/// Whether the JSON of a type is that of its only field.
pub(super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// Whether the JSON of a type is a string.
pub(super) fn is_string(name: &str) -> bool {
    STRINGS.contains(&name)
}
