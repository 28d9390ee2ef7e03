//! Messages with `option message_set_wire_format = true`: each extension is an item, a group with its number and its message.
//!
//! Items are stored as they are received. So a message set is written without a difference.
//!
//! Source: `message_set_wire_format` in `google/protobuf/descriptor.proto`.

use super::record::Records;
use super::{UnknownFields, UnknownValue};

/// The number of an item, and the numbers within it.
const ITEM: u32 = 1;
const TYPE_ID: u32 = 2;
const MESSAGE: u32 = 3;

/// The encoded parts of the message with a number. Together they are the message.
pub(crate) fn parts(fields: &UnknownFields, number: u32) -> impl Iterator<Item = &[u8]> {
    fields.iter().flat_map(move |field| {
        let message = match field {
            (ITEM, UnknownValue::Group(item)) if has_number(item, number) => item,
            _ => &[],
        };
        let parts = Records::new(message).filter_map(|record| match record {
            (MESSAGE, UnknownValue::LengthDelimited(part)) => Some(part),
            _ => None,
        });
        // Parsers also accept the form of other extensions.
        let plain = match field {
            (other, UnknownValue::LengthDelimited(message)) if other == number => Some(message),
            _ => None,
        };
        parts.chain(plain)
    })
}

/// Adds an item.
pub(crate) fn push(fields: &mut UnknownFields, number: u32, message: &[u8]) {
    let mut item = UnknownFields::new();
    item.push(TYPE_ID, UnknownValue::Varint(number.into()));
    item.push(MESSAGE, UnknownValue::LengthDelimited(message));
    fields.push(ITEM, UnknownValue::Group(item.as_bytes()));
}

/// Removes the items with a number.
pub(super) fn remove(fields: &mut UnknownFields, number: u32) {
    fields.retain(|field| match field {
        (ITEM, UnknownValue::Group(item)) => !has_number(item, number),
        (other, _) => other != number,
    });
}

/// The number of the extension in a field, if the field is an item.
#[cfg(feature = "reflect")]
pub(crate) fn item_number(number: u32, value: UnknownValue<'_>) -> Option<u32> {
    match (number, value) {
        (ITEM, UnknownValue::Group(item)) => type_id(item),
        _ => None,
    }
}

fn has_number(item: &[u8], number: u32) -> bool {
    type_id(item) == Some(number)
}

/// The first number in an item.
fn type_id(item: &[u8]) -> Option<u32> {
    let first = Records::new(item).find_map(|record| match record {
        (TYPE_ID, UnknownValue::Varint(id)) => Some(id),
        _ => None,
    });
    u32::try_from(first?).ok()
}
