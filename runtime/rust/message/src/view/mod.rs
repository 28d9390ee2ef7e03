//! Views: forms of messages that borrow text and bytes from the data they are decoded from.
//!
//! The option `views` of the generator writes them. A generated view calls one function for each field, as messages do. The
//! functions here read what borrows from the data; those of `merge` read the rest, from
//! [`Field::owned`]. Views accept the same data as messages, and report the same errors.

mod context;
pub mod kind;
mod map;
mod own;
mod read;
#[cfg(test)]
mod tests;

use std::fmt;

use prost::DecodeError;
use prost::encoding::WireType;

use super::budget;
use super::merge::{self, at};
pub use kind::ViewKind;
pub use map::Map;
pub use own::{Own, own, same};
use read::Depth;

/// A message that borrows from its data.
pub trait View<'a>: Default {
    /// The name of the message, for errors.
    const NAME: &'static str;

    /// Reads a field.
    ///
    /// # Errors
    /// If the value is malformed.
    fn merge_field(&mut self, field: Field<'_, 'a>) -> Result<(), DecodeError>;
}

impl<'a, V: View<'a>> View<'a> for Box<V> {
    const NAME: &'static str = V::NAME;

    #[inline]
    fn merge_field(&mut self, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        (**self).merge_field(field)
    }
}

/// A oneof with a member that borrows from the data.
pub trait Oneof<'a>: Sized {
    /// Reads a member.
    ///
    /// # Errors
    /// If the value is malformed.
    fn merge(oneof: &mut Option<Self>, field: Field<'_, 'a>) -> Result<(), DecodeError>;
}

/// A received field: its key has been read, and its value is next in the data.
#[derive(Debug)]
pub struct Field<'f, 'a> {
    message: &'static str,
    tag: u32,
    wire_type: WireType,
    data: &'f mut &'a [u8],
    depth: Depth,
}

impl<'f, 'a> Field<'f, 'a> {
    /// The number.
    #[inline]
    pub fn tag(&self) -> u32 {
        self.tag
    }

    /// The field for a function that copies the value.
    #[inline]
    pub fn owned(self) -> merge::Field<'f, &'a [u8]> {
        let context = self.depth.context();
        merge::Field::new(self.message, self.tag, self.wire_type, self.data, context)
    }

    /// Skips the value of an unknown field.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn skip(self) -> Result<(), DecodeError> {
        self.owned().skip()
    }
}

/// Decodes a view.
///
/// # Errors
/// If the data is malformed.
pub fn decode<'a, V: View<'a>>(mut data: &'a [u8]) -> Result<V, DecodeError> {
    let mut view = V::default();
    read::fields(&mut view, &mut data, 0, Depth::OUTERMOST)?;
    Ok(view)
}

/// Prints a view as its message.
///
/// # Errors
/// If the formatter fails.
pub fn debug<T: fmt::Debug>(view: &impl Own<T>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    view.own().fmt(f)
}

/// Defines functions `$name(&mut $target, name, field)` that read with `$read` into the target.
macro_rules! fields {
    ($what:literal, $($name:ident [$($generics:tt)*] $target:ty, $read:path;)*) => {$(
        #[doc = concat!("Reads ", $what, " of type `", stringify!($name), "`.")]
        ///
        /// # Errors
        /// If the value is malformed.
        #[inline]
        pub fn $name<'a, $($generics)*>(
            value: &mut $target,
            name: &'static str,
            field: Field<'_, 'a>,
        ) -> Result<(), DecodeError> {
            let message = field.message;
            at($read(value, field), message, name)
        }
    )*};
}

