//! The option `google.api.field_behavior`: whether a field belongs to requests or to responses.
//!
//! Source: `google/api/field_behavior.proto`, [AIP-203](https://google.aip.dev/203).

use prost::encoding::decode_varint;

use super::schema::Schema;
use crate::model::Field;
use crate::request::wire::{self, WireValue};

/// The number of the extension of `google.protobuf.FieldOptions`.
const FIELD_BEHAVIOR: u32 = 1052;

/// Adds the behavior of a field to its schema. Servers do not check it, so what has no keyword of its own is text: `required`
/// would refuse messages that the server accepts.
pub fn describe(field: &Field<'_>, schema: &mut Schema) {
    let mut texts = Vec::new();
    for behavior in behaviors(field.options.0) {
        match behavior {
            3 => schema.set("readOnly", true),
            4 => schema.set("writeOnly", true),
            behavior => texts.extend(text(behavior)),
        }
    }
    if !texts.is_empty() {
        schema.describe(&format!("Behavior: {}.", texts.join(", ")));
    }
}

/// The values in encoded `FieldOptions`, packed or not. The compiler has checked the options.
fn behaviors(options: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    // A malformed rest has no further values.
    let _ = wire::read(options, |number, value| {
        match (number, value) {
            (FIELD_BEHAVIOR, WireValue::Varint(value)) => found.push(value),
            (FIELD_BEHAVIOR, WireValue::Bytes(mut packed)) => {
                while !packed.is_empty() {
                    found.push(decode_varint(&mut packed)?);
                }
            }
            _ => {}
        }
        Ok(())
    });
    found
}

fn text(behavior: u64) -> Option<&'static str> {
    Some(match behavior {
        1 => "optional",
        2 => "required",
        5 => "immutable",
        6 => "the order of the elements has no meaning",
        7 => "the server replaces an empty value by a default",
        8 => "the identifier of the resource",
        _ => return None,
    })
}
