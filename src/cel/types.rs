//! The static types of expressions.

use std::fmt;

use crate::model::{FieldKind, MessageId, Model, Scalar};
use crate::model::{FieldType, Message};

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Message(MessageId),
    /// A wrapper message: a value or null.
    Nullable(Box<Type>),
    /// A wrapper message that is there, such as an item of a list: it may be compared with null, and is not null.
    Wrapper(Box<Type>),
    /// The type of a type.
    Meta,
    /// Known only when the expression is evaluated.
    Dyn,
}

impl Type {
    /// A list of items of the type.
    pub fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// What a field holds.
    pub fn of_field(model: &Model<'_>, kind: FieldKind) -> Self {
        match kind {
            FieldKind::Singular(item, _) => Self::of_item(model, item),
            FieldKind::Repeated { item, .. } => Self::list(Self::of_set(model, item)),
            FieldKind::Map { key, value } => Self::Map(
                Box::new(Self::of_scalar(key)),
                Box::new(Self::of_set(model, value)),
            ),
        }
    }

    /// A single value of a field.
    pub fn of_item(model: &Model<'_>, item: FieldType) -> Self {
        match item {
            FieldType::Scalar(scalar) => Self::of_scalar(scalar),
            FieldType::Enum(_) => Self::Int,
            FieldType::Message { id, .. } => Self::of_message(&model[id], id),
        }
    }

    /// A value that is there: of a field that is set, an item of a list, or a value of a map.
    pub fn of_set(model: &Model<'_>, item: FieldType) -> Self {
        match Self::of_item(model, item) {
            Self::Nullable(value) => Self::Wrapper(value),
            ty => ty,
        }
    }

    fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Double | Scalar::Float => Self::Double,
            Scalar::Int32
            | Scalar::Int64
            | Scalar::Sint32
            | Scalar::Sint64
            | Scalar::Sfixed32
            | Scalar::Sfixed64 => Self::Int,
            Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Self::Uint,
            Scalar::Bool => Self::Bool,
            Scalar::String => Self::String,
            Scalar::Bytes => Self::Bytes,
        }
    }

    /// A message; CEL has types of its own for the well-known ones.
    pub fn of_message(message: &Message<'_>, id: MessageId) -> Self {
        let Some(name) = message.full_name.strip_prefix(".google.protobuf.") else {
            return Self::Message(id);
        };
        let value = match name {
            "Duration" => return Self::Duration,
            "Timestamp" => return Self::Timestamp,
            "Value" | "Any" => return Self::Dyn,
            "ListValue" => return Self::list(Self::Dyn),
            "Struct" => return Self::Map(Box::new(Self::String), Box::new(Self::Dyn)),
            "BoolValue" => Self::Bool,
            "BytesValue" => Self::Bytes,
            "DoubleValue" | "FloatValue" => Self::Double,
            "Int32Value" | "Int64Value" => Self::Int,
            "StringValue" => Self::String,
            "UInt32Value" | "UInt64Value" => Self::Uint,
            _ => return Self::Message(id),
        };
        Self::Nullable(Box::new(value))
    }

    /// Whether values of the type are numbers, or wrap one.
    pub fn is_number(&self) -> bool {
        matches!(self.value(), Self::Int | Self::Uint | Self::Double)
    }

    /// Whether values of the type have an order.
    pub fn is_ordered(&self) -> bool {
        matches!(
            self.value(),
            Self::Bool
                | Self::Int
                | Self::Uint
                | Self::Double
                | Self::String
                | Self::Bytes
                | Self::Duration
                | Self::Timestamp
        )
    }

    /// Whether values of the type may be compared with null, although none of them is null.
    pub fn is_never_null(&self) -> bool {
        matches!(
            self,
            Self::Message(_) | Self::Duration | Self::Timestamp | Self::Wrapper(_)
        )
    }

    /// Of a wrapper, the type of its value.
    pub fn value(&self) -> &Self {
        match self {
            Self::Nullable(value) | Self::Wrapper(value) => value,
            other => other,
        }
    }

    /// Whether it is, or holds, a type that is known only at evaluation.
    pub fn is_dynamic(&self) -> bool {
        match self {
            Self::Dyn => true,
            Self::List(item) | Self::Nullable(item) | Self::Wrapper(item) => item.is_dynamic(),
            Self::Map(key, value) => key.is_dynamic() || value.is_dynamic(),
            _ => false,
        }
    }

    /// The type of what is one or the other; of an empty list, that of the other.
    pub fn join(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (a, b) if a == b => a.clone(),
            (Self::Dyn, b) => b.clone(),
            (a, Self::Dyn) => a.clone(),
            (Self::List(a), Self::List(b)) => Self::list(a.join(b)?),
            (Self::Map(a, x), Self::Map(b, y)) => {
                Self::Map(Box::new(a.join(b)?), Box::new(x.join(y)?))
            }
            (Self::Nullable(a), b) if *b.value() == **a || *b == Self::Null => self.clone(),
            (a, Self::Nullable(b)) if *a.value() == **b || *a == Self::Null => other.clone(),
            (Self::Wrapper(a), Self::Null) | (Self::Null, Self::Wrapper(a)) => {
                Self::Nullable(a.clone())
            }
            (Self::Wrapper(a), b) if **a == *b => self.clone(),
            (a, Self::Wrapper(b)) if **b == *a => other.clone(),
            _ => return None,
        })
    }

    /// The type as CEL prints it; messages by their names.
    pub fn display<'t>(&'t self, model: &'t Model<'t>) -> impl fmt::Display + 't {
        Display { ty: self, model }
    }

    /// The name that `type()` gives, for the types that have one without parameters.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::String => "string",
            Self::Bytes => "bytes",
            Self::Duration => "google.protobuf.Duration",
            Self::Timestamp => "google.protobuf.Timestamp",
            Self::List(_) => "list",
            Self::Map(..) => "map",
            Self::Message(_) => "message",
            Self::Nullable(value) | Self::Wrapper(value) => value.name(),
            Self::Meta => "type",
            Self::Dyn => "dyn",
        }
    }
}

struct Display<'t> {
    ty: &'t Type,
    model: &'t Model<'t>,
}

impl fmt::Display for Display<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = self.model;
        match self.ty {
            Type::List(item) => write!(f, "list({})", item.display(model)),
            Type::Map(key, value) => {
                write!(f, "map({}, {})", key.display(model), value.display(model))
            }
            Type::Message(id) => f.write_str(&model[*id].full_name[1..]),
            Type::Nullable(value) | Type::Wrapper(value) => {
                write!(f, "wrapper({})", value.display(model))
            }
            other => f.write_str(other.name()),
        }
    }
}
