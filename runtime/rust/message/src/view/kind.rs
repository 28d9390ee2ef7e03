//! The types of keys and values of maps that borrow, as values: `(kind::String, kind::Same(Int32))`.

use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType};

use super::View;
use super::read::{self, Depth};
use crate::kind::Kind;

/// Reads a `T` as the key or value of a map entry.
pub trait ViewKind<'a, T> {
    /// Reads a value after its tag.
    ///
    /// # Errors
    /// If the value is malformed.
    #[doc(hidden)]
    fn merge(
        &self,
        value: &mut T,
        wire_type: WireType,
        data: Place<'_, 'a>,
    ) -> Result<(), DecodeError>;

    /// The value of an entry that leaves it out.
    fn default(&self) -> T;
}

/// Where a value is.
#[doc(hidden)]
#[derive(Debug)]
pub struct Place<'f, 'a> {
    pub(super) data: &'f mut &'a [u8],
    pub(super) depth: Depth,
}

impl Place<'_, '_> {
    fn context(&self) -> DecodeContext {
        self.depth.context()
    }
}

/// A kind that does not borrow, so that its values are the same in a view and in a message.
#[derive(Clone, Copy, Debug, Default)]
pub struct Same<K>(pub K);

impl<'a, T, K: Kind<T>> ViewKind<'a, T> for Same<K> {
    fn merge(
        &self,
        value: &mut T,
        wire_type: WireType,
        place: Place<'_, 'a>,
    ) -> Result<(), DecodeError> {
        let context = place.context();
        self.0.merge(wire_type, value, place.data, context)
    }

    fn default(&self) -> T {
        self.0.default()
    }
}

/// `string`.
#[derive(Clone, Copy, Debug, Default)]
pub struct String;

/// `bytes`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bytes;

/// A message with a view.
#[derive(Clone, Copy, Debug, Default)]
pub struct Message;

impl<'a> ViewKind<'a, &'a str> for String {
    fn merge(
        &self,
        value: &mut &'a str,
        wire_type: WireType,
        place: Place<'_, 'a>,
    ) -> Result<(), DecodeError> {
        *value = read::string(wire_type, place.data)?;
        Ok(())
    }

    fn default(&self) -> &'a str {
        ""
    }
}

impl<'a> ViewKind<'a, &'a [u8]> for Bytes {
    fn merge(
        &self,
        value: &mut &'a [u8],
        wire_type: WireType,
        place: Place<'_, 'a>,
    ) -> Result<(), DecodeError> {
        *value = read::bytes(wire_type, place.data)?;
        Ok(())
    }

    fn default(&self) -> &'a [u8] {
        &[]
    }
}

impl<'a, V: View<'a>> ViewKind<'a, V> for Message {
    fn merge(
        &self,
        value: &mut V,
        wire_type: WireType,
        place: Place<'_, 'a>,
    ) -> Result<(), DecodeError> {
        read::message(wire_type, value, place.data, place.depth)
    }

    fn default(&self) -> V {
        V::default()
    }
}