fields! {
    "a field",
    string [] &'a str, set::string;
    bytes [] &'a [u8], set::bytes;
    message [V: View<'a>] V, existing::message;
    group [V: View<'a>] V, existing::group;
    oneof [O: Oneof<'a>] Option<O>, O::merge;
}

/// Fields with presence.
pub mod optional {
    use super::*;

    fields! {
        "a field",
        string [] Option<&'a str>, set::optional_string;
        bytes [] Option<&'a [u8]>, set::optional_bytes;
        message [V: View<'a>] Option<V>, set::message;
        group [V: View<'a>] Option<V>, set::group;
    }
}

/// Repeated fields.
pub mod repeated {
    use super::*;

    fields! {
        "elements",
        string [] Vec<&'a str>, add::string;
        bytes [] Vec<&'a [u8]>, add::bytes;
        message [V: View<'a>] Vec<V>, add::message;
        group [V: View<'a>] Vec<V>, add::group;
    }
}

/// Reads a map entry with a key and a value of these kinds.
///
/// # Errors
/// If the value is malformed.
#[inline]
pub fn map<'a, K, V>(
    value: &mut Map<K, V>,
    name: &'static str,
    kinds: (impl ViewKind<'a, K>, impl ViewKind<'a, V>),
    field: Field<'_, 'a>,
) -> Result<(), DecodeError> {
    let message = field.message;
    at(value.merge(kinds, field), message, name)
}

/// Members of a oneof that are set already: received messages are merged into them.
pub mod existing {
    use super::*;

    /// Reads a message.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn message<'a>(value: &mut impl View<'a>, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        read::message(field.wire_type, value, field.data, field.depth)
    }

    /// Reads a message between a start and an end tag.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn group<'a>(value: &mut impl View<'a>, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        read::group(field.tag, field.wire_type, value, field.data, field.depth)
    }
}

/// New members of a oneof, wrapped in their variant. [`merge::oneof`] adds the name of the oneof to an error.
pub mod variant {
    use super::*;

    /// Reads a member of type `string`.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn string<'a, O>(
        oneof: &mut Option<O>,
        variant: fn(&'a str) -> O,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        *oneof = Some(variant(read::string(field.wire_type, field.data)?));
        Ok(())
    }

    /// Reads a member of type `bytes`.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn bytes<'a, O>(
        oneof: &mut Option<O>,
        variant: fn(&'a [u8]) -> O,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        *oneof = Some(variant(read::bytes(field.wire_type, field.data)?));
        Ok(())
    }

    /// Reads a message.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn message<'a, V: View<'a>, O>(
        oneof: &mut Option<O>,
        variant: fn(V) -> O,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        budget::set::<V>()?;
        let mut value = V::default();
        existing::message(&mut value, field)?;
        *oneof = Some(variant(value));
        Ok(())
    }

    /// Reads a message between a start and an end tag.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn group<'a, V: View<'a>, O>(
        oneof: &mut Option<O>,
        variant: fn(V) -> O,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        budget::set::<V>()?;
        let mut value = V::default();
        existing::group(&mut value, field)?;
        *oneof = Some(variant(value));
        Ok(())
    }
}

/// Replaces values.
mod set {
    use super::*;

    #[inline]
    pub fn string<'a>(value: &mut &'a str, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        *value = read::string(field.wire_type, field.data)?;
        Ok(())
    }

    #[inline]
    pub fn bytes<'a>(value: &mut &'a [u8], field: Field<'_, 'a>) -> Result<(), DecodeError> {
        *value = read::bytes(field.wire_type, field.data)?;
        Ok(())
    }

    #[inline]
    pub fn optional_string<'a>(
        value: &mut Option<&'a str>,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        *value = Some(read::string(field.wire_type, field.data)?);
        Ok(())
    }

    #[inline]
    pub fn optional_bytes<'a>(
        value: &mut Option<&'a [u8]>,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        *value = Some(read::bytes(field.wire_type, field.data)?);
        Ok(())
    }

    #[inline]
    pub fn message<'a, V: View<'a>>(
        value: &mut Option<V>,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        if value.is_none() {
            budget::set::<V>()?;
        }
        existing::message(value.get_or_insert_default(), field)
    }

    #[inline]
    pub fn group<'a, V: View<'a>>(
        value: &mut Option<V>,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        if value.is_none() {
            budget::set::<V>()?;
        }
        existing::group(value.get_or_insert_default(), field)
    }
}

/// Adds values.
mod add {
    use super::*;

    #[inline]
    pub fn string<'a>(values: &mut Vec<&'a str>, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        values.push(read::string(field.wire_type, field.data)?);
        Ok(())
    }

    #[inline]
    pub fn bytes<'a>(values: &mut Vec<&'a [u8]>, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        values.push(read::bytes(field.wire_type, field.data)?);
        Ok(())
    }

    #[inline]
    pub fn message<'a, V: View<'a>>(
        values: &mut Vec<V>,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        existing::message(added(values)?, field)
    }

    #[inline]
    pub fn group<'a, V: View<'a>>(
        values: &mut Vec<V>,
        field: Field<'_, 'a>,
    ) -> Result<(), DecodeError> {
        existing::group(added(values)?, field)
    }

    /// A new element. It is read in its place, because views can be large.
    #[inline]
    fn added<'v, 'a, V: View<'a>>(values: &'v mut Vec<V>) -> Result<&'v mut V, DecodeError> {
        budget::added::<V>()?;
        let index = values.len();
        values.push(V::default());
        // There is an element at that index.
        values.get_mut(index).ok_or_else(budget::exceeded)
    }
}
