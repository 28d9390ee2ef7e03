//! Which rules a field can have, by its type.

use std::fmt;

use crate::model::{FieldKind, Model, Scalar, Type as FieldType};

/// What rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Single(FieldType),
    List(FieldType),
    Map(Scalar, FieldType),
}

impl From<FieldKind> for Shape {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Singular(item, _) => Self::Single(item),
            FieldKind::Repeated { item, .. } => Self::List(item),
            FieldKind::Map { key, value } => Self::Map(key, value),
        }
    }
}

impl Shape {
    /// For a text: `a field of type int32`.
    pub fn display<'m>(self, model: &'m Model<'m>) -> impl fmt::Display + 'm {
        fmt::from_fn(move |f| match self {
            Self::Single(FieldType::Scalar(scalar)) => write!(f, "a `{}`", scalar.name()),
            Self::Single(FieldType::Enum(_)) => f.write_str("an enum"),
            Self::Single(FieldType::Message { id, .. }) => {
                write!(f, "a `{}`", &model[id].full_name[1..])
            }
            Self::List(_) => f.write_str("a repeated field"),
            Self::Map(..) => f.write_str("a map"),
        })
    }
}

/// The member of `FieldRules.type` for a value; `None` where there is none.
pub fn rule_set(model: &Model<'_>, shape: Shape) -> Option<&'static str> {
    let item = match shape {
        Shape::Single(item) => item,
        Shape::List(_) => return Some("repeated"),
        Shape::Map(..) => return Some("map"),
    };
    match item {
        FieldType::Scalar(scalar) => Some(scalar.name()),
        FieldType::Enum(_) => Some("enum"),
        FieldType::Message { id, .. } => {
            let name = model[id].full_name.strip_prefix(".google.protobuf.")?;
            Some(match name {
                "Any" => "any",
                "Duration" => "duration",
                "FieldMask" => "field_mask",
                "Timestamp" => "timestamp",
                "BoolValue" => "bool",
                "BytesValue" => "bytes",
                "DoubleValue" => "double",
                "FloatValue" => "float",
                "Int32Value" => "int32",
                "Int64Value" => "int64",
                "StringValue" => "string",
                "UInt32Value" => "uint32",
                "UInt64Value" => "uint64",
                _ => return None,
            })
        }
    }
}
