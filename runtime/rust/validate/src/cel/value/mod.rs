//! Values whose type is known only at run time.

mod convert;
mod json;
mod key;
mod operators;

use std::collections::BTreeMap;

pub use key::Key;

use super::format::{Clause, Formatted};
use super::{Duration, Error, Result, Timestamp, string};

/// A value of any type: the result of `dyn(x)`, and the fields of `google.protobuf.Struct`.
///
/// Equality is that of CEL: numbers of different types are equal if they have the same value. Values of other different
/// types are not equal.
///
/// ```
/// use rpcsmith_runtime::validate::cel::{Error, Value};
///
/// assert_eq!(Value::from(1_i64), Value::from(1.0));
/// assert_eq!(Value::from(1_i64).add(&Value::from("a")), Err(Error::NoSuchOverload));
///
/// let map = Value::map([("a", Value::list([1_i64, 2]))]);
/// assert_eq!(map.select("a").unwrap().size(), Ok(2));
/// ```
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `bool`.
    Bool(bool),
    /// `int`, and the number of an enum value.
    Int(i64),
    /// `uint`.
    Uint(u64),
    /// `double`.
    Double(f64),
    /// `string`.
    String(String),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// `list`.
    List(Vec<Value>),
    /// `map`.
    Map(BTreeMap<Key, Value>),
    /// `google.protobuf.Timestamp`.
    Timestamp(Timestamp),
    /// `google.protobuf.Duration`.
    Duration(Duration),
    /// A type, by its name.
    Type(&'static str),
}

macro_rules! contents {
    ($($(#[$doc:meta])* $name:ident, $variant:ident => $type:ty;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// If it is a value of another type.
        #[inline]
        pub fn $name(&self) -> Result<$type> {
            match self {
                Self::$variant(value) => Ok((*value).into()),
                _ => Err(Error::NoSuchOverload),
            }
        }
    )*};
}

impl Value {
    /// A list without elements.
    pub const EMPTY_LIST: Self = Self::List(Vec::new());
    /// A map without entries.
    pub const EMPTY_MAP: Self = Self::Map(BTreeMap::new());
}

/// The content of a value.
impl Value {
    contents! {
        /// The `bool`.
        as_bool, Bool => bool;
        /// The `int`.
        as_int, Int => i64;
        /// The `uint`.
        as_uint, Uint => u64;
        /// The `double`.
        as_double, Double => f64;
        /// The timestamp.
        as_timestamp, Timestamp => Timestamp;
        /// The duration.
        as_duration, Duration => Duration;
    }

    /// The `string`.
    ///
    /// # Errors
    /// If it is a value of another type.
    #[inline]
    pub fn as_str(&self) -> Result<&str> {
        match self {
            Self::String(text) => Ok(text),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// The `bytes`.
    ///
    /// # Errors
    /// If it is a value of another type.
    #[inline]
    pub fn as_bytes(&self) -> Result<&[u8]> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// The elements of a list.
    ///
    /// # Errors
    /// If it is a value of another type.
    #[inline]
    pub fn as_list(&self) -> Result<&[Self]> {
        match self {
            Self::List(list) => Ok(list),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// The items for a macro such as `all`: the elements of a list, or the keys of a map.
    ///
    /// # Errors
    /// If it is neither a list nor a map.
    pub fn range(&self) -> Result<Vec<Self>> {
        match self {
            Self::List(list) => Ok(list.clone()),
            Self::Map(map) => Ok(map.keys().cloned().map(Self::from).collect()),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// The name of the type.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Type(_) => "type",
        }
    }

    /// `type(self)`.
    #[must_use]
    pub const fn type_of(&self) -> Self {
        Self::Type(self.type_name())
    }

    /// `size()` of a string, of bytes, of a list or a map.
    ///
    /// # Errors
    /// If it has another type.
    pub fn size(&self) -> Result<i64> {
        let size = match self {
            Self::String(text) => return Ok(string::size(text)),
            Self::Bytes(bytes) => bytes.len(),
            Self::List(list) => list.len(),
            Self::Map(map) => map.len(),
            _ => return Err(Error::NoSuchOverload),
        };
        Ok(size as i64)
    }

    /// `self.name`: the entry of a map.
    ///
    /// # Errors
    /// If it is not a map, or has no such entry.
    pub fn select(&self, name: &str) -> Result<&Self> {
        match self {
            Self::Map(map) => map.get(&Key::from(name)).ok_or(Error::NoSuchKey),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `has(self.name)`; false for all types except maps, as in cel-go.
    pub fn has(&self, name: &str) -> bool {
        matches!(self, Self::Map(map) if map.contains_key(&Key::from(name)))
    }

    /// `self[index]`: an element of a list, or the entry of a map. The index can be a number of any type, if it is an integer.
    ///
    /// # Errors
    /// If there is no such element, or if it is neither a list nor a map.
    pub fn index(&self, index: &Self) -> Result<&Self> {
        match (self, Key::try_from(index)) {
            (Self::List(list), Ok(Key::Int(index))) => super::list::get(list, index),
            (Self::List(list), Ok(Key::Uint(index))) => {
                let index = usize::try_from(index).unwrap_or(usize::MAX);
                list.get(index).ok_or(Error::IndexOutOfRange)
            }
            (Self::Map(map), Ok(key)) => map.get(&key).ok_or(Error::NoSuchKey),
            (Self::Map(_), Err(_)) => Err(Error::NoSuchKey),
            _ => Err(Error::NoSuchOverload),
        }
    }

    /// `element in self`: whether a list contains an element, or a map a key.
    ///
    /// # Errors
    /// If it is neither a list nor a map.
    pub fn contains(&self, element: &Self) -> Result<bool> {
        match self {
            Self::List(list) => Ok(list.contains(element)),
            Self::Map(map) => Ok(Key::try_from(element).is_ok_and(|key| map.contains_key(&key))),
            _ => Err(Error::NoSuchOverload),
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
            Self::List(value) => value.write(clause, out),
            Self::Map(value) => value.write(clause, out),
            Self::Timestamp(value) => value.write(clause, out),
            Self::Duration(value) => value.write(clause, out),
            Self::Type(_) if clause != Clause::String => Err(Error::InvalidFormat),
            Self::Type(name) => name.write(clause, out),
        }
    }
}
