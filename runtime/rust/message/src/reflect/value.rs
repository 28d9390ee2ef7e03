//! The values of fields, and the functions of generated code that read them.

use super::{Map, Messages, Oneof, Reflect, Scalar, Scalars, Value};

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
