//! Encoded fields with their numbers.

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};
use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};

use crate::delimited::{self, malformed};

/// The most levels of groups within a group, as for messages.
const MAX_DEPTH: usize = 100;

/// The value of an unknown field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownValue<'a> {
    /// A number of variable width: integers, `bool` and enums.
    Varint(u64),
    /// A number of 64 bits.
    Fixed64(u64),
    /// Text, bytes, a message, or packed numbers.
    LengthDelimited(&'a [u8]),
    /// The encoded fields of a group.
    Group(&'a [u8]),
    /// A number of 32 bits.
    Fixed32(u32),
}

impl UnknownValue<'_> {
    /// Writes the value with its key.
    pub(super) fn encode(self, number: u32, buf: &mut impl BufMut) {
        match self {
            Self::Varint(value) => {
                encode_key(number, WireType::Varint, buf);
                encode_varint(value, buf);
            }
            Self::Fixed64(value) => {
                encode_key(number, WireType::SixtyFourBit, buf);
                buf.put_u64_le(value);
            }
            Self::LengthDelimited(bytes) => {
                encode_key(number, WireType::LengthDelimited, buf);
                encode_varint(bytes.len() as u64, buf);
                buf.put_slice(bytes);
            }
            Self::Group(fields) => {
                encode_key(number, WireType::StartGroup, buf);
                buf.put_slice(fields);
                encode_key(number, WireType::EndGroup, buf);
            }
            Self::Fixed32(value) => {
                encode_key(number, WireType::ThirtyTwoBit, buf);
                buf.put_u32_le(value);
            }
        }
    }
}

/// The numbers and values of encoded fields. It ends at a field that is malformed.
#[derive(Clone, Debug)]
pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether all bytes are read.
    #[cfg(feature = "text")]
    pub(crate) fn is_complete(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// The encoded fields up to the end of a group. The rest starts after its end.
    fn group(&mut self, number: u32) -> Option<&'a [u8]> {
        let start = self.rest;
        let mut open = vec![number];
        loop {
            let before = self.rest.len();
            let (number, wire_type) = decode_key(&mut self.rest).ok()?;
            match wire_type {
                WireType::StartGroup => open.push(number),
                WireType::EndGroup => {
                    open.pop();
                    if open.is_empty() {
                        return start.get(..start.len() - before);
                    }
                }
                _ => {
                    self.single(wire_type)?;
                }
            }
        }
    }

    /// A value that is not a group.
    fn single(&mut self, wire_type: WireType) -> Option<UnknownValue<'a>> {
        Some(match wire_type {
            WireType::Varint => UnknownValue::Varint(decode_varint(&mut self.rest).ok()?),
            WireType::SixtyFourBit => {
                UnknownValue::Fixed64(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
            }
            WireType::LengthDelimited => {
                UnknownValue::LengthDelimited(delimited::value(&mut self.rest).ok()?)
            }
            WireType::ThirtyTwoBit => {
                UnknownValue::Fixed32(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
            }
            WireType::StartGroup | WireType::EndGroup => return None,
        })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u32, UnknownValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (number, wire_type) = decode_key(&mut self.rest).ok()?;
        let value = match wire_type {
            WireType::StartGroup => UnknownValue::Group(self.group(number)?),
            _ => self.single(wire_type)?,
        };
        Some((number, value))
    }
}

/// Copies a received value with its key.
///
/// # Errors
/// If the value is malformed, or has more than 100 levels of groups.
pub(super) fn copy(
    number: u32,
    wire_type: WireType,
    buf: &mut impl Buf,
    out: &mut Vec<u8>,
) -> Result<(), DecodeError> {
    encode_key(number, wire_type, out);
    if wire_type != WireType::StartGroup {
        return copy_single(wire_type, buf, out);
    }
    // A loop, so that the depth of the input does not count for the stack.
    let mut open = vec![number];
    while let Some(group) = open.last() {
        let (number, wire_type) = decode_key(buf)?;
        encode_key(number, wire_type, out);
        match wire_type {
            WireType::StartGroup if open.len() == MAX_DEPTH => {
                return Err(malformed("recursion limit reached"));
            }
            WireType::StartGroup => open.push(number),
            WireType::EndGroup if number != *group => {
                return Err(malformed("unexpected end group tag"));
            }
            WireType::EndGroup => {
                open.pop();
            }
            _ => copy_single(wire_type, buf, out)?,
        }
    }
    Ok(())
}

fn copy_single(
    wire_type: WireType,
    buf: &mut impl Buf,
    out: &mut Vec<u8>,
) -> Result<(), DecodeError> {
    let length = match wire_type {
        WireType::Varint => {
            encode_varint(decode_varint(buf)?, out);
            return Ok(());
        }
        WireType::SixtyFourBit => 8,
        WireType::ThirtyTwoBit => 4,
        WireType::LengthDelimited => {
            let length = decode_varint(buf)?;
            encode_varint(length, out);
            usize::try_from(length).unwrap_or(usize::MAX)
        }
        WireType::StartGroup | WireType::EndGroup => {
            return Err(malformed("unexpected end group tag"));
        }
    };
    if length > buf.remaining() {
        return Err(malformed("buffer underflow"));
    }
    out.put(buf.take(length));
    Ok(())
}
