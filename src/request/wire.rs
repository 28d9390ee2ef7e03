//! The protobuf wire format, read in place: values borrow from the request's bytes.
//!
//! Source: <https://protobuf.dev/programming-guides/encoding/>.

use prost::DecodeError;
use prost::encoding::{self, DecodeContext, WireType};

/// A value as it stands on the wire. Fixed-width values are skipped: descriptors that matter here have none.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
}

/// Calls `each` with the field number and value of every field in `message`; groups and fixed-width fields are skipped.
pub fn read<'a>(
    message: &'a [u8],
    mut each: impl FnMut(u32, Value<'a>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut rest = message;
    while !rest.is_empty() {
        let (number, value) = next(&mut rest)?;
        if let Some(value) = value {
            each(number, value)?;
        }
    }
    Ok(())
}

/// Splits a message after its first field: the number, the field as it stands, and the rest. `None` at the end, and
/// where what follows is no field.
pub fn split_field(message: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let mut rest = message;
    let (number, _) = next(&mut rest).ok()?;
    let (field, rest) = message.split_at(message.len() - rest.len());
    Some((number, field, rest))
}

/// Takes a field.
#[inline]
fn next<'a>(rest: &mut &'a [u8]) -> Result<(u32, Option<Value<'a>>), DecodeError> {
    // Nearly all fields that are read have a key of one byte, and are delimited.
    if let [key @ 8..0x80, after @ ..] = *rest
        && key & 7 == WireType::LengthDelimited as u8
    {
        *rest = after;
        return Ok((u32::from(key >> 3), Some(Value::Bytes(delimited(rest)?))));
    }
    let (number, wire_type) = encoding::decode_key(rest)?;
    let value = match wire_type {
        WireType::Varint => Some(Value::Varint(encoding::decode_varint(rest)?)),
        WireType::LengthDelimited => Some(Value::Bytes(delimited(rest)?)),
        _ => {
            encoding::skip_field(wire_type, number, rest, DecodeContext::default())?;
            None
        }
    };
    Ok((number, value))
}

/// Takes a length and as many bytes.
#[inline]
pub fn delimited<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], DecodeError> {
    let length = match **rest {
        [length @ ..0x80, ref after @ ..] => {
            *rest = after;
            u64::from(length)
        }
        _ => encoding::decode_varint(rest)?,
    };
    let bytes = usize::try_from(length)
        .ok()
        .and_then(|length| rest.split_at_checked(length));
    let (bytes, after) = bytes.ok_or_else(|| malformed("a length runs past the end"))?;
    *rest = after;
    Ok(bytes)
}

/// A decode error with a text of ours; prost has no constructor for it.
pub fn malformed(what: &'static str) -> DecodeError {
    #[allow(deprecated)]
    DecodeError::new(what)
}

/// Reads a view, skipping the fields that it does not have.
pub fn decode<'a, T: Merge<'a> + Default>(message: &'a [u8]) -> Result<T, DecodeError> {
    let mut view = T::default();
    view.merge(Value::Bytes(message))?;
    Ok(view)
}

/// A field of a view: how a value on the wire becomes part of it.
pub trait Merge<'a> {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError>;
}

impl<'a> Merge<'a> for &'a [u8] {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError> {
        if !self.is_empty() {
            return Err(malformed("a field is given twice for one element"));
        }
        *self = bytes(value)?;
        Ok(())
    }
}

impl<'a> Merge<'a> for &'a str {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError> {
        *self =
            std::str::from_utf8(bytes(value)?).map_err(|_| malformed("a string is not UTF-8"))?;
        Ok(())
    }
}

impl<'a> Merge<'a> for i32 {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError> {
        match value {
            // An int32 is written sign-extended to 64 bits, so cutting it off is the decoding.
            Value::Varint(value) => *self = value as i32,
            Value::Bytes(_) => return Err(malformed("a number was expected, not bytes")),
        }
        Ok(())
    }
}

impl<'a> Merge<'a> for bool {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError> {
        let mut number = 0;
        number.merge(value)?;
        *self = number != 0;
        Ok(())
    }
}

impl<'a, T: Merge<'a> + Default> Merge<'a> for Option<T> {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError> {
        self.get_or_insert_default().merge(value)
    }
}

impl<'a, T: Merge<'a> + Default> Merge<'a> for Vec<T> {
    fn merge(&mut self, value: Value<'a>) -> Result<(), DecodeError> {
        let mut item = T::default();
        item.merge(value)?;
        self.push(item);
        Ok(())
    }
}

/// The bytes of a length-delimited value.
pub fn bytes(value: Value<'_>) -> Result<&[u8], DecodeError> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        Value::Varint(_) => Err(malformed("bytes were expected, not a number")),
    }
}
