//! Messages as JSON.
//!
//! Source: <https://protobuf.dev/programming-guides/json/>.

#[cfg(test)]
mod hostile;
mod place;
mod read;
mod stream;
mod write;

pub(super) use read::{meant, message, of_text, whole};
pub(super) use stream::Values;
pub(super) use write::Style;

/// Bytes that a JSON value may have, as text.
pub(super) const MAX_VALUE: usize = 64 * 1024 * 1024;

/// Types whose JSON is a text.
const TEXTS: [&str; 5] = [
    "google.protobuf.BytesValue",
    "google.protobuf.Duration",
    "google.protobuf.FieldMask",
    "google.protobuf.StringValue",
    "google.protobuf.Timestamp",
];

/// Types whose JSON is that of the one field that they have.
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

/// Whether the JSON of a type is something else than an object of its fields.
pub(super) fn is_special(name: &str) -> bool {
    const OTHERS: [&str; 5] = [
        "google.protobuf.Any",
        "google.protobuf.Empty",
        "google.protobuf.ListValue",
        "google.protobuf.Struct",
        "google.protobuf.Value",
    ];
    TEXTS.contains(&name) || WRAPPERS.contains(&name) || OTHERS.contains(&name)
}

/// Whether the JSON of a type is that of the one field that it has.
pub(super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// Whether the JSON of a type is a text.
pub(super) fn is_text(name: &str) -> bool {
    TEXTS.contains(&name)
}
