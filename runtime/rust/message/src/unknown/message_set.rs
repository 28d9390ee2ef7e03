//! Messages with `option message_set_wire_format = true`: each extension is a group of its number and its message.
//!
//! In memory the extensions are records like those of other messages, so [`Extension`](super::Extension) works for both.
//!
//! Source: <https://protobuf.dev/programming-guides/encoding/>, and `MessageSet` in `descriptor.proto`.

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len};

use super::record::{Records, malformed};
use super::{UnknownFields, UnknownValue};
use crate::merge::Field;

/// The numbers within an item.
const ITEM: u32 = 1;
const TYPE_ID: u32 = 2;
const MESSAGE: u32 = 3;

/// Writes the extensions of a message set.
pub fn encode(fields: &UnknownFields, buf: &mut impl BufMut) {
    for (number, value) in fields {
        if let UnknownValue::LengthDelimited(message) = value {
            encode_key(ITEM, WireType::StartGroup, buf);
            encode_key(TYPE_ID, WireType::Varint, buf);
            encode_varint(u64::from(number), buf);
            encode_key(MESSAGE, WireType::LengthDelimited, buf);
            encode_varint(message.len() as u64, buf);
            buf.put_slice(message);
            encode_key(ITEM, WireType::EndGroup, buf);
        } else {
            value.encode(number, buf);
        }
    }
}

/// The number of bytes that [`encode`] writes.
pub fn encoded_len(fields: &UnknownFields) -> usize {
    let lengths = fields.iter().map(|(number, value)| {
        if let UnknownValue::LengthDelimited(message) = value {
            let id = key_len(TYPE_ID) + encoded_len_varint(u64::from(number));
            let length = encoded_len_varint(message.len() as u64) + message.len();
            2 * key_len(ITEM) + id + key_len(MESSAGE) + length
        } else {
            let mut bytes = Vec::new();
            value.encode(number, &mut bytes);
            bytes.len()
        }
    });
    lengths.sum()
}

/// Adds a received field: an item, or an unknown field.
///
/// # Errors
/// If the value is malformed.
pub fn merge(fields: &mut UnknownFields, field: Field<'_, impl Buf>) -> Result<(), DecodeError> {
    let mut received = UnknownFields::new();
    received.merge(field)?;
    match received.iter().next() {
        Some((ITEM, UnknownValue::Group(item))) => add_item(fields, item),
        Some((number, value)) => {
            fields.push(number, value);
            Ok(())
        }
        None => Ok(()),
    }
}

fn add_item(fields: &mut UnknownFields, item: &[u8]) -> Result<(), DecodeError> {
    let mut number = None;
    let mut message: Option<Vec<u8>> = None;
    for record in Records::new(item) {
        match record {
            (TYPE_ID, UnknownValue::Varint(id)) => number = number.or(u32::try_from(id).ok()),
            // Parts of a message that are put together are that message, merged.
            (MESSAGE, UnknownValue::LengthDelimited(part)) => {
                message.get_or_insert_default().extend_from_slice(part);
            }
            _ => {}
        }
    }
    match (number, message) {
        (Some(number @ 1..), Some(message)) => {
            fields.push(number, UnknownValue::LengthDelimited(&message));
            Ok(())
        }
        (Some(0), _) => Err(malformed("invalid type id of a message set")),
        // Without a number or a message there is no extension.
        _ => Ok(()),
    }
}
