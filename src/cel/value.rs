//! Values that are known when code is generated.

use std::collections::BTreeMap;

use crate::model::MessageId;
use rpcsmith_runtime::validate::cel::{Duration, Timestamp};

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
    /// A type, by the name that `type()` gives it.
    Type(&'static str),
}

/// A message, read by the schema that describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    pub message: MessageId,
    /// The fields that are set, by number.
    pub fields: BTreeMap<u32, Value>,
    /// Numbers of fields that the schema does not have.
    pub unknown: Vec<u32>,
}

impl Constant {
    /// A message with nothing set.
    pub fn new(message: MessageId) -> Self {
        Self {
            message,
            fields: BTreeMap::new(),
            unknown: Vec::new(),
        }
    }
}

impl Value {
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_uint(&self) -> Option<u64> {
        match self {
            Self::Uint(value) => Some(*value),
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
