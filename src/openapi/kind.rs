//! The forms that values have in JSON.
//!
//! Source: [ProtoJSON](https://protobuf.dev/programming-guides/json/).

use super::node::Node;
use crate::cel::Value;
use crate::model::{FieldKind, FieldType, Message, MessageId, Model, Scalar};

/// The form of a value in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bool,
    /// An integer of 32 bits: a number.
    Int32 {
        signed: bool,
    },
    /// An integer of 64 bits: a string.
    Int64 {
        signed: bool,
    },
    Float,
    Double,
    Text,
    Bytes,
    Enum(crate::model::EnumId),
    Timestamp,
    Duration,
    FieldMask,
    Any,
    /// `google.protobuf.Struct`.
    Object,
    /// `google.protobuf.ListValue`.
    Values,
    /// `google.protobuf.Value`.
    Value,
    Message(MessageId),
    List {
        /// Whether its items are floating point numbers.
        floating: bool,
    },
    Map,
    /// The key of a map: a name in an object.
    Key(Scalar),
}

impl Kind {
    /// The form of a single value. Wrappers have that of their value.
    pub fn of_item(model: &Model<'_>, item: FieldType) -> Self {
        match item {
            FieldType::Scalar(scalar) => Self::of_scalar(scalar),
            FieldType::Enum(id) => Self::Enum(id),
            FieldType::Message { id, .. } => Self::of_message(&model[id], id),
        }
    }

    /// The form of a field.
    pub fn of_field(model: &Model<'_>, kind: FieldKind) -> Self {
        match kind {
            FieldKind::Singular(item, _) => Self::of_item(model, item),
            FieldKind::Repeated { item, .. } => Self::List {
                floating: Self::of_item(model, item).is_floating(),
            },
            FieldKind::Map { .. } => Self::Map,
        }
    }

    pub fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Double => Self::Double,
            Scalar::Float => Self::Float,
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => Self::Int32 { signed: true },
            Scalar::Uint32 | Scalar::Fixed32 => Self::Int32 { signed: false },
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => Self::Int64 { signed: true },
            Scalar::Uint64 | Scalar::Fixed64 => Self::Int64 { signed: false },
            Scalar::Bool => Self::Bool,
            Scalar::String => Self::Text,
            Scalar::Bytes => Self::Bytes,
        }
    }

    /// The form of a message: its fields, unless it is a well-known type.
    pub fn of_message(message: &Message<'_>, id: MessageId) -> Self {
        let Some(name) = message.full_name.strip_prefix(".google.protobuf.") else {
            return Self::Message(id);
        };
        match name {
            "BoolValue" => Self::Bool,
            "Int32Value" => Self::Int32 { signed: true },
            "UInt32Value" => Self::Int32 { signed: false },
            "Int64Value" => Self::Int64 { signed: true },
            "UInt64Value" => Self::Int64 { signed: false },
            "FloatValue" => Self::Float,
            "DoubleValue" => Self::Double,
            "StringValue" => Self::Text,
            "BytesValue" => Self::Bytes,
            "Timestamp" => Self::Timestamp,
            "Duration" => Self::Duration,
            "FieldMask" => Self::FieldMask,
            "Any" => Self::Any,
            "Struct" => Self::Object,
            "ListValue" => Self::Values,
            "Value" => Self::Value,
            _ => Self::Message(id),
        }
    }

    /// Whether values are numbers or the names of NaN and the infinities.
    pub fn is_floating(self) -> bool {
        matches!(self, Self::Float | Self::Double)
    }

    /// A constant in JSON; `None` if it has no form there, such as NaN in a comparison.
    pub fn constant(self, value: &Value) -> Option<Node> {
        Some(match (self, value) {
            (Self::Bool, Value::Bool(value)) => Node::Bool(*value),
            (Self::Int32 { .. }, Value::Int(value)) => Node::Integer((*value).into()),
            (Self::Int32 { .. }, Value::Uint(value)) => Node::Integer((*value).into()),
            (Self::Int64 { .. }, Value::Int(value)) => value.to_string().into(),
            (Self::Int64 { .. }, Value::Uint(value)) => value.to_string().into(),
            (Self::Float | Self::Double, Value::Double(value)) => self.number(*value),
            (Self::Text, Value::String(value)) => value.as_str().into(),
            (Self::Bytes, Value::Bytes(value)) => base64(value).into(),
            (Self::Timestamp, Value::Timestamp(value)) => padded(&value.to_string()).into(),
            (Self::Duration, Value::Duration(value)) => padded(&value.to_string()).into(),
            (Self::Key(_), Value::String(value)) => value.as_str().into(),
            (Self::Key(_), Value::Bool(value)) => value.to_string().into(),
            (Self::Key(_), Value::Int(value)) => value.to_string().into(),
            (Self::Key(_), Value::Uint(value)) => value.to_string().into(),
            _ => return None,
        })
    }

    /// A limit of numbers in JSON; `None` if values are not JSON numbers, or if the limit is not finite.
    pub fn limit(self, value: &Value) -> Option<Node> {
        match (self, value) {
            (Self::Int32 { .. }, Value::Double(value)) if value.is_finite() => {
                Some(Node::Double(*value))
            }
            (Self::Float | Self::Double, Value::Double(value)) if value.is_finite() => {
                Some(self.number(*value))
            }
            (Self::Float | Self::Double, Value::Int(value)) => Some(Node::Integer((*value).into())),
            (Self::Float | Self::Double, Value::Uint(value)) => {
                Some(Node::Integer((*value).into()))
            }
            (Self::Int32 { .. }, _) => self.constant(value),
            _ => None,
        }
    }

    /// A floating point number: the shortest that reads back as the same value of its width.
    fn number(self, value: f64) -> Node {
        if !value.is_finite() {
            return special(value).into();
        }
        let value = match self {
            Self::Float => (value as f32).to_string().parse().unwrap_or(value),
            _ => value,
        };
        // The largest integers that are written without an exponent, and are exact.
        if value.fract() == 0.0 && value.abs() < 9e15 {
            return Node::Integer(value as i128);
        }
        Node::Double(value)
    }
}

