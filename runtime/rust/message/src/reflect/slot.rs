//! The places of values, and the functions of generated code that return them.

use super::{BytesField, List, Map, Messages, Reflect, Scalar, Scalars};

/// The place of the value of a field.
pub enum Slot<'a> {
    /// `bool`.
    Bool(&'a mut bool),
    /// Also the number of an enum.
    I32(&'a mut i32),
    /// `int64` and its like.
    I64(&'a mut i64),
    /// `uint32`, `fixed32`.
    U32(&'a mut u32),
    /// `uint64`, `fixed64`.
    U64(&'a mut u64),
    /// `float`.
    F32(&'a mut f32),
    /// `double`.
    F64(&'a mut f64),
    /// `string`.
    String(&'a mut String),
    /// `bytes`.
    Bytes(&'a mut dyn BytesField),
    /// A message.
    Message(&'a mut dyn Reflect),
    /// The elements of a repeated field of scalars or enums.
    List(&'a mut dyn List<Scalars>),
    /// The elements of a repeated field of messages.
    Messages(&'a mut dyn List<Messages>),
    /// The entries of a map from keys to scalars or enums.
    Map(&'a mut dyn Map<Scalars>),
    /// The entries of a map from keys to messages.
    MessageMap(&'a mut dyn Map<Messages>),
}

/// A field without presence, or the member of a oneof.
#[inline]
pub fn singular<T: Scalar>(value: &mut T) -> Option<Slot<'_>> {
    Some(value.slot())
}

/// A field with presence.
#[inline]
pub fn optional<T: Scalar>(value: &mut Option<T>) -> Option<Slot<'_>> {
    Some(value.get_or_insert_default().slot())
}

/// A repeated field.
#[inline]
pub fn repeated<T: Scalar>(values: &mut Vec<T>) -> Option<Slot<'_>> {
    Some(Slot::List(values))
}

/// A map.
#[inline]
pub fn map(map: &mut impl Map<Scalars>) -> Option<Slot<'_>> {
    Some(Slot::Map(map))
}

/// Fields of messages.
pub mod message {
    use super::*;

    /// A required field, or the member of a oneof.
    #[inline]
    pub fn singular<M: Reflect>(value: &mut M) -> Option<Slot<'_>> {
        Some(Slot::Message(value))
    }

    /// A field with presence.
    #[inline]
    pub fn optional<M: Reflect + Default>(value: &mut Option<M>) -> Option<Slot<'_>> {
        Some(Slot::Message(value.get_or_insert_default()))
    }

    /// A field with presence, in a box.
    #[inline]
    pub fn boxed<M: Reflect + Default>(value: &mut Option<Box<M>>) -> Option<Slot<'_>> {
        Some(Slot::Message(&mut **value.get_or_insert_default()))
    }

    /// A repeated field.
    #[inline]
    pub fn repeated<M: Reflect + Default>(values: &mut Vec<M>) -> Option<Slot<'_>> {
        Some(Slot::Messages(values))
    }

    /// A map.
    #[inline]
    pub fn map(map: &mut impl Map<Messages>) -> Option<Slot<'_>> {
        Some(Slot::MessageMap(map))
    }
}
