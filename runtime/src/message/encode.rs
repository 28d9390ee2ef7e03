//! Writes fields: `encode::string(1, &self.name, buf)`, `encode::optional::int32(2, &self.age, buf)`.
//!
//! The buffer must have room for the field: see [`len`](super::len).

use prost::bytes::BufMut;
use prost::encoding::{self, BytesAdapter, WireType};

use super::kind::Kind;
use super::map::Map;

pub use self::int32 as enumeration;

macro_rules! define {
    ($($name:ident: $ty:ty,)*) => {
        $(
            #[doc = concat!("Writes a field of type `", stringify!($name), "`.")]
            #[inline]
            pub fn $name(tag: u32, value: &$ty, buf: &mut impl BufMut) {
                if *value != <$ty>::default() {
                    required::$name(tag, value, buf);
                }
            }
        )*

        /// Fields with presence.
        pub mod optional {
            use prost::Message;
            use prost::bytes::BufMut;
            use prost::encoding::{self, BytesAdapter};

            pub use self::int32 as enumeration;

            $(
                #[doc = concat!("Writes a field of type `", stringify!($name), "`.")]
                #[inline]
                pub fn $name(tag: u32, value: &Option<$ty>, buf: &mut impl BufMut) {
                    if let Some(value) = value {
                        super::required::$name(tag, value, buf);
                    }
                }
            )*

            /// Writes a field of type `bytes`.
            #[inline]
            pub fn bytes(tag: u32, value: &Option<impl BytesAdapter>, buf: &mut impl BufMut) {
                if let Some(value) = value {
                    encoding::bytes::encode(tag, value, buf);
                }
            }

            /// Writes a message.
            #[inline]
            pub fn message(tag: u32, value: &Option<impl Message>, buf: &mut impl BufMut) {
                if let Some(value) = value {
                    super::required::message(tag, value, buf);
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

        /// prost's functions, those that are written anew among them.
        #[expect(unused_imports, reason = "strings are written anew")]
        mod field {
            $(pub use prost::encoding::$name::encode as $name;)*
        }

        /// As [`field`], for repeated fields.
        #[expect(unused_imports, reason = "strings are written anew")]
        mod fields {
            $(pub use prost::encoding::$name::encode_repeated as $name;)*
        }
    };
}

/// Fields that are always written.
pub mod required {
    use prost::Message;
    use prost::bytes::BufMut;

    pub use self::int32 as enumeration;
    pub use super::field::*;
    pub use prost::encoding::bytes::encode as bytes;
    pub use prost::encoding::group::encode as group;

    /// Writes a field of type `string`.
    pub fn string(tag: u32, value: &String, buf: &mut impl BufMut) {
        super::begin(tag, value.len(), buf);
        buf.put_slice(value.as_bytes());
    }

    /// Writes a message.
    pub fn message(tag: u32, value: &impl Message, buf: &mut impl BufMut) {
        super::begin(tag, value.encoded_len(), buf);
        value.encode_raw(buf);
    }
}

/// Repeated fields, element by element.
pub mod repeated {
    use prost::Message;
    use prost::bytes::BufMut;

    pub use self::int32 as enumeration;
    pub use super::fields::*;
    pub use prost::encoding::bytes::encode_repeated as bytes;
    pub use prost::encoding::group::encode_repeated as group;

    /// Writes fields of type `string`.
    pub fn string(tag: u32, values: &[String], buf: &mut impl BufMut) {
        for value in values {
            super::required::string(tag, value, buf);
        }
    }

    /// Writes messages.
    pub fn message(tag: u32, values: &[impl Message], buf: &mut impl BufMut) {
        for value in values {
            super::required::message(tag, value, buf);
        }
    }
}

/// Writes what stands before a value of so many bytes: its key and its length.
///
/// At once, if both are as short as most are: a buffer that grows looks for room at each write.
#[inline]
fn begin(tag: u32, len: usize, buf: &mut impl BufMut) {
    let key = tag << 3 | WireType::LengthDelimited as u32;
    match (u8::try_from(key), u8::try_from(len)) {
        (Ok(key @ ..0x80), Ok(len @ ..0x80)) => buf.put_slice(&[key, len]),
        _ => {
            encoding::encode_key(tag, WireType::LengthDelimited, buf);
            encoding::encode_varint(len as u64, buf);
        }
    }
}

for_each_scalar!(define);

/// Writes a field of type `bytes`.
#[inline]
pub fn bytes<T: BytesAdapter + AsRef<[u8]>>(tag: u32, value: &T, buf: &mut impl BufMut) {
    if !value.as_ref().is_empty() {
        encoding::bytes::encode(tag, value, buf);
    }
}

/// Writes a map, whose keys and values are of these kinds.
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
    pub use self::int32 as enumeration;
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
}
