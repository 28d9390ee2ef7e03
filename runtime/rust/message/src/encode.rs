//! Writes fields: `encode::string(1, &self.name, buf)`, `encode::optional::int32(2, &self.age, buf)`.
//!
//! The buffer must have enough capacity for the field: see [`len`](super::len).

use prost::bytes::BufMut;

use super::default::Scalar;
use super::kind::Kind;
use super::map::Map;
use super::write;

macro_rules! define {
    ($($name:ident: $ty:ty,)*) => {
        $(
            #[doc = concat!("Writes a field of type `", stringify!($name), "`.")]
            #[inline]
            pub fn $name(tag: u32, value: &$ty, buf: &mut impl BufMut) {
                if !value.is_default() {
                    write::$name(tag, value, buf);
                }
            }
        )*

        /// Fields with presence.
        pub mod optional {
            use prost::Message;
            use prost::bytes::BufMut;
            use prost::encoding;

            use crate::write;

            $(
                #[doc = concat!("Writes a field of type `", stringify!($name), "`.")]
                #[inline]
                pub fn $name(tag: u32, value: &Option<$ty>, buf: &mut impl BufMut) {
                    if let Some(value) = value {
                        write::$name(tag, value, buf);
                    }
                }
            )*

            /// Writes an enum: a number, or a newtype of it.
            #[inline]
            pub fn enumeration(
                tag: u32,
                value: &Option<impl Copy + Into<i32>>,
                buf: &mut impl BufMut,
            ) {
                if let Some(value) = value {
                    write::enumeration(tag, value, buf);
                }
            }

            /// Writes a field of type `bytes`.
            #[inline]
            pub fn bytes(tag: u32, value: &Option<impl AsRef<[u8]>>, buf: &mut impl BufMut) {
                if let Some(value) = value {
                    write::bytes(tag, value, buf);
                }
            }

            /// Writes a message.
            #[inline]
            pub fn message(tag: u32, value: &Option<impl Message>, buf: &mut impl BufMut) {
                if let Some(value) = value {
                    write::message(tag, value, buf);
                }
            }

            /// Writes a message between a start and an end tag.
            #[inline]
            pub fn group(tag: u32, value: &Option<impl Message>, buf: &mut impl BufMut) {
                if let Some(value) = value {
                    encoding::group::encode(tag, value, buf);
                }
            }
        }

        /// Fields that are always written.
        pub mod required {
            pub use crate::write::{bytes, enumeration, message, $($name,)*};
            pub use prost::encoding::group::encode as group;
        }

        /// Repeated fields, element by element.
        pub mod repeated {
            use prost::Message;
            use prost::bytes::BufMut;

            use crate::write;

            pub use prost::encoding::group::encode_repeated as group;

            $(
                #[doc = concat!("Writes elements of type `", stringify!($name), "`.")]
                pub fn $name(tag: u32, values: &[$ty], buf: &mut impl BufMut) {
                    for value in values {
                        write::$name(tag, value, buf);
                    }
                }
            )*

            /// Writes enums: numbers, or newtypes of them.
            pub fn enumeration(
                tag: u32,
                values: &[impl Copy + Into<i32>],
                buf: &mut impl BufMut,
            ) {
                for value in values {
                    write::enumeration(tag, value, buf);
                }
            }

            /// Writes elements of type `bytes`.
            pub fn bytes(tag: u32, values: &[impl AsRef<[u8]>], buf: &mut impl BufMut) {
                for value in values {
                    write::bytes(tag, value, buf);
                }
            }

            /// Writes messages.
            pub fn message(tag: u32, values: &[impl Message], buf: &mut impl BufMut) {
                for value in values {
                    write::message(tag, value, buf);
                }
            }
        }
    };
}

for_each_scalar!(define);

/// Writes an enum: a number, or a newtype of it.
#[inline]
pub fn enumeration(tag: u32, value: &(impl Copy + Into<i32>), buf: &mut impl BufMut) {
    int32(tag, &(*value).into(), buf);
}

/// Writes a field of type `bytes`.
#[inline]
pub fn bytes(tag: u32, value: &impl AsRef<[u8]>, buf: &mut impl BufMut) {
    if !value.as_ref().is_empty() {
        write::bytes(tag, value, buf);
    }
}

/// Writes a map with keys and values of these kinds.
#[inline]
pub fn map<K, V, M: Map<K, V>>(
    tag: u32,
    kinds: (impl Kind<K>, impl Kind<V>),
    value: &M,
    buf: &mut impl BufMut,
) {
    value.encode(tag, kinds, buf);
}

/// Writes a oneof, with the oneof's own function.
#[inline]
pub fn oneof<O, B: BufMut>(value: &Option<O>, encode: fn(&O, &mut B), buf: &mut B) {
    if let Some(value) = value {
        encode(value, buf);
    }
}

/// Repeated fields, as one block.
pub mod packed {
    use prost::bytes::BufMut;
    use prost::encoding::{WireType, encode_varint};

    use crate::{size, write};

    pub use prost::encoding::bool::encode_packed as bool;
    pub use prost::encoding::double::encode_packed as double;
    pub use prost::encoding::fixed32::encode_packed as fixed32;
    pub use prost::encoding::fixed64::encode_packed as fixed64;
    pub use prost::encoding::float::encode_packed as float;
    pub use prost::encoding::int32::encode_packed as int32;
    pub use prost::encoding::int64::encode_packed as int64;
    pub use prost::encoding::sfixed32::encode_packed as sfixed32;
    pub use prost::encoding::sfixed64::encode_packed as sfixed64;
    pub use prost::encoding::sint32::encode_packed as sint32;
    pub use prost::encoding::sint64::encode_packed as sint64;
    pub use prost::encoding::uint32::encode_packed as uint32;
    pub use prost::encoding::uint64::encode_packed as uint64;

    /// Writes enums: numbers, or newtypes of them.
    pub fn enumeration(tag: u32, values: &[impl Copy + Into<i32>], buf: &mut impl BufMut) {
        if !values.is_empty() {
            write::pair(
                tag,
                WireType::LengthDelimited,
                size::enums(values) as u64,
                buf,
            );
            for &value in values {
                encode_varint(write::extended(value), buf);
            }
        }
    }
}
