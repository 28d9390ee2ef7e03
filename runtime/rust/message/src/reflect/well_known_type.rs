//! The forms of well-known types.

/// Well-known types that have a form of their own in JSON.
///
/// Source: <https://protobuf.dev/programming-guides/json/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WellKnown {
    /// `google.protobuf.Any`: its message with `@type`.
    Any,
    /// `"1.5s"`.
    Duration,
    /// `"user.displayName,photo"`.
    FieldMask,
    /// An array.
    ListValue,
    /// An object.
    Struct,
    /// `"1972-01-01T10:00:20.021Z"`.
    Timestamp,
    /// Any JSON.
    Value,
    /// A wrapper of one scalar, such as `google.protobuf.Int64Value`.
    Wrapper,
    /// `{}`.
    Empty,
}

impl WellKnown {
    /// The form of the type with this full name.
    pub fn named(full_name: &str) -> Option<Self> {
        Some(match full_name.strip_prefix("google.protobuf.")? {
            "Any" => Self::Any,
            "Duration" => Self::Duration,
            "Empty" => Self::Empty,
            "FieldMask" => Self::FieldMask,
            "ListValue" => Self::ListValue,
            "Struct" => Self::Struct,
            "Timestamp" => Self::Timestamp,
            "Value" => Self::Value,
            "BoolValue" | "BytesValue" | "DoubleValue" | "FloatValue" | "Int32Value"
            | "Int64Value" | "StringValue" | "UInt32Value" | "UInt64Value" => Self::Wrapper,
            _ => return None,
        })
    }
}
