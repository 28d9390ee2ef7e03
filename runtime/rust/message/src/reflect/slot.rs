//! The places of values, and the functions of generated code that return them.
//!
//! With [`Access::Clear`], they remove the value and return `None`.

use super::{Access, Map, Messages, Oneof, Reflect, Scalar, Scalars, Slot, value};
use crate::budget;

/// A field without presence, or a required one.
#[inline]
pub fn singular<T: Scalar>(value: &mut T, access: Access) -> Option<Slot<'_>> {
    match access {
        Access::Set => Some(value.slot()),
        Access::Clear => {
            *value = T::default();
            None
        }
    }
}

/// A field with presence.
#[inline]
pub fn optional<T: Scalar>(value: &mut Option<T>, access: Access) -> Option<Slot<'_>> {
    Some(set(value, access)?.slot())
}

/// A repeated field.
#[inline]
pub fn repeated<T: Scalar>(values: &mut Vec<T>, access: Access) -> Option<Slot<'_>> {
    match access {
        Access::Set => Some(Slot::List(values)),
        Access::Clear => {
            values.clear();
            None
        }
    }
}

/// A map.
#[inline]
pub fn map(map: &mut impl Map<Scalars>, access: Access) -> Option<Slot<'_>> {
    match access {
        Access::Set => Some(Slot::Map(map)),
        Access::Clear => {
            map.clear();
            None
        }
    }
}

/// A member of a oneof that is set.
#[inline]
pub fn member<T: Scalar>(value: &mut T) -> Slot<'_> {
    value.slot()
}

/// The member of a oneof with this index. It replaces another.
pub fn oneof<O: Oneof>(oneof: &mut Option<O>, index: usize, access: Access) -> Option<Slot<'_>> {
    let is_set = value::oneof(oneof, index).is_some();
    match access {
        Access::Set => {
            if is_set {
                return oneof.as_mut().map(O::slot);
            }
            let slot = oneof.insert(O::new(index)?).slot();
            // A smaller message is a part of the message around it, or takes no more than it.
            if let Slot::Message(message) = &slot
                && size_of_val(&**message) >= size_of::<O>()
            {
                budget::take(size_of_val(&**message)).ok()?;
            }
            Some(slot)
        }
        Access::Clear => {
            if is_set {
                *oneof = None;
            }
            None
        }
    }
}

/// The value of a field with presence, which becomes set or is removed.
#[inline]
fn set<T: Default>(value: &mut Option<T>, access: Access) -> Option<&mut T> {
    match access {
        Access::Set => Some(value.get_or_insert_default()),
        Access::Clear => {
            *value = None;
            None
        }
    }
}

/// Fields of messages.
pub mod message {
    use super::*;

    /// A required field.
    #[inline]
    pub fn singular<M: Reflect + Default>(value: &mut M, access: Access) -> Option<Slot<'_>> {
        match access {
            Access::Set => Some(Slot::Message(value)),
            Access::Clear => {
                *value = M::default();
                None
            }
        }
    }

    /// A field with presence.
    #[inline]
    pub fn optional<M: Reflect + Default>(
        value: &mut Option<M>,
        access: Access,
    ) -> Option<Slot<'_>> {
        Some(Slot::Message(set(value, access)?))
    }

    /// A repeated field.
    #[inline]
    pub fn repeated<M: Reflect + Default>(values: &mut Vec<M>, access: Access) -> Option<Slot<'_>> {
        match access {
            Access::Set => Some(Slot::Messages(values)),
            Access::Clear => {
                values.clear();
                None
            }
        }
    }

    /// A map.
    #[inline]
    pub fn map(map: &mut impl Map<Messages>, access: Access) -> Option<Slot<'_>> {
        match access {
            Access::Set => Some(Slot::MessageMap(map)),
            Access::Clear => {
                map.clear();
                None
            }
        }
    }

    /// A member of a oneof that is set.
    #[inline]
    pub fn member<M: Reflect>(value: &mut M) -> Slot<'_> {
        Slot::Message(value)
    }

    /// Fields in a box.
    pub mod boxed {
        use super::*;

        /// A required field.
        #[inline]
        pub fn singular<M: Reflect + Default>(
            value: &mut Box<M>,
            access: Access,
        ) -> Option<Slot<'_>> {
            super::singular(&mut **value, access)
        }

        /// A field with presence.
        #[inline]
        pub fn optional<M: Reflect + Default>(
            value: &mut Option<Box<M>>,
            access: Access,
        ) -> Option<Slot<'_>> {
            if access == Access::Set && value.is_none() {
                budget::take(size_of::<M>()).ok()?;
            }
            Some(Slot::Message(&mut **set(value, access)?))
        }

        /// A member of a oneof that is set.
        #[inline]
        pub fn member<M: Reflect>(value: &mut Box<M>) -> Slot<'_> {
            Slot::Message(&mut **value)
        }
    }
}
