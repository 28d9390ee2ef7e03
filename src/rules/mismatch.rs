//! The rules that a field can have, by its type.

use crate::model::{FieldKind, FieldType, Model, Scalar};

/// The shape of a value with rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldShape {
    Single(FieldType),
    List(FieldType),
    Map(Scalar, FieldType),
}

impl From<FieldKind> for FieldShape {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Singular(item, _) => Self::Single(item),
            FieldKind::Repeated { item, .. } => Self::List(item),
            FieldKind::Map { key, value } => Self::Map(key, value),
        }
    }
}

impl FieldShape {
    /// The shape in an error: `a repeated field`, `a map`.
    pub fn described(self, model: &Model<'_>) -> String {
        match self {
            Self::Single(FieldType::Scalar(scalar)) => {
                format!("a field of type `{}`", scalar.name())
            }
            Self::Single(FieldType::Enum(_)) => "an enum".to_owned(),
            Self::Single(FieldType::Message { id, .. }) => {
                format!("a field of type `{}`", &model[id].full_name[1..])
            }
            Self::List(_) => "a repeated field".to_owned(),
            Self::Map(..) => "a map".to_owned(),
        }
    }
}

/// The member of `FieldRules.type` for a value, if there is one.
pub fn rule_set(model: &Model<'_>, shape: FieldShape) -> Option<&'static str> {
    let item = match shape {
        FieldShape::Single(item) => item,
        FieldShape::List(_) => return Some("repeated"),
        FieldShape::Map(..) => return Some("map"),
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
