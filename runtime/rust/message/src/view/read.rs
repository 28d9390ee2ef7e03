//! Reads what borrows from the data. Errors are those of prost's decoder.

use std::str;

use prost::DecodeError;
use prost::encoding::{self, DecodeContext, WireType, check_wire_type};

use super::context::{MAX_LEVELS, context};
use super::{Field, View};
use crate::delimited::malformed;
use crate::delimited::{self, SHORT};

/// How many levels of messages may follow.
#[derive(Clone, Copy, Debug)]
pub struct Depth(u8);

impl Depth {
    /// That of a message that is in no other.
    pub const OUTERMOST: Self = Self(MAX_LEVELS);

    /// That of a message at this place.
    #[inline]
    pub fn next(self) -> Result<Self, DecodeError> {
        match self.0.checked_sub(1) {
            Some(levels) => Ok(Self(levels)),
            None => Err(malformed("recursion limit reached")),
        }
    }

    #[inline]
    pub fn context(self) -> DecodeContext {
        context(self.0)
    }
}

/// Reads the number and the wire type of a field.
#[inline]
pub fn key(data: &mut &[u8]) -> Result<(u32, WireType), DecodeError> {
    // Numbers start at 1.
    if let Some((&key @ 8..SHORT, rest)) = data.split_first()
        && let Ok(wire_type) = WireType::try_from(u64::from(key % 8))
    {
        *data = rest;
        return Ok((u32::from(key / 8), wire_type));
    }
    encoding::decode_key(data)
}

/// Reads bytes.
#[inline]
pub fn bytes<'a>(wire_type: WireType, data: &mut &'a [u8]) -> Result<&'a [u8], DecodeError> {
    if wire_type == WireType::LengthDelimited
        && let Some((value, rest)) = delimited::short(data)
    {
        *data = rest;
        return Ok(value);
    }
    long(wire_type, data)
}

#[inline(never)]
fn long<'a>(wire_type: WireType, data: &mut &'a [u8]) -> Result<&'a [u8], DecodeError> {
    check_wire_type(WireType::LengthDelimited, wire_type)?;
    delimited::value(data)
}

/// Reads text.
#[inline]
pub fn string<'a>(wire_type: WireType, data: &mut &'a [u8]) -> Result<&'a str, DecodeError> {
    match str::from_utf8(bytes(wire_type, data)?) {
        Ok(text) => Ok(text),
        Err(_) => Err(malformed("invalid string value: data is not UTF-8 encoded")),
    }
}

/// Reads the length of a message. The result is how much of the data follows the message.
#[inline]
pub fn rest_after(data: &mut &[u8]) -> Result<usize, DecodeError> {
    let length = delimited::length(data)?;
    let rest = data.len().checked_sub(length);
    rest.ok_or_else(|| malformed("buffer underflow"))
}

/// Checks that a message, after which so much data follows, ended where its length says.
#[inline]
pub fn check_end(data: &[u8], rest: usize) -> Result<(), DecodeError> {
    if data.len() == rest {
        Ok(())
    } else {
        Err(malformed("delimited length exceeded"))
    }
}

/// Reads the fields of a message after which so much data follows.
pub fn fields<'a, V: View<'a>>(
    view: &mut V,
    data: &mut &'a [u8],
    rest: usize,
    depth: Depth,
) -> Result<(), DecodeError> {
    while data.len() > rest {
        let (tag, wire_type) = key(data)?;
        view.merge_field(Field {
            message: V::NAME,
            tag,
            wire_type,
            data,
            depth,
        })?;
    }
    check_end(data, rest)
}

/// Reads a message.
#[inline]
pub fn message<'a>(
    wire_type: WireType,
    view: &mut impl View<'a>,
    data: &mut &'a [u8],
    depth: Depth,
) -> Result<(), DecodeError> {
    check_wire_type(WireType::LengthDelimited, wire_type)?;
    let depth = depth.next()?;
    let rest = rest_after(data)?;
    fields(view, data, rest, depth)
}

/// Reads a message between a start and an end tag.
pub fn group<'a, V: View<'a>>(
    group: u32,
    wire_type: WireType,
    view: &mut V,
    data: &mut &'a [u8],
    depth: Depth,
) -> Result<(), DecodeError> {
    check_wire_type(WireType::StartGroup, wire_type)?;
    let depth = depth.next()?;
    loop {
        let (tag, wire_type) = key(data)?;
        if wire_type == WireType::EndGroup {
            return if tag == group {
                Ok(())
            } else {
                Err(malformed("unexpected end group tag"))
            };
        }
        view.merge_field(Field {
            message: V::NAME,
            tag,
            wire_type,
            data,
            depth,
        })?;
    }
}
