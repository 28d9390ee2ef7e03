//! Keys of maps.

use std::cmp::Ordering;

use super::Value;
use crate::cel::compare::int_uint;
use crate::cel::format::{Clause, Formatted};
use crate::cel::{Error, Result, int, uint};

/// A key of a map. An `int` and a `uint` with the same value are the same key.
#[derive(Clone, Debug)]
pub enum Key {
    /// `bool`.
    Bool(bool),
    /// `int`.
    Int(i64),
    /// `uint`.
    Uint(u64),
    /// `string`.
    String(String),
}

impl Key {
    /// The rank of the type in the order of keys.
    const fn rank(&self) -> u8 {
        match self {
            Self::Bool(_) => 0,
            Self::Int(_) | Self::Uint(_) => 1,
            Self::String(_) => 2,
        }
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Uint(a), Self::Uint(b)) => a.cmp(b),
            (Self::Int(a), Self::Uint(b)) => int_uint(*a, *b),
            (Self::Uint(a), Self::Int(b)) => int_uint(*b, *a).reverse(),
            (Self::String(a), Self::String(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

/// A number is a valid key if it is an integer.
impl TryFrom<&Value> for Key {
    type Error = Error;

    fn try_from(value: &Value) -> Result<Self> {
        match value {
            Value::Bool(value) => Ok(Self::Bool(*value)),
            Value::Int(value) => Ok(Self::Int(*value)),
            Value::Uint(value) => Ok(Self::Uint(*value)),
            Value::String(value) => Ok(Self::String(value.clone())),
            Value::Double(value) if value.trunc() == *value => int::from_double(*value)
                .map(Self::Int)
                .or_else(|_| uint::from_double(*value).map(Self::Uint)),
            _ => Err(Error::NoSuchOverload),
        }
    }
}

macro_rules! keys {
    ($($type:ty => $variant:ident;)*) => {$(
        impl From<$type> for Key {
            #[inline]
            fn from(key: $type) -> Self {
                Self::$variant(key.into())
            }
        }
    )*};
}

keys! {
    bool => Bool;
    i32 => Int;
    i64 => Int;
    u32 => Uint;
    u64 => Uint;
    &str => String;
    &String => String;
    String => String;
}

macro_rules! copied {
    ($($type:ty),*) => {$(
        impl From<&$type> for Key {
            #[inline]
            fn from(key: &$type) -> Self {
                Self::from(*key)
            }
        }
    )*};
}

copied!(bool, i32, i64, u32, u64);

impl Formatted for Key {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match self {
            Self::Bool(key) => key.write(clause, out),
            Self::Int(key) => key.write(clause, out),
            Self::Uint(key) => key.write(clause, out),
            Self::String(key) => key.write(clause, out),
        }
    }
}
