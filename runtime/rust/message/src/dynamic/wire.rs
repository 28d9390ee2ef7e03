//! The encoding of dynamic messages.

use std::sync::Arc;

use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};
use prost::{DecodeError, Message};

use super::field_type::{FieldType, ItemType};
use super::pool::Pool;
use super::value::{DynamicMessage, Elements, Entries, FieldValue, OwnedKey, Single};
use crate::budget;
use crate::merge::Field;

impl Message for DynamicMessage {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        for (number, r#type, value) in self.encoded_fields() {
            encode_field(number, r#type, value, buf);
        }
        self.unknown.encode(buf);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let pool = Arc::clone(&self.pool);
        let message = self.message_type();
        let index = message.and_then(|message| message.index_of_number(tag));
        let r#type = message.and_then(|message| message.field_type(index?));
        let (Some(index), Some(r#type)) = (index, r#type) else {
            return self.unknown.merge(Field::new("", tag, wire_type, buf, ctx));
        };
        match self.set(index) {
            Some(FieldValue::Single(value)) => {
                merge_single(r#type.item, value, tag, wire_type, buf, ctx)
            }
            Some(FieldValue::List(list)) => merge_list(r#type.item, list, tag, wire_type, buf, ctx),
            Some(FieldValue::Map(map)) => merge_map(&pool, r#type, map, wire_type, buf, ctx),
            None => Err(budget::exceeded()),
        }
    }

    fn encoded_len(&self) -> usize {
        let fields = self.encoded_fields();
        let fields = fields.map(|(number, r#type, value)| field_len(number, r#type, value));
        fields.sum::<usize>() + self.unknown.encoded_len()
    }

    fn clear(&mut self) {
        self.fields.clear();
        self.unknown.clear();
    }
}

impl DynamicMessage {
    /// The numbers, types and values of the fields that are written.
    fn encoded_fields(&self) -> impl Iterator<Item = (u32, FieldType, &FieldValue)> {
        let message = self.message_type();
        self.set_values().filter_map(move |(index, value)| {
            let message = message?;
            let field = message.descriptor().fields().get(index)?;
            Some((field.number(), message.field_type(index)?, value))
        })
    }
}

/// Defines the functions for one value, from the type, the variant of its value, and the module of prost.
macro_rules! scalars {
    ($($item:ident $single:ident $module:ident;)*) => {
        /// Writes a value with its key.
        fn encode(number: u32, r#type: ItemType, value: &Single, buf: &mut impl BufMut) {
            match (r#type, value) {
                $((ItemType::$item, Single::$single(value)) => {
                    encoding::$module::encode(number, value, buf);
                })*
                (ItemType::Enum(_), Single::I32(value)) => {
                    encoding::int32::encode(number, value, buf);
                }
                (ItemType::Message(_), Single::Message(message)) => {
                    encoding::message::encode(number, &**message, buf);
                }
                (ItemType::Group(_), Single::Message(message)) => {
                    encoding::group::encode(number, &**message, buf);
                }
                // Values have the type of their field.
                _ => {}
            }
        }

        /// The number of bytes of a value with its key.
        fn len(number: u32, r#type: ItemType, value: &Single) -> usize {
            match (r#type, value) {
                $((ItemType::$item, Single::$single(value)) => {
                    encoding::$module::encoded_len(number, value)
                })*
                (ItemType::Enum(_), Single::I32(value)) => {
                    encoding::int32::encoded_len(number, value)
                }
                (ItemType::Message(_), Single::Message(message)) => {
                    encoding::message::encoded_len(number, &**message)
                }
                (ItemType::Group(_), Single::Message(message)) => {
                    encoding::group::encoded_len(number, &**message)
                }
                _ => 0,
            }
        }

        fn merge_single(
            r#type: ItemType,
            value: &mut Single,
            tag: u32,
            wire_type: WireType,
            buf: &mut impl Buf,
            ctx: DecodeContext,
        ) -> Result<(), DecodeError> {
            match (r#type, value) {
                $((ItemType::$item, Single::$single(value)) => {
                    encoding::$module::merge(wire_type, value, buf, ctx)
                })*
                (ItemType::Enum(_), Single::I32(value)) => {
                    encoding::int32::merge(wire_type, value, buf, ctx)
                }
                (ItemType::Message(_), Single::Message(message)) => {
                    encoding::message::merge(wire_type, &mut **message, buf, ctx)
                }
                (ItemType::Group(_), Single::Message(message)) => {
                    encoding::group::merge(tag, wire_type, &mut **message, buf, ctx)
                }
                _ => encoding::skip_field(wire_type, tag, buf, ctx),
            }
        }
    };
}

scalars! {
    Double F64 double;
    Float F32 float;
    Int32 I32 int32;
    Int64 I64 int64;
    Uint32 U32 uint32;
    Uint64 U64 uint64;
    Sint32 I32 sint32;
    Sint64 I64 sint64;
    Fixed32 U32 fixed32;
    Fixed64 U64 fixed64;
    Sfixed32 I32 sfixed32;
    Sfixed64 I64 sfixed64;
    Bool Bool bool;
    String String string;
    Bytes Bytes bytes;
}

fn encode_field(number: u32, r#type: FieldType, value: &FieldValue, buf: &mut impl BufMut) {
    match value {
        FieldValue::Single(value) => encode(number, r#type.item, value, buf),
        FieldValue::List(list) if r#type.packed => {
            encoding::encode_key(number, WireType::LengthDelimited, buf);
            encoding::encode_varint(packed_len(r#type.item, list) as u64, buf);
            let mut record = Vec::new();
            for item in &list.items {
                record.clear();
                encode(1, r#type.item, item, &mut record);
                buf.put_slice(record.get(KEY..).unwrap_or_default());
            }
        }
        FieldValue::List(list) => {
            let items = list.items.iter();
            items.for_each(|item| encode(number, r#type.item, item, buf));
        }
        FieldValue::Map(map) => {
            for (key, value) in &map.entries {
                encoding::encode_key(number, WireType::LengthDelimited, buf);
                encoding::encode_varint(entry_len(r#type, key, value) as u64, buf);
                if let Some(r#type) = r#type.key {
                    encode(1, r#type, &key.to_single(), buf);
                }
                encode(2, r#type.item, value, buf);
            }
        }
    }
}

/// The number of bytes of a field with its key.
fn field_len(number: u32, r#type: FieldType, value: &FieldValue) -> usize {
    let delimited =
        |len: usize| encoding::key_len(number) + encoding::encoded_len_varint(len as u64) + len;
    match value {
        FieldValue::Single(value) => len(number, r#type.item, value),
        FieldValue::List(list) if r#type.packed => delimited(packed_len(r#type.item, list)),
        FieldValue::List(list) => {
            let items = list.items.iter();
            items.map(|item| len(number, r#type.item, item)).sum()
        }
        FieldValue::Map(map) => {
            let entries = map.entries.iter();
            entries
                .map(|(key, value)| delimited(entry_len(r#type, key, value)))
                .sum()
        }
    }
}

/// The number of bytes of the key of field 1.
const KEY: usize = 1;

/// The number of bytes of numbers in one block.
fn packed_len(r#type: ItemType, list: &Elements) -> usize {
    let items = list.items.iter();
    items
        .map(|item| len(1, r#type, item).saturating_sub(KEY))
        .sum()
}

/// The number of bytes of an entry.
fn entry_len(r#type: FieldType, key: &OwnedKey, value: &Single) -> usize {
    let key = r#type
        .key
        .map_or(0, |r#type| len(1, r#type, &key.to_single()));
    key + len(2, r#type.item, value)
}

/// How a number is encoded; `None` for other types.
fn number_wire_type(r#type: ItemType) -> Option<WireType> {
    match r#type {
        ItemType::Double | ItemType::Fixed64 | ItemType::Sfixed64 => Some(WireType::SixtyFourBit),
        ItemType::Float | ItemType::Fixed32 | ItemType::Sfixed32 => Some(WireType::ThirtyTwoBit),
        ItemType::String | ItemType::Bytes | ItemType::Message(_) | ItemType::Group(_) => None,
        _ => Some(WireType::Varint),
    }
}

fn merge_list(
    r#type: ItemType,
    list: &mut Elements,
    tag: u32,
    wire_type: WireType,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    let add = |wire_type, list: &mut Elements, buf: &mut _, ctx| {
        list.default.added()?;
        let mut item = list.default.clone();
        merge_single(r#type, &mut item, tag, wire_type, buf, ctx)?;
        list.items.push(item);
        Ok(())
    };
    match number_wire_type(r#type) {
        Some(own) if wire_type == WireType::LengthDelimited => {
            encoding::merge_loop(list, buf, ctx, |list, buf, ctx| add(own, list, buf, ctx))
        }
        _ => add(wire_type, list, buf, ctx),
    }
}

fn merge_map(
    pool: &Arc<Pool>,
    r#type: FieldType,
    map: &mut Entries,
    wire_type: WireType,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    encoding::check_wire_type(WireType::LengthDelimited, wire_type)?;
    map.default.added()?;
    let key_type = r#type.key.unwrap_or(ItemType::String);
    let mut key = map.key.to_single();
    let mut value = Single::new(pool, r#type.item).unwrap_or_else(|| map.default.clone());
    encoding::merge_loop(
        &mut (&mut key, &mut value),
        buf,
        ctx,
        |(key, value), buf, ctx| {
            let (tag, wire_type) = encoding::decode_key(buf)?;
            match tag {
                1 => merge_single(key_type, key, tag, wire_type, buf, ctx),
                2 => merge_single(r#type.item, value, tag, wire_type, buf, ctx),
                _ => encoding::skip_field(wire_type, tag, buf, ctx),
            }
        },
    )?;
    if let Some(key) = OwnedKey::from_single(key) {
        map.entries.insert(key, value);
    }
    Ok(())
}
