//! Measures fields: the number of bytes that [`encode`](super::encode) writes for the same arguments.

use super::kind::Kind;
use super::map::Map;

macro_rules! define {
    ($($name:ident: $ty:ty,)*) => {
        pub use super::size::{bytes, enumeration, $($name,)*};

        /// Fields with presence.
        pub mod optional {
            use prost::Message;
            use prost::encoding::{self, BytesAdapter};

            $(
                #[doc = concat!("Measures a field of type `", stringify!($name), "`.")]
                #[inline]
                pub fn $name(tag: u32, value: &Option<$ty>) -> usize {
                    match value {
                        Some(value) => encoding::$name::encoded_len(tag, value),
                        None => 0,
                    }
                }
            )*

            /// Measures an enum: a number, or a newtype of it.
            #[inline]
            pub fn enumeration(tag: u32, value: &Option<impl Copy + Into<i32>>) -> usize {
                match value {
                    Some(value) => super::required::enumeration(tag, value),
                    None => 0,
                }
            }

            /// Measures a field of type `bytes`.
            #[inline]
            pub fn bytes(tag: u32, value: &Option<impl BytesAdapter>) -> usize {
                match value {
                    Some(value) => encoding::bytes::encoded_len(tag, value),
                    None => 0,
                }
            }

            /// Measures a message.
            #[inline]
            pub fn message(tag: u32, value: &Option<impl Message>) -> usize {
                match value {
                    Some(value) => encoding::message::encoded_len(tag, value),
                    None => 0,
                }
            }

            /// Measures a message between a start and an end tag.
            #[inline]
            pub fn group(tag: u32, value: &Option<impl Message>) -> usize {
                match value {
                    Some(value) => encoding::group::encoded_len(tag, value),
                    None => 0,
                }
            }
        }

        /// Fields that are always written.
        pub mod required {
            use prost::encoding;

            pub use prost::encoding::bytes::encoded_len as bytes;
            pub use prost::encoding::group::encoded_len as group;
            pub use prost::encoding::message::encoded_len as message;
            $(pub use prost::encoding::$name::encoded_len as $name;)*

            /// Measures an enum: a number, or a newtype of it.
            #[inline]
            pub fn enumeration(tag: u32, value: &(impl Copy + Into<i32>)) -> usize {
                encoding::int32::encoded_len(tag, &(*value).into())
            }
        }

        /// Repeated fields, element by element.
        pub mod repeated {
            use prost::encoding;

            use crate::size;

            pub use prost::encoding::bytes::encoded_len_repeated as bytes;
            pub use prost::encoding::group::encoded_len_repeated as group;
            pub use prost::encoding::message::encoded_len_repeated as message;
            $(pub use prost::encoding::$name::encoded_len_repeated as $name;)*

            /// Measures enums: numbers, or newtypes of them.
            pub fn enumeration(tag: u32, values: &[impl Copy + Into<i32>]) -> usize {
                encoding::key_len(tag) * values.len() + size::enums(values)
            }
        }
    };
}

for_each_scalar!(define);

/// Measures a map with keys and values of these kinds.
#[inline]
pub fn map<K, V, M: Map<K, V>>(tag: u32, kinds: (impl Kind<K>, impl Kind<V>), value: &M) -> usize {
    value.encoded_len(tag, kinds)
}

/// Measures a oneof, with the oneof's own function.
#[inline]
pub fn oneof<O>(value: &Option<O>, encoded_len: fn(&O) -> usize) -> usize {
    match value {
        Some(value) => encoded_len(value),
        None => 0,
    }
}

/// Repeated fields, as one block.
pub mod packed {
    use prost::encoding;

    use crate::size;

    pub use prost::encoding::bool::encoded_len_packed as bool;
    pub use prost::encoding::double::encoded_len_packed as double;
    pub use prost::encoding::fixed32::encoded_len_packed as fixed32;
    pub use prost::encoding::fixed64::encoded_len_packed as fixed64;
    pub use prost::encoding::float::encoded_len_packed as float;
    pub use prost::encoding::int32::encoded_len_packed as int32;
    pub use prost::encoding::int64::encoded_len_packed as int64;
    pub use prost::encoding::sfixed32::encoded_len_packed as sfixed32;
    pub use prost::encoding::sfixed64::encoded_len_packed as sfixed64;
    pub use prost::encoding::sint32::encoded_len_packed as sint32;
    pub use prost::encoding::sint64::encoded_len_packed as sint64;
    pub use prost::encoding::uint32::encoded_len_packed as uint32;
    pub use prost::encoding::uint64::encoded_len_packed as uint64;

    /// Measures enums: numbers, or newtypes of them.
    pub fn enumeration(tag: u32, values: &[impl Copy + Into<i32>]) -> usize {
        match size::enums(values) {
            0 => 0,
            len => encoding::key_len(tag) + encoding::encoded_len_varint(len as u64) + len,
        }
    }
}
