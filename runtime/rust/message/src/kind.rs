//! The types of keys and values of maps, as values: `(kind::String, kind::Int32)`.

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, BytesAdapter, DecodeContext, WireType};

use super::{scalar, size, write};

/// Writes and reads a `T` as the key or value of a map entry.
pub trait Kind<T> {
    /// How a value is encoded.
    const WIRE_TYPE: WireType;

    /// Writes a value with its tag.
    fn encode(&self, tag: u32, value: &T, buf: &mut impl BufMut);

    /// The number of bytes that [`encode`](Self::encode) writes, or 0 for a default value, which the entry leaves out.
    fn encoded_len(&self, tag: u32, value: &T) -> usize;

    /// Reads a value after its tag.
    ///
    /// # Errors
    /// If the value is malformed.
    fn merge(
        &self,
        wire_type: WireType,
        value: &mut T,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError>;

    /// The value of an entry that leaves it out.
    fn default(&self) -> T;
}

macro_rules! kinds {
    ($($what:literal, $kind:ident, [$($generics:tt)*] $ty:ty, $module:ident, $wire_type:ident;)*) => {$(
        #[doc = $what]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $kind;

        impl<$($generics)*> Kind<$ty> for $kind {
            const WIRE_TYPE: WireType = WireType::$wire_type;

            #[inline]
            fn encode(&self, tag: u32, value: &$ty, buf: &mut impl BufMut) {
                write::$module(tag, value, buf);
            }

            #[inline]
            fn encoded_len(&self, tag: u32, value: &$ty) -> usize {
                size::$module(tag, value)
            }

            fn merge(
                &self,
                wire_type: WireType,
                value: &mut $ty,
                buf: &mut impl Buf,
                ctx: DecodeContext,
            ) -> Result<(), DecodeError> {
                encoding::$module::merge(wire_type, value, buf, ctx)
            }

            fn default(&self) -> $ty {
                <$ty>::default()
            }
        }
    )*};
}

kinds! {
    "`double`", Double, [] f64, double, SixtyFourBit;
    "`float`", Float, [] f32, float, ThirtyTwoBit;
    "`int32`", Int32, [] i32, int32, Varint;
    "`int64`", Int64, [] i64, int64, Varint;
    "`uint32`", Uint32, [] u32, uint32, Varint;
    "`uint64`", Uint64, [] u64, uint64, Varint;
    "`sint32`", Sint32, [] i32, sint32, Varint;
    "`sint64`", Sint64, [] i64, sint64, Varint;
    "`fixed32`", Fixed32, [] u32, fixed32, ThirtyTwoBit;
    "`fixed64`", Fixed64, [] u64, fixed64, SixtyFourBit;
    "`sfixed32`", Sfixed32, [] i32, sfixed32, ThirtyTwoBit;
    "`sfixed64`", Sfixed64, [] i64, sfixed64, SixtyFourBit;
    "`bool`", Bool, [] bool, bool, Varint;
    "`string`", String, [] std::string::String, string, LengthDelimited;
    "`bytes`, in a `Vec` or in `Bytes`", Bytes, [T: BytesAdapter + AsRef<[u8]>] T, bytes, LengthDelimited;
    "A message", Message, [M: prost::Message + Default] M, message, LengthDelimited;
}

/// An enum, a number or a newtype of it, with the number of its first value, which is the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Enum(pub i32);

impl<E: Copy + From<i32> + Into<i32>> Kind<E> for Enum {
    const WIRE_TYPE: WireType = WireType::Varint;

    fn encode(&self, tag: u32, value: &E, buf: &mut impl BufMut) {
        write::enumeration(tag, value, buf);
    }

    fn encoded_len(&self, tag: u32, value: &E) -> usize {
        let number = (*value).into();
        if number == self.0 {
            0
        } else {
            encoding::int32::encoded_len(tag, &number)
        }
    }

    fn merge(
        &self,
        wire_type: WireType,
        value: &mut E,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        scalar::enumeration::merge(wire_type, value, buf, ctx)
    }

    fn default(&self) -> E {
        self.0.into()
    }
}
