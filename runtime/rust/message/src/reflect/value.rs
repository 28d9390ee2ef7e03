//! The values of fields, and the functions of generated code that read them.

use super::{List, Map, Messages, Oneof, Reflect, Scalar, Scalars};

/// The value of a field.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// `bool`.
    Bool(bool),
    /// Also the number of an enum.
    I32(i32),
    /// `int64` and its like.
    I64(i64),
    /// `uint32`, `fixed32`.
    U32(u32),
    /// `uint64`, `fixed64`.
    U64(u64),
    /// `float`.
    F32(f32),
    /// `double`.
    F64(f64),
    /// `string`.
    String(&'a str),
    /// `bytes`.
    Bytes(&'a [u8]),
    /// A message.
    Message(&'a dyn Reflect),
    /// The elements of a repeated field of scalars or enums.
    List(&'a dyn List<Scalars>),
    /// The elements of a repeated field of messages.
    Messages(&'a dyn List<Messages>),
    /// The entries of a map from keys to scalars or enums.
    Map(&'a dyn Map<Scalars>),
    /// The entries of a map from keys to messages.
    MessageMap(&'a dyn Map<Messages>),
}

/// A field without presence; `None` for the default value.
#[inline]
pub fn implicit<T: Scalar>(value: &T) -> Option<Value<'_>> {
    (!value.is_default()).then(|| value.value())
}

/// A field with presence.
#[inline]
pub fn optional<T: Scalar>(value: &Option<T>) -> Option<Value<'_>> {
    value.as_ref().map(T::value)
}

/// A required field, or the member of a oneof that is set.
#[inline]
pub fn required<T: Scalar>(value: &T) -> Option<Value<'_>> {
    Some(value.value())
}

/// The member of a oneof with this index; `None` if another is set.
pub fn oneof<O: Oneof>(oneof: &Option<O>, index: usize) -> Option<Value<'_>> {
    oneof.as_ref()?.member(index)
}

/// A repeated field; `None` if it is empty.
#[inline]
pub fn repeated<T: Scalar>(values: &Vec<T>) -> Option<Value<'_>> {
    (!values.is_empty()).then_some(Value::List(values))
}

/// A map; `None` if it is empty.
#[inline]
pub fn map(map: &impl Map<Scalars>) -> Option<Value<'_>> {
    (map.len() > 0).then_some(Value::Map(map))
}

/// Fields of messages.
pub mod message {
    use super::*;

    /// A field with presence.
    #[inline]
    pub fn optional<M: Reflect>(value: &Option<M>) -> Option<Value<'_>> {
        value.as_ref().map(|message| Value::Message(message))
    }

    /// A required field, or the member of a oneof that is set.
    #[inline]
    pub fn required<M: Reflect>(value: &M) -> Option<Value<'_>> {
        Some(Value::Message(value))
    }

    /// Fields in a box.
    pub mod boxed {
        use std::ops::Deref;

        use super::*;

        /// A field with presence.
        #[inline]
        pub fn optional<M: Reflect>(value: &Option<Box<M>>) -> Option<Value<'_>> {
            value.as_deref().map(|message| Value::Message(message))
        }

        /// A required field, or the member of a oneof that is set.
        #[inline]
        pub fn required<M: Reflect>(value: &impl Deref<Target = M>) -> Option<Value<'_>> {
            Some(Value::Message(&**value))
        }
    }

    /// A repeated field; `None` if it is empty.
    #[inline]
    pub fn repeated<M: Reflect + Default>(values: &Vec<M>) -> Option<Value<'_>> {
        (!values.is_empty()).then_some(Value::Messages(values))
    }

    /// A map; `None` if it is empty.
    #[inline]
    pub fn map(map: &impl Map<Messages>) -> Option<Value<'_>> {
        (map.len() > 0).then_some(Value::MessageMap(map))
    }
}
