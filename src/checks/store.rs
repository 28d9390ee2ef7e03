//! Stores of values: the width and presence of the field that a value comes from. CEL's types do not show them.

use crate::cel::{Kind, Type, Value};
use crate::model::{Field, FieldKind, FieldType, MessageId, Model, Presence, Scalar};

/// The store of a value.
///
/// CEL has one `int` and one `double`, but messages have 32-bit and 64-bit fields. An `int32` field is compared with a
/// constant in 32 bits. If the constant is out of the range of `int32`, the result is known before run time.
#[derive(Clone, Debug, PartialEq)]
pub enum Store {
    Bool,
    I32,
    I64,
    U32,
    U64,
    /// The number of items or characters: an `int` or a `uint` that is never negative.
    Size,
    F32,
    F64,
    Text,
    Bytes,
    Duration,
    Timestamp,
    Message {
        id: MessageId,
        /// Whether the message may be unset. The fields of an unset message have their defaults.
        maybe: bool,
    },
    List(Box<Self>),
    Map {
        key: Box<Self>,
        value: Box<Self>,
        /// Whether the list or map is a field of a message that may be unset.
        maybe: bool,
    },
    /// The value of a wrapper, or null.
    Maybe(Box<Self>),
    Null,
    /// A value whose type is known only at run time.
    Value,
}

/// The test whether a value differs from the value of an unset field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZeroTest {
    /// The bool itself.
    Bool,
    /// Text, bytes, a list or a map is not empty.
    Empty,
    /// The bits of a float are not zero: minus zero is not the default.
    Bits,
    Number,
    /// A message differs from its default.
    Message,
}

impl Store {
    /// Returns the store of a scalar field.
    pub fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Double => Self::F64,
            Scalar::Float => Self::F32,
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => Self::I32,
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => Self::I64,
            Scalar::Uint32 | Scalar::Fixed32 => Self::U32,
            Scalar::Uint64 | Scalar::Fixed64 => Self::U64,
            Scalar::Bool => Self::Bool,
            Scalar::String => Self::Text,
            Scalar::Bytes => Self::Bytes,
        }
    }

    /// Returns the store of a present value: a field that is set, a list item, a map key or a map value.
    pub fn of_item(model: &Model<'_>, item: FieldType) -> Self {
        match item {
            FieldType::Scalar(scalar) => Self::of_scalar(scalar),
            FieldType::Enum(_) => Self::I32,
            FieldType::Message { id, .. } => {
                let message = &model[id];
                match Type::of_message(message, id) {
                    Type::Duration => Self::Duration,
                    Type::Timestamp => Self::Timestamp,
                    Type::Nullable(value) => match message.fields.first() {
                        Some(field) => Self::of_item(model, field.kind.item()),
                        None => Self::of_type(&value),
                    },
                    _ => Self::Message { id, maybe: false },
                }
            }
        }
    }

    /// Returns the store of a field. `maybe` is true if the message with the field may be unset.
    pub fn of_field(model: &Model<'_>, field: &Field<'_>, maybe: bool) -> Self {
        match field.kind {
            FieldKind::Singular(item, presence) => {
                let is_required = presence == Presence::Required;
                let is_wrapper = matches!(item, FieldType::Message { id, .. }
                    if matches!(Type::of_message(&model[id], id), Type::Nullable(_)));
                match Self::of_item(model, item) {
                    Self::Message { id, .. } => Self::Message {
                        id,
                        maybe: maybe || !is_required,
                    },
                    value if is_wrapper && !is_required => Self::Maybe(Box::new(value)),
                    value => value,
                }
            }
            FieldKind::Repeated { item, .. } => Self::List(Box::new(Self::of_item(model, item))),
            FieldKind::Map { key, value } => Self::Map {
                key: Box::new(Self::of_scalar(key)),
                value: Box::new(Self::of_item(model, value)),
                maybe,
            },
        }
    }

    /// Returns the store of a value if only its CEL type is known.
    pub fn of_type(ty: &Type) -> Self {
        match ty.value() {
            Type::Bool => Self::Bool,
            Type::Int => Self::I64,
            Type::Uint => Self::U64,
            Type::Double => Self::F64,
            Type::String => Self::Text,
            Type::Bytes => Self::Bytes,
            Type::Duration => Self::Duration,
            Type::Timestamp => Self::Timestamp,
            Type::Message(id) => Self::Message {
                id: *id,
                maybe: true,
            },
            ty if ty.is_dynamic() => Self::Value,
            Type::List(item) => Self::List(Box::new(Self::of_type(item))),
            _ => Self::Null,
        }
    }

    /// Returns the store of a value whose kind was checked.
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Strings | Kind::List | Kind::Map => Self::Value,
            kind => Self::of_type(&kind.ty()),
        }
    }

    /// Returns the store of a constant that is not a list.
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Message(constant) => Self::Message {
                id: constant.message,
                maybe: false,
            },
            Value::List(_) | Value::Map(_) | Value::Type(_) => Self::Value,
            value => Self::of_type(&value.ty()),
        }
    }

    /// Returns the store for an item of a list literal. Numbers in a list literal have the width of CEL's types.
    pub fn widened(self) -> Self {
        match self {
            Self::I32 | Self::Size => Self::I64,
            Self::U32 => Self::U64,
            Self::F32 => Self::F64,
            store => store,
        }
    }

    /// Returns the least and the greatest value of an integer type.
    pub fn limits(&self) -> Option<(i128, i128)> {
        Some(match self {
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 => (i64::MIN.into(), i64::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX.into()),
            _ => return None,
        })
    }

    /// Returns whether values are integers.
    pub fn is_integer(&self) -> bool {
        *self == Self::Size || self.limits().is_some()
    }

    /// Returns whether values are bools, numbers or times, which every target copies.
    pub fn is_small(&self) -> bool {
        let is_double = matches!(self, Self::F32 | Self::F64);
        let is_other = matches!(self, Self::Bool | Self::Duration | Self::Timestamp);
        is_double || is_other || self.is_integer()
    }

    /// Returns whether only the run-time value shows if it is a valid index or key.
    pub fn is_loose(&self) -> bool {
        matches!(self, Self::Value | Self::F32 | Self::F64)
    }

    /// Returns the test whether the value differs from the value of an unset field.
    pub fn zero_test(&self) -> ZeroTest {
        match self {
            Self::Bool => ZeroTest::Bool,
            Self::Text | Self::Bytes | Self::List(_) | Self::Map { .. } => ZeroTest::Empty,
            Self::F32 | Self::F64 => ZeroTest::Bits,
            Self::Message { .. } | Self::Duration | Self::Timestamp => ZeroTest::Message,
            Self::I32
            | Self::I64
            | Self::U32
            | Self::U64
            | Self::Size
            | Self::Maybe(_)
            | Self::Null
            | Self::Value => ZeroTest::Number,
        }
    }
}
