//! Writes values with their keys, one function for each type. They write the same bytes as [`prost::encoding`], but faster.
//!
//! Most keys have one byte, and most lengths and many numbers have one or two. Such a pair is written in one piece; prost
//! checks the capacity of the buffer for each byte.

use prost::Message;
use prost::bytes::BufMut;
use prost::encoding::{WireType, encode_varint};

/// Writes a key and a number: a value, or the length of the value that follows.
#[inline]
pub(super) fn pair(tag: u32, wire_type: WireType, number: u64, buf: &mut impl BufMut) {
    let key = u64::from(tag) << 3 | wire_type as u64;
    if key | number < 0x80 {
        buf.put_slice(&[key as u8, number as u8]);
    } else {
        long_pair(key, number, buf);
    }
}

/// Writes a longer pair. Not inlined, because it is rare.
#[inline(never)]
fn long_pair(key: u64, number: u64, buf: &mut impl BufMut) {
    if key < 0x80 && number < 0x4000 {
        buf.put_slice(&[key as u8, number as u8 | 0x80, (number >> 7) as u8]);
    } else {
        encode_varint(key, buf);
        encode_varint(number, buf);
    }
}

/// Writes a key and the bytes of a number of fixed width.
#[inline]
fn fixed(tag: u32, wire_type: WireType, number: &[u8], buf: &mut impl BufMut) {
    let key = u64::from(tag) << 3 | wire_type as u64;
    if key < 0x80 {
        buf.put_u8(key as u8);
    } else {
        encode_varint(key, buf);
    }
    buf.put_slice(number);
}

/// Writes a key, a length and bytes.
#[inline]
fn delimited(tag: u32, bytes: &[u8], buf: &mut impl BufMut) {
    pair(tag, WireType::LengthDelimited, bytes.len() as u64, buf);
    buf.put_slice(bytes);
}

macro_rules! numbers {
    (
        varints { $($varint:ident: $number:ty, $value:ident => $to_u64:expr;)* }
        fixed { $($fixed:ident: $ty:ty, $wire_type:ident;)* }
    ) => {
        $(
            #[doc = concat!("Writes a `", stringify!($varint), "`.")]
            pub fn $varint(tag: u32, value: &$number, buf: &mut impl BufMut) {
                let $value = *value;
                pair(tag, WireType::Varint, $to_u64, buf);
            }
        )*
        $(
            #[doc = concat!("Writes a `", stringify!($fixed), "`.")]
            pub fn $fixed(tag: u32, value: &$ty, buf: &mut impl BufMut) {
                fixed(tag, WireType::$wire_type, &value.to_le_bytes(), buf);
            }
        )*
    };
}

numbers! {
    varints {
        // Negative numbers are extended to 64 bits. `sint32` and `sint64` use ZigZag: the sign becomes the lowest bit.
        int32: i32, value => value as u64;
        int64: i64, value => value as u64;
        uint32: u32, value => u64::from(value);
        uint64: u64, value => value;
        sint32: i32, value => u64::from(((value << 1) ^ (value >> 31)) as u32);
        sint64: i64, value => ((value << 1) ^ (value >> 63)) as u64;
        bool: bool, value => u64::from(value);
    }
    fixed {
        double: f64, SixtyFourBit;
        float: f32, ThirtyTwoBit;
        fixed32: u32, ThirtyTwoBit;
        fixed64: u64, SixtyFourBit;
        sfixed32: i32, ThirtyTwoBit;
        sfixed64: i64, SixtyFourBit;
    }
}

/// Writes an enum: a number, or a newtype of it.
#[inline]
pub fn enumeration(tag: u32, value: &(impl Copy + Into<i32>), buf: &mut impl BufMut) {
    int32(tag, &(*value).into(), buf);
}

/// The number of an enum, extended to 64 bits.
#[inline]
pub(super) fn extended(value: impl Into<i32>) -> u64 {
    let number: i32 = value.into();
    number as u64
}

/// Writes a `string`.
pub fn string(tag: u32, value: &str, buf: &mut impl BufMut) {
    delimited(tag, value.as_bytes(), buf);
}

/// Writes `bytes`.
pub fn bytes(tag: u32, value: &impl AsRef<[u8]>, buf: &mut impl BufMut) {
    delimited(tag, value.as_ref(), buf);
}

/// Writes a message.
pub fn message(tag: u32, value: &impl Message, buf: &mut impl BufMut) {
    let len = value.encoded_len() as u64;
    pair(tag, WireType::LengthDelimited, len, buf);
    value.encode_raw(buf);
}
