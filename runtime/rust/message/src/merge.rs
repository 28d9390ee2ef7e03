//! Reads fields: `merge::string(&mut self.name, "name", field)`. A message that is already set is merged, as protobuf requires.
//!
//! All functions return the errors of prost's decoder, with the name of the field.

use prost::bytes::Buf;
use prost::encoding::{self, BytesAdapter, DecodeContext, WireType, check_wire_type};
use prost::{DecodeError, Message};

use super::budget;
use super::kind::Kind;
use super::map::Map;
use super::scalar;

/// A received field: its key has been read, and its value is next in the buffer.
#[derive(Debug)]
pub struct Field<'b, B> {
    message: &'static str,
    tag: u32,
    wire_type: WireType,
    buf: &'b mut B,
    ctx: DecodeContext,
}

impl<'b, B: Buf> Field<'b, B> {
    /// A field of the message (or oneof) with this name.
    #[inline]
    pub fn new(
        message: &'static str,
        tag: u32,
        wire_type: WireType,
        buf: &'b mut B,
        ctx: DecodeContext,
    ) -> Self {
        Self {
            message,
            tag,
            wire_type,
            buf,
            ctx,
        }
    }

    /// The number, the wire type, and the buffer.
    pub(super) fn into_parts(self) -> (u32, WireType, &'b mut B) {
        (self.tag, self.wire_type, self.buf)
    }

    /// Skips the value of an unknown field.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn skip(self) -> Result<(), DecodeError> {
        encoding::skip_field(self.wire_type, self.tag, self.buf, self.ctx)
    }
}

/// Adds the place to an error.
#[inline]
pub(super) fn at(
    merged: Result<(), DecodeError>,
    message: &'static str,
    name: &'static str,
) -> Result<(), DecodeError> {
    match merged {
        Ok(()) => Ok(()),
        Err(error) => Err(located(error, message, name)),
    }
}

#[cold]
#[inline(never)]
fn located(mut error: DecodeError, message: &'static str, name: &'static str) -> DecodeError {
    error.push(message, name);
    error
}

/// Defines functions `$name(&mut $target, name, field)` that read with `$merge` into the target, or into `$into` of it.
macro_rules! fields {
    ($what:literal, $($name:ident [$($generics:tt)*] $target:ty, $merge:path, $($into:ident)?;)*) => {$(
        #[doc = concat!("Reads ", $what, " of type `", stringify!($name), "`.")]
        ///
        /// # Errors
        /// If the value is malformed.
        #[inline]
        pub fn $name<$($generics)*>(
            value: &mut $target,
            name: &'static str,
            field: Field<'_, impl Buf>,
        ) -> Result<(), DecodeError> {
            let merged = $merge(field.wire_type, value $(.$into())?, field.buf, field.ctx);
            at(merged, field.message, name)
        }
    )*};
}

/// The same for groups, which end with the tag they start with.
macro_rules! groups {
    ($what:literal, [$($generics:tt)*] $target:ty, $merge:path, $($into:ident)?) => {
        #[doc = concat!("Reads ", $what, " between a start and an end tag.")]
        ///
        /// # Errors
        /// If the value is malformed.
        #[inline]
        pub fn group<$($generics)*>(
            value: &mut $target,
            name: &'static str,
            field: Field<'_, impl Buf>,
        ) -> Result<(), DecodeError> {
            let Field { tag, wire_type, .. } = field;
            let merged = $merge(tag, wire_type, value $(.$into())?, field.buf, field.ctx);
            at(merged, field.message, name)
        }
    };
}

#[inline]
fn add_message<M: Message + Default>(
    wire_type: WireType,
    messages: &mut Vec<M>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    budget::added::<M>()?;
    encoding::message::merge_repeated(wire_type, messages, buf, ctx)
}

#[inline]
fn add_group<M: Message + Default>(
    tag: u32,
    wire_type: WireType,
    messages: &mut Vec<M>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    budget::added::<M>()?;
    encoding::group::merge_repeated(tag, wire_type, messages, buf, ctx)
}

#[inline]
fn set_message<M: Message + Default>(
    wire_type: WireType,
    value: &mut Option<M>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    if value.is_none() {
        budget::set::<M>()?;
    }
    encoding::message::merge(wire_type, value.get_or_insert_default(), buf, ctx)
}

#[inline]
fn set_group<M: Message + Default>(
    tag: u32,
    wire_type: WireType,
    value: &mut Option<M>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    if value.is_none() {
        budget::set::<M>()?;
    }
    encoding::group::merge(tag, wire_type, value.get_or_insert_default(), buf, ctx)
}