/// The name in JSON of a number that is not finite.
pub fn special(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// Base64 with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .chain([&0, &0])
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..4 {
            let letter = LETTERS.get(bits >> (18 - 6 * place) & 63).copied();
            let letter = letter.filter(|_| place <= chunk.len());
            text.push(letter.map_or('=', char::from));
        }
    }
    text
}

/// A timestamp or a duration with 0, 3, 6 or 9 digits after the point.
fn padded(text: &str) -> String {
    let Some((whole, fraction)) = text.split_once('.') else {
        return text.to_owned();
    };
    let unit = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = fraction.strip_suffix(unit).unwrap_or(fraction);
    let width = digits.len().div_ceil(3) * 3;
    format!("{whole}.{digits:0<width$}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rpcsmith_validate::cel::Duration;

    #[test]
    fn constants_have_their_form_in_json() {
        let duration = Value::Duration(Duration::new(-1, -500_000_000));
        for (kind, value, expected) in [
            (
                Kind::Int64 { signed: false },
                Value::Uint(u64::MAX),
                "\"18446744073709551615\"",
            ),
            (Kind::Int32 { signed: true }, Value::Int(-5), "-5"),
            (Kind::Float, Value::Double(f64::from(0.1_f32)), "0.1"),
            (Kind::Double, Value::Double(-0.5), "-0.5"),
            (Kind::Double, Value::Double(1e300), "1e+300"),
            (Kind::Double, Value::Double(3.0), "3"),
            (
                Kind::Double,
                Value::Double(f64::NEG_INFINITY),
                "\"-Infinity\"",
            ),
            (Kind::Bytes, Value::Bytes(vec![255]), "\"/w==\""),
            (Kind::Bytes, Value::Bytes(b"ab".to_vec()), "\"YWI=\""),
            (Kind::Bytes, Value::Bytes(b"abcd".to_vec()), "\"YWJjZA==\""),
            (Kind::Bytes, Value::Bytes(Vec::new()), "\"\""),
            (Kind::Duration, duration, "\"-1.500s\""),
            (Kind::Key(Scalar::Bool), Value::Bool(true), "\"true\""),
        ] {
            let node = kind.constant(&value).expect("it has a form");
            assert_eq!(node.to_string(), expected);
        }
    }
}
