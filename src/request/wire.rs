//! A reader of the protobuf wire format without copies: values borrow from the request's bytes.
//!
//! Source: <https://protobuf.dev/programming-guides/encoding/>.

use prost::DecodeError;
use prost::encoding::{self, DecodeContext, WireType};

/// A value on the wire. Fixed-width values are skipped: the views have no fields of these types.
#[derive(Clone, Copy, Debug)]
pub enum WireValue<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
}

/// Calls `each` with the field number and value of every field in `message`; groups and fixed-width fields are skipped.
pub fn read<'a>(
    message: &'a [u8],
    mut each: impl FnMut(u32, WireValue<'a>) -> Result<(), DecodeError>,
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

/// Splits a message after its first field. Returns the field's number, its encoding and the rest; `None` at the end of
/// the message, and if the next bytes are not a field.
pub fn split_field(message: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let mut rest = message;
    let (number, _) = next(&mut rest).ok()?;
    let (field, rest) = message.split_at(message.len() - rest.len());
    Some((number, field, rest))
}

/// Appends a length-delimited field to a message.
pub fn append(message: &mut Vec<u8>, number: u32, value: &[u8]) {
    encoding::encode_key(number, WireType::LengthDelimited, message);
    encoding::encode_varint(value.len() as u64, message);
    message.extend_from_slice(value);
}

/// Reads one field.
#[inline]
fn next<'a>(rest: &mut &'a [u8]) -> Result<(u32, Option<WireValue<'a>>), DecodeError> {
    // A fast path: nearly all fields have a key of one byte and are length-delimited.
    if let [key @ 8..0x80, after @ ..] = *rest
        && key & 7 == WireType::LengthDelimited as u8
    {
        *rest = after;
        return Ok((
            u32::from(key >> 3),
            Some(WireValue::Bytes(delimited(rest)?)),
        ));
    }
    let (number, wire_type) = encoding::decode_key(rest)?;
    let value = match wire_type {
        WireType::Varint => Some(WireValue::Varint(encoding::decode_varint(rest)?)),
        WireType::LengthDelimited => Some(WireValue::Bytes(delimited(rest)?)),
        _ => {
            encoding::skip_field(wire_type, number, rest, DecodeContext::default())?;
            None
        }
    };
    Ok((number, value))
}

/// Reads a length, then that many bytes.
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
    let (bytes, after) = bytes.ok_or_else(|| malformed("a length exceeds the message"))?;
    *rest = after;
    Ok(bytes)
}

/// A decode error with our own text.
pub fn malformed(description: &'static str) -> DecodeError {
    // prost deprecated this constructor and offers no other.
    #[allow(deprecated)]
    DecodeError::new(description)
}

/// Decodes a view and skips the fields that it does not have.
pub fn decode<'a, T: Merge<'a> + Default>(message: &'a [u8]) -> Result<T, DecodeError> {
    let mut view = T::default();
    view.merge(WireValue::Bytes(message))?;
    Ok(view)
}

/// A field of a view, which merges a value on the wire as protobuf defines it.
pub trait Merge<'a> {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError>;
}

impl<'a> Merge<'a> for &'a [u8] {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        if !self.is_empty() {
            return Err(malformed("a singular field occurs twice"));
        }
        *self = bytes(value)?;
        Ok(())
    }
}

impl<'a> Merge<'a> for &'a str {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        *self =
            std::str::from_utf8(bytes(value)?).map_err(|_| malformed("a string is not UTF-8"))?;
        Ok(())
    }
}

/// A comment of a source. Its text is empty if it is not UTF-8: protoc accepts such comments.
#[derive(Clone, Copy, Debug, Default)]
pub struct Comment<'a>(pub &'a str);

impl<'a> Merge<'a> for Comment<'a> {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        self.0 = std::str::from_utf8(bytes(value)?).unwrap_or_default();
        Ok(())
    }
}

/// A text that protoc does not check; `None` if it is not UTF-8.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unchecked<'a>(pub Option<&'a str>);

impl<'a> Merge<'a> for Unchecked<'a> {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        self.0 = std::str::from_utf8(bytes(value)?).ok();
        Ok(())
    }
}

impl<'a> Merge<'a> for i32 {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        match value {
            // An int32 is encoded sign-extended to 64 bits, so truncating decodes it.
            WireValue::Varint(value) => *self = value as i32,
            WireValue::Bytes(_) => return Err(malformed("expected a number, found bytes")),
        }
        Ok(())
    }
}

impl<'a> Merge<'a> for bool {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        let mut number = 0;
        number.merge(value)?;
        *self = number != 0;
        Ok(())
    }
}

impl<'a, T: Merge<'a> + Default> Merge<'a> for Option<T> {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        self.get_or_insert_default().merge(value)
    }
}

impl<'a, T: Merge<'a> + Default> Merge<'a> for Vec<T> {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        let mut item = T::default();
        item.merge(value)?;
        self.push(item);
        Ok(())
    }
}

/// The bytes of a length-delimited value.
pub fn bytes(value: WireValue<'_>) -> Result<&[u8], DecodeError> {
    match value {
        WireValue::Bytes(bytes) => Ok(bytes),
        WireValue::Varint(_) => Err(malformed("expected bytes, found a number")),
    }
}
