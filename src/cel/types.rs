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
    /// A value that is a wrapper message or null.
    Nullable(Box<Type>),
    /// A wrapper message that is present, such as a list item. A rule may compare it with null, but it never is null.
    Wrapper(Box<Type>),
    /// The type of a type.
    Meta,
    /// A type that is known only at run time.
    Dyn,
}

impl Type {
    /// Returns the type of a list with this item type.
    pub fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// Returns the type of a field.
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

    /// Returns the type of a single value of a field.
    pub fn of_item(model: &Model<'_>, item: FieldType) -> Self {
        match item {
            FieldType::Scalar(scalar) => Self::of_scalar(scalar),
            FieldType::Enum(_) => Self::Int,
            FieldType::Message { id, .. } => Self::of_message(&model[id], id),
        }
    }

    /// Returns the type of a present value: a field that is set, a list item, or a map value.
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

    /// Returns the type of a message. The well-known messages have CEL types.
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

    /// Returns whether values of the type are numbers or wrappers of numbers.
    pub fn is_number(&self) -> bool {
        matches!(self.value(), Self::Int | Self::Uint | Self::Double)
    }

    /// Returns whether values of the type have an order.
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

    /// Returns whether a rule may compare values of the type with null although they never are null.
    pub fn is_never_null(&self) -> bool {
        matches!(
            self,
            Self::Message(_) | Self::Duration | Self::Timestamp | Self::Wrapper(_)
        )
    }

    /// Returns the inner type of a wrapper, or the type itself.
    pub fn value(&self) -> &Self {
        match self {
            Self::Nullable(value) | Self::Wrapper(value) => value,
            other => other,
        }
    }

    /// Returns whether the type is known only at run time, or contains such a type.
    pub fn is_dynamic(&self) -> bool {
        match self {
            Self::Dyn => true,
            Self::List(item) | Self::Nullable(item) | Self::Wrapper(item) => item.is_dynamic(),
            Self::Map(key, value) => key.is_dynamic() || value.is_dynamic(),
            _ => false,
        }
    }

    /// Returns the common type of two values. An empty list takes the type of the other list.
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

    /// Returns the type as CEL prints it. Messages have their full names.
    pub fn display<'t>(&'t self, model: &'t Model<'t>) -> impl fmt::Display + 't {
        Display { ty: self, model }
    }

    /// Returns the name that `type()` returns for a type without parameters.
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
