//! Measures values with their keys, one function for each type. A value that a field without presence leaves out has no
//! bytes.

use prost::Message;
use prost::encoding::{self, BytesAdapter};

use super::default::Scalar;
use super::write;

macro_rules! define {
    ($($name:ident: $ty:ty,)*) => {$(
        #[doc = concat!("Measures a field of type `", stringify!($name), "`.")]
        #[inline]
        pub fn $name(tag: u32, value: &$ty) -> usize {
            if !value.is_default() {
                encoding::$name::encoded_len(tag, value)
            } else {
                0
            }
        }
    )*};
}

for_each_scalar!(define);

/// Measures a field with an enum: a number, or a newtype of it.
#[inline]
pub fn enumeration(tag: u32, value: &(impl Copy + Into<i32>)) -> usize {
    int32(tag, &(*value).into())
}

/// Measures enums without their keys.
pub(super) fn enums(values: &[impl Copy + Into<i32>]) -> usize {
    let lengths = values
        .iter()
        .map(|&value| encoding::encoded_len_varint(write::extended(value)));
    lengths.sum()
}

/// Measures a field of type `bytes`.
#[inline]
pub fn bytes<T: BytesAdapter + AsRef<[u8]>>(tag: u32, value: &T) -> usize {
    if value.as_ref().is_empty() {
        0
    } else {
        encoding::bytes::encoded_len(tag, value)
    }
}

/// Measures a message in a map entry, which leaves out an empty message.
#[inline]
pub(super) fn message(tag: u32, value: &impl Message) -> usize {
    match value.encoded_len() {
        0 => 0,
        len => encoding::key_len(tag) + encoding::encoded_len_varint(len as u64) + len,
    }
}
