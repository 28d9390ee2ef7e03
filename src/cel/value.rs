//! Values that are known at generation time.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::types::Type;
use crate::model::MessageId;
use rpcsmith_validate::cel::format::{Clause, Formatted};
use rpcsmith_validate::cel::{Duration, Error, Result, Timestamp};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(String),
    Bytes(Vec<u8>),
    Duration(Duration),
    Timestamp(Timestamp),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Message(Constant),
    /// A type, with the name that `type()` returns.
    Type(Cow<'static, str>),
}

/// A constant message.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    pub message: MessageId,
    /// The set fields, by number.
    pub fields: BTreeMap<u32, Value>,
    /// Field numbers that the schema does not declare.
    pub unknown: Vec<u32>,
}

impl Constant {
    /// Returns a message without set fields.
    pub fn new(message: MessageId) -> Self {
        Self {
            message,
            fields: BTreeMap::new(),
            unknown: Vec::new(),
        }
    }
}

impl Value {
    /// Returns the type of the value. The types of items and entries are known only at run time.
    pub fn ty(&self) -> Type {
        match self {
            Self::Null => Type::Null,
            Self::Bool(_) => Type::Bool,
            Self::Int(_) => Type::Int,
            Self::Uint(_) => Type::Uint,
            Self::Double(_) => Type::Double,
            Self::String(_) => Type::String,
            Self::Bytes(_) => Type::Bytes,
            Self::Duration(_) => Type::Duration,
            Self::Timestamp(_) => Type::Timestamp,
            Self::List(_) => Type::list(Type::Dyn),
            Self::Map(_) => Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)),
            Self::Message(message) => Type::Message(message.message),
            Self::Type(_) => Type::Meta,
        }
    }

    /// Returns the approximate size in memory, in bytes.
    pub fn size(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::String(text) => text.len(),
                Self::Bytes(bytes) => bytes.len(),
                Self::List(items) => items.iter().map(Self::size).sum(),
                Self::Map(entries) => entries.iter().map(|(k, v)| k.size() + v.size()).sum(),
                Self::Message(message) => message.fields.values().map(Self::size).sum(),
                _ => 0,
            }
    }

    /// Returns the name that `type()` returns; `None` for messages.
    pub fn type_name(&self) -> Option<&'static str> {
        match self {
            Self::Message(_) => None,
            value => Some(value.ty().name()),
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(value) => Some(value),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    pub fn as_message(&self) -> Option<&Constant> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }
}

impl Formatted for Value {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match self {
            Self::Null => ().write(clause, out),
            Self::Bool(value) => value.write(clause, out),
            Self::Int(value) => value.write(clause, out),
            Self::Uint(value) => value.write(clause, out),
            Self::Double(value) => value.write(clause, out),
            Self::String(value) => value.write(clause, out),
            Self::Bytes(value) => value.write(clause, out),
            Self::Duration(value) => value.write(clause, out),
            Self::Timestamp(value) => value.write(clause, out),
            Self::List(values) => values.write(clause, out),
            Self::Type(name) => (**name).write(clause, out),
            Self::Map(entries) => {
                let mut texts = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let (mut name, mut text) = (String::new(), String::new());
                    key.write(clause, &mut name)?;
                    value.write(clause, &mut text)?;
                    texts.push((name, text));
                }
                let texts: BTreeMap<_, _> = texts.into_iter().collect();
                texts.write(clause, out)
            }
            Self::Message(_) => Err(Error::InvalidFormat),
        }
    }
}
