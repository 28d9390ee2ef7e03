//! Reads messages.
//!
//! Each seed reads into one place of a message: [`MessageSeed`] into a message, `Field` into a field, [`SlotSeed`] into a
//! value. Seeds are generic over the deserializer only, so they compile once for JSON, not again for each message.

mod any;
mod buffer;
mod bytes;
mod context;
mod elements;
mod entries;
mod enums;
mod field;
mod key;
mod message;
mod scalar;
mod seen;
mod text;
mod value;

use serde::de::{DeserializeSeed, Deserializer, Error};

pub(super) use context::{At, Context};

use crate::reflect::{Reflect, Slot, WellKnown};

/// Reads into a message.
pub(super) struct MessageSeed<'m, 'c> {
    pub(super) message: &'m mut dyn Reflect,
    pub(super) at: At<'c>,
}

impl<'de> DeserializeSeed<'de> for MessageSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { message, at } = self;
        let at = at.deeper()?;
        match message.descriptor().form() {
            None | Some(WellKnown::Empty) => {
                deserializer.deserialize_map(message::MessageVisitor { message, at })
            }
            Some(WellKnown::Any) => deserializer.deserialize_map(any::AnyVisitor { message, at }),
            Some(WellKnown::Value) => {
                deserializer.deserialize_any(value::ValueVisitor { message, at })
            }
            Some(WellKnown::Struct | WellKnown::ListValue | WellKnown::Wrapper) => {
                let slot = message.slot(0).ok_or_else(no_field)?;
                SlotSeed { slot, at }.deserialize(deserializer)
            }
            Some(form @ (WellKnown::Duration | WellKnown::FieldMask | WellKnown::Timestamp)) => {
                deserializer.deserialize_str(text::TextVisitor { message, form, at })
            }
        }
    }
}

/// Reads into the place of a value that is not an enum.
struct SlotSeed<'m, 'c> {
    slot: Slot<'m>,
    at: At<'c>,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { slot, at } = self;
        match slot {
            Slot::Bool(value) => *value = deserializer.deserialize_bool(scalar::Bool)?,
            Slot::I32(value) => *value = scalar::integer("a 32-bit integer", deserializer)?,
            Slot::I64(value) => *value = scalar::integer("a 64-bit integer", deserializer)?,
            Slot::U32(value) => {
                *value = scalar::integer("an unsigned 32-bit integer", deserializer)?
            }
            Slot::U64(value) => {
                *value = scalar::integer("an unsigned 64-bit integer", deserializer)?
            }
            Slot::F32(value) => *value = scalar::float(deserializer)?,
            Slot::F64(value) => *value = deserializer.deserialize_any(scalar::Float)?,
            Slot::String(value) => *value = deserializer.deserialize_str(scalar::Text)?,
            Slot::Bytes(value) => value.set(deserializer.deserialize_str(bytes::Base64)?),
            Slot::Message(message) => return MessageSeed { message, at }.deserialize(deserializer),
            Slot::List(list) => {
                return deserializer.deserialize_seq(elements::Elements { list, at });
            }
            Slot::Messages(list) => {
                return deserializer.deserialize_seq(elements::Elements { list, at });
            }
            Slot::Map(map) => return deserializer.deserialize_map(entries::Entries { map, at }),
            Slot::MessageMap(map) => {
                return deserializer.deserialize_map(entries::Entries { map, at });
            }
        }
        Ok(())
    }
}

/// The error of a message whose descriptor has more fields than the message.
#[cold]
fn no_field<E: Error>() -> E {
    E::custom("the message does not have the fields of its descriptor")
}
