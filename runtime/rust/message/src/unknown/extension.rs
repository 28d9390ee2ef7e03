//! Extensions: fields that other files add to a message.

use std::fmt;
use std::marker::PhantomData;

use prost::{DecodeError, Message};

use super::UnknownFields;
use super::codec::Codec;
use crate::kind::Kind;

/// A message that stores extensions.
pub trait Extendable {
    /// The extensions and the unknown fields.
    fn extensions(&self) -> &UnknownFields;

    /// The extensions and the unknown fields.
    fn extensions_mut(&mut self) -> &mut UnknownFields;
}

/// An extension of the message `M` with values of type `T`: `Vec<_>` if it is repeated. Generated code has a constant for each.
///
/// The message stores the encoded value. [`get`](Self::get) decodes it with each call.
///
/// ```
/// use rpcsmith_runtime::message::{Extendable, Extension, UnknownFields, kind};
///
/// #[derive(Default)]
/// struct User(UnknownFields);
///
/// impl Extendable for User {
///     fn extensions(&self) -> &UnknownFields {
///         &self.0
///     }
///
///     fn extensions_mut(&mut self) -> &mut UnknownFields {
///         &mut self.0
///     }
/// }
///
/// const NICKNAME: Extension<User, String> = Extension::singular(100, "pets.nickname", kind::String);
///
/// let mut user = User::default();
/// NICKNAME.set(&mut user, &"Rex".to_owned());
/// assert_eq!(NICKNAME.get(&user)?.as_deref(), Some("Rex"));
/// # Ok::<(), prost::DecodeError>(())
/// ```
///
/// Source: <https://protobuf.dev/programming-guides/proto2/#extensions>.
pub struct Extension<M, T> {
    number: u32,
    name: &'static str,
    codec: Codec<T>,
    extendee: PhantomData<fn(&M)>,
}

impl<M: Extendable, T> Extension<M, T> {
    /// Whether the message has the extension.
    pub fn has(&self, message: &M) -> bool {
        (self.codec.has)(message.extensions(), self.number)
    }

    /// The value; `None` if the message does not have the extension.
    ///
    /// # Errors
    /// If the encoded value is malformed, or not of the type of the extension.
    pub fn get(&self, message: &M) -> Result<Option<T>, DecodeError> {
        (self.codec.read)(message.extensions(), self.number)
    }

    /// The value, or the default of the extension if the message does not have it.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn get_or_default(&self, message: &M) -> Result<T, DecodeError> {
        Ok(self.get(message)?.unwrap_or_else(self.codec.default))
    }

    /// Sets the value. An extension that is repeated has no value if there are no elements.
    pub fn set(&self, message: &mut M, value: &T) {
        self.clear(message);
        (self.codec.write)(message.extensions_mut(), self.number, value);
    }

    /// Removes the value.
    pub fn clear(&self, message: &mut M) {
        (self.codec.remove)(message.extensions_mut(), self.number);
    }
}

impl<M, T> Extension<M, T> {
    const fn new(number: u32, name: &'static str, codec: Codec<T>) -> Self {
        Self {
            number,
            name,
            codec,
            extendee: PhantomData,
        }
    }

    /// An extension with one value.
    pub const fn singular<K>(number: u32, name: &'static str, _: K) -> Self
    where
        K: Kind<T> + Copy + Default,
    {
        Self::new(number, name, Codec::singular::<K>())
    }

    /// The same extension, with another default than that of its type.
    #[must_use]
    pub const fn with_default(mut self, default: fn() -> T) -> Self {
        self.codec.default = default;
        self
    }

    #[cfg(feature = "reflect")]
    pub(crate) fn codec(&self) -> Codec<T> {
        self.codec
    }

    /// The field number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The full name: `pkg.name`.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<M, T: Message + Default> Extension<M, T> {
    /// An extension with one message between a start and an end tag.
    pub const fn group(number: u32, name: &'static str) -> Self {
        Self::new(number, name, Codec::group())
    }

    /// An extension of a message set.
    pub const fn in_message_set(number: u32, name: &'static str) -> Self {
        Self::new(number, name, Codec::in_message_set())
    }
}

impl<M, T> Extension<M, Vec<T>> {
    /// An extension with any number of values.
    pub const fn repeated<K>(number: u32, name: &'static str, _: K) -> Self
    where
        K: Kind<T> + Copy + Default,
    {
        Self::new(number, name, Codec::repeated::<K>())
    }

    /// An extension with any number of values, which are written as one block.
    pub const fn packed<K>(number: u32, name: &'static str, _: K) -> Self
    where
        K: Kind<T> + Copy + Default,
    {
        Self::new(number, name, Codec::packed::<K>())
    }
}

impl<M, T: Message + Default> Extension<M, Vec<T>> {
    /// An extension with any number of messages, each between a start and an end tag.
    pub const fn repeated_group(number: u32, name: &'static str) -> Self {
        Self::new(number, name, Codec::repeated_group())
    }
}

impl<M, T> Clone for Extension<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Extension<M, T> {}

impl<M, T> fmt::Debug for Extension<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.name)
    }
}
