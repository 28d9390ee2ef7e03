//! The encoding of dynamic messages.

use std::sync::Arc;

use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};
use prost::{DecodeError, Message};

use super::value::{Elements, Entries, FieldValue, OwnedKey, Single};
use super::{DynamicMessage, FieldType, ItemType, Pool};
use crate::merge::Field;
use crate::reflect::Cardinality;
use crate::{budget, write};

impl Message for DynamicMessage {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        let Some(message) = self.message_type() else {
            return;
        };
        for (number, index) in message.by_number() {
            if let (Some(value), Some(r#type)) =
                (self.fields.get(&index), message.field_type(index))
            {
                let is_implicit = self.cardinality(index) == Some(Cardinality::Implicit);
                encode_field(number, r#type, value, is_implicit, buf);
            }
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
            None => Ok(()),
        }
    }

    fn encoded_len(&self) -> usize {
        let mut bytes = Vec::new();
        self.encode_raw(&mut bytes);
        bytes.len()
    }

    fn clear(&mut self) {
        self.fields.clear();
        self.unknown.clear();
    }
}

fn encode_field(
    number: u32,
    r#type: FieldType,
    value: &FieldValue,
    is_implicit: bool,
    buf: &mut impl BufMut,
) {
    match value {
        FieldValue::Single(value) if is_implicit && value.is_default() => {}
        FieldValue::Single(value) => encode(number, r#type.item, value, buf),
        FieldValue::List(Elements { items, .. }) if r#type.packed && !items.is_empty() => {
            let mut block = Vec::new();
            let mut record = Vec::new();
            for item in items {
                record.clear();
                encode(1, r#type.item, item, &mut record);
                // The key of field 1 has one byte.
                block.extend_from_slice(record.get(1..).unwrap_or_default());
            }
            write::bytes(number, &block, buf);
        }
        FieldValue::List(Elements { items, .. }) => {
            items
                .iter()
                .for_each(|item| encode(number, r#type.item, item, buf));
        }
        FieldValue::Map(Entries { entries, .. }) => {
            for (key, value) in entries {
                let mut entry = Vec::new();
                if let Some(r#type) = r#type.key {
                    encode(1, r#type, &key.to_single(), &mut entry);
                }
                encode(2, r#type.item, value, &mut entry);
                write::bytes(number, &entry, buf);
            }
        }
    }
}

fn encode(number: u32, r#type: ItemType, value: &Single, buf: &mut impl BufMut) {
    match (r#type, value) {
        (ItemType::Double, Single::F64(value)) => write::double(number, value, buf),
        (ItemType::Float, Single::F32(value)) => write::float(number, value, buf),
        (ItemType::Int32, Single::I32(value)) => write::int32(number, value, buf),
        (ItemType::Sint32, Single::I32(value)) => write::sint32(number, value, buf),
        (ItemType::Sfixed32, Single::I32(value)) => write::sfixed32(number, value, buf),
        (ItemType::Int64, Single::I64(value)) => write::int64(number, value, buf),
        (ItemType::Sint64, Single::I64(value)) => write::sint64(number, value, buf),
        (ItemType::Sfixed64, Single::I64(value)) => write::sfixed64(number, value, buf),
        (ItemType::Uint32, Single::U32(value)) => write::uint32(number, value, buf),
        (ItemType::Fixed32, Single::U32(value)) => write::fixed32(number, value, buf),
        (ItemType::Uint64, Single::U64(value)) => write::uint64(number, value, buf),
        (ItemType::Fixed64, Single::U64(value)) => write::fixed64(number, value, buf),
        (ItemType::Bool, Single::Bool(value)) => write::bool(number, value, buf),
        (ItemType::String, Single::String(value)) => write::string(number, value, buf),
        (ItemType::Bytes, Single::Bytes(value)) => write::bytes(number, value, buf),
        (ItemType::Message(_), Single::Message(message)) => {
            write::bytes(number, &message.encode_to_vec(), buf);
        }
        (ItemType::Group(_), Single::Message(message)) => {
            encoding::group::encode(number, &**message, buf);
        }
        // Values have the type of their field.
        _ => {}
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
        (ItemType::Double, Single::F64(value)) => {
            encoding::double::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Float, Single::F32(value)) => encoding::float::merge(wire_type, value, buf, ctx),
        (ItemType::Int32, Single::I32(value)) => encoding::int32::merge(wire_type, value, buf, ctx),
        (ItemType::Sint32, Single::I32(value)) => {
            encoding::sint32::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Sfixed32, Single::I32(value)) => {
            encoding::sfixed32::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Int64, Single::I64(value)) => encoding::int64::merge(wire_type, value, buf, ctx),
        (ItemType::Sint64, Single::I64(value)) => {
            encoding::sint64::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Sfixed64, Single::I64(value)) => {
            encoding::sfixed64::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Uint32, Single::U32(value)) => {
            encoding::uint32::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Fixed32, Single::U32(value)) => {
            encoding::fixed32::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Uint64, Single::U64(value)) => {
            encoding::uint64::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Fixed64, Single::U64(value)) => {
            encoding::fixed64::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Bool, Single::Bool(value)) => encoding::bool::merge(wire_type, value, buf, ctx),
        (ItemType::String, Single::String(value)) => {
            encoding::string::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Bytes, Single::Bytes(value)) => {
            encoding::bytes::merge(wire_type, value, buf, ctx)
        }
        (ItemType::Message(_), Single::Message(message)) => {
            encoding::message::merge(wire_type, &mut **message, buf, ctx)
        }
        (ItemType::Group(_), Single::Message(message)) => {
            encoding::group::merge(tag, wire_type, &mut **message, buf, ctx)
        }
        // Values have the type of their field.
        _ => encoding::skip_field(wire_type, tag, buf, ctx),
    }
}

/// How a value is encoded.
fn wire_type_of(r#type: ItemType) -> WireType {
    match r#type {
        ItemType::Double | ItemType::Fixed64 | ItemType::Sfixed64 => WireType::SixtyFourBit,
        ItemType::Float | ItemType::Fixed32 | ItemType::Sfixed32 => WireType::ThirtyTwoBit,
        ItemType::String | ItemType::Bytes | ItemType::Message(_) => WireType::LengthDelimited,
        ItemType::Group(_) => WireType::StartGroup,
        _ => WireType::Varint,
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
    let mut add = |wire_type, buf: &mut _| {
        budget::added::<Single>()?;
        let mut item = list.default.clone();
        merge_single(r#type, &mut item, tag, wire_type, buf, ctx.clone())?;
        list.items.push(item);
        Ok(())
    };
    let own = wire_type_of(r#type);
    let is_number = !matches!(own, WireType::LengthDelimited | WireType::StartGroup);
    if is_number && wire_type == WireType::LengthDelimited {
        let length = encoding::decode_varint(buf)?;
        let after = usize::try_from(length).ok();
        let Some(after) = after.and_then(|length| buf.remaining().checked_sub(length)) else {
            return Err(crate::unknown::malformed("buffer underflow"));
        };
        while buf.remaining() > after {
            add(own, buf)?;
        }
        if buf.remaining() < after {
            return Err(crate::unknown::malformed("delimited length exceeded"));
        }
        return Ok(());
    }
    add(wire_type, buf)
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
    budget::added::<(OwnedKey, Single)>()?;
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