macro_rules! define {
    ($($scalar:ident: $ty:ty,)*) => {
        fields! {
            "a field",
            $($scalar [] $ty, scalar::$scalar::merge, ;)*
            enumeration [E: From<i32>] E, scalar::enumeration::merge, ;
            bytes [T: BytesAdapter] T, encoding::bytes::merge, ;
            message [M: Message] M, encoding::message::merge, ;
        }
        groups!("a message", [M: Message] M, encoding::group::merge, );

        /// Fields with presence.
        pub mod optional {
            use super::*;

            fields! {
                "a field",
                $($scalar [] Option<$ty>, scalar::$scalar::merge, get_or_insert_default;)*
                enumeration [E: From<i32>] Option<E>, scalar::enumeration::merge_optional, ;
                bytes [T: BytesAdapter] Option<T>, encoding::bytes::merge, get_or_insert_default;
                message [M: Message + Default] Option<M>, set_message, ;
            }
            groups!("a message", [M: Message + Default] Option<M>, set_group, );
        }

        /// Repeated fields, as one block or element by element.
        pub mod repeated {
            use super::*;

            fields! {
                "elements",
                $($scalar [] Vec<$ty>, scalar::$scalar::merge_repeated, ;)*
                enumeration [E: From<i32>] Vec<E>, scalar::enumeration::merge_repeated, ;
                bytes [T: BytesAdapter] Vec<T>, encoding::bytes::merge_repeated, ;
                message [M: Message + Default] Vec<M>, add_message, ;
            }
            groups!("a message", [M: Message + Default] Vec<M>, add_group, );
        }

        /// New members of a oneof, wrapped in their variant. `oneof` adds the name of the oneof to an error.
        pub mod variant {
            use super::*;

            $(
                #[doc = concat!("Reads a member of type `", stringify!($scalar), "`.")]
                ///
                /// # Errors
                /// If the value is malformed.
                #[inline]
                pub fn $scalar<O>(
                    oneof: &mut Option<O>,
                    variant: fn($ty) -> O,
                    field: Field<'_, impl Buf>,
                ) -> Result<(), DecodeError> {
                    let mut value = <$ty>::default();
                    scalar::$scalar::merge(field.wire_type, &mut value, field.buf, field.ctx)?;
                    *oneof = Some(variant(value));
                    Ok(())
                }
            )*

            /// Reads an enum: a number, or a newtype of it.
            ///
            /// # Errors
            /// If the value is malformed.
            #[inline]
            pub fn enumeration<E: From<i32>, O>(
                oneof: &mut Option<O>,
                variant: fn(E) -> O,
                field: Field<'_, impl Buf>,
            ) -> Result<(), DecodeError> {
                let number = scalar::enumeration::read(field.wire_type, field.buf, field.ctx)?;
                *oneof = Some(variant(number));
                Ok(())
            }

            /// Reads a member of type `bytes`.
            ///
            /// # Errors
            /// If the value is malformed.
            #[inline]
            pub fn bytes<T: BytesAdapter, O>(
                oneof: &mut Option<O>,
                variant: fn(T) -> O,
                field: Field<'_, impl Buf>,
            ) -> Result<(), DecodeError> {
                let mut value = T::default();
                encoding::bytes::merge(field.wire_type, &mut value, field.buf, field.ctx)?;
                *oneof = Some(variant(value));
                Ok(())
            }

            /// Reads a message.
            ///
            /// # Errors
            /// If the value is malformed.
            #[inline]
            pub fn message<M: Message + Default, O>(
                oneof: &mut Option<O>,
                variant: fn(M) -> O,
                field: Field<'_, impl Buf>,
            ) -> Result<(), DecodeError> {
                budget::set::<M>()?;
                let mut value = M::default();
                existing::message(&mut value, field)?;
                *oneof = Some(variant(value));
                Ok(())
            }

            /// Reads a message between a start and an end tag.
            ///
            /// # Errors
            /// If the value is malformed.
            #[inline]
            pub fn group<M: Message + Default, O>(
                oneof: &mut Option<O>,
                variant: fn(M) -> O,
                field: Field<'_, impl Buf>,
            ) -> Result<(), DecodeError> {
                budget::set::<M>()?;
                let mut value = M::default();
                existing::group(&mut value, field)?;
                *oneof = Some(variant(value));
                Ok(())
            }
        }
    };
}

for_each_scalar!(define);

/// Members of a oneof that are set already: received messages are merged into them.
pub mod existing {
    use super::*;

    /// Reads a message.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn message(
        value: &mut impl Message,
        field: Field<'_, impl Buf>,
    ) -> Result<(), DecodeError> {
        encoding::message::merge(field.wire_type, value, field.buf, field.ctx)
    }

    /// Reads a message between a start and an end tag.
    ///
    /// # Errors
    /// If the value is malformed.
    #[inline]
    pub fn group(value: &mut impl Message, field: Field<'_, impl Buf>) -> Result<(), DecodeError> {
        encoding::group::merge(field.tag, field.wire_type, value, field.buf, field.ctx)
    }
}

/// The function `merge` of a oneof.
pub type MergeOneof<O, B> =
    fn(&mut Option<O>, u32, WireType, &mut B, DecodeContext) -> Result<(), DecodeError>;

/// Reads a member of a oneof, with the oneof's own function.
///
/// # Errors
/// If the value is malformed.
#[inline]
pub fn oneof<O, B: Buf>(
    value: &mut Option<O>,
    name: &'static str,
    merge: MergeOneof<O, B>,
    field: Field<'_, B>,
) -> Result<(), DecodeError> {
    let merged = merge(value, field.tag, field.wire_type, field.buf, field.ctx);
    at(merged, field.message, name)
}

/// Reads a map entry with a key and a value of these kinds.
///
/// # Errors
/// If the value is malformed.
#[inline]
pub fn map<K, V, M: Map<K, V>>(
    value: &mut M,
    name: &'static str,
    kinds: (impl Kind<K>, impl Kind<V>),
    field: Field<'_, impl Buf>,
) -> Result<(), DecodeError> {
    let merged = check_wire_type(WireType::LengthDelimited, field.wire_type)
        .and_then(|()| budget::added::<(K, V)>())
        .and_then(|()| value.merge(kinds, field.buf, field.ctx));
    at(merged, field.message, name)
}
