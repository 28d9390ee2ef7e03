//! The types of random expressions.

use crate::differential::schema::{ENUM, Field, MESSAGE, Schema};

#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    /// A message, by its full name with a leading dot.
    Message(String),
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    /// A wrapper that is a field: a value or null.
    Wrapper(Box<Type>),
    /// Known only when a message is validated.
    Dyn,
}

/// The types of expressions.
pub const SCALARS: [Type; 8] = [
    Type::Bool,
    Type::Int,
    Type::Uint,
    Type::Double,
    Type::String,
    Type::Bytes,
    Type::Duration,
    Type::Timestamp,
];

/// The types of map keys.
pub const KEYS: [Type; 4] = [Type::Bool, Type::Int, Type::Uint, Type::String];

impl Type {
    pub fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// The type of a field as an expression sees it.
    pub fn of(schema: &Schema, field: &Field) -> Self {
        let item = Self::of_item(field);
        if let (true, Self::Message(name)) = (field.repeated, &item)
            && let Some(entry) = schema.messages.get(name).filter(|found| found.is_entry)
        {
            let part = |number| entry.field(number).map_or(Self::Dyn, Self::of_item);
            return Self::Map(Box::new(part(1)), Box::new(part(2).set()));
        }
        if field.repeated {
            Self::list(item.set())
        } else {
            item
        }
    }

    fn of_item(field: &Field) -> Self {
        let wrapper = |value| Self::Wrapper(Box::new(value));
        match field.kind {
            1 | 2 => Self::Double,
            4 | 6 | 7 | 13 => Self::Uint,
            8 => Self::Bool,
            9 => Self::String,
            12 => Self::Bytes,
            ENUM => Self::Int,
            MESSAGE => match field.type_name.strip_prefix(".google.protobuf.") {
                None => Self::Message(field.type_name.clone()),
                Some("Duration") => Self::Duration,
                Some("Timestamp") => Self::Timestamp,
                Some("BoolValue") => wrapper(Self::Bool),
                Some("Int32Value" | "Int64Value") => wrapper(Self::Int),
                Some("UInt32Value" | "UInt64Value") => wrapper(Self::Uint),
                Some("FloatValue" | "DoubleValue") => wrapper(Self::Double),
                Some("StringValue") => wrapper(Self::String),
                Some("BytesValue") => wrapper(Self::Bytes),
                Some(_) => Self::Dyn,
            },
            _ => Self::Int,
        }
    }

    /// The type of an item of a list, or of a value of a map.
    fn set(self) -> Self {
        match self {
            Self::Wrapper(value) => *value,
            other => other,
        }
    }

    pub fn is_ordered(&self) -> bool {
        SCALARS.contains(self)
    }
}
