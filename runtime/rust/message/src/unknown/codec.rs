//! How the values of extensions are stored.

use prost::encoding::{self, DecodeContext, WireType};
use prost::{DecodeError, Message};

use super::{UnknownFields, UnknownValue, message_set};
use crate::delimited::malformed;
use crate::kind::Kind;

/// The functions of a form of extension. They take its number.
pub(crate) struct Codec<T> {
    pub has: fn(&UnknownFields, u32) -> bool,
    pub read: fn(&UnknownFields, u32) -> Result<Option<T>, DecodeError>,
    /// Adds the value to those that are stored.
    pub write: fn(&mut UnknownFields, u32, &T),
    pub remove: fn(&mut UnknownFields, u32),
    pub default: fn() -> T,
    /// Whether the value is in an item of a message set.
    #[cfg(feature = "reflect")]
    pub in_message_set: bool,
}

impl<T> Clone for Codec<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Codec<T> {}

impl<T> Codec<T> {
    /// A field.
    const fn field(
        read: fn(&UnknownFields, u32) -> Result<Option<T>, DecodeError>,
        write: fn(&mut UnknownFields, u32, &T),
        default: fn() -> T,
    ) -> Self {
        Self {
            has: |fields, number| fields.get(number).next().is_some(),
            read,
            write,
            remove: UnknownFields::remove,
            default,
            #[cfg(feature = "reflect")]
            in_message_set: false,
        }
    }

    /// One value.
    pub const fn singular<K: Kind<T> + Default>() -> Self {
        Self::field(
            read_singular::<K, T>,
            write_singular::<K, T>,
            default::<K, T>,
        )
    }
}

impl<T> Codec<Vec<T>> {
    /// A field for each element.
    pub const fn repeated<K: Kind<T> + Default>() -> Self {
        Self::field(read_repeated::<K, T>, write_repeated::<K, T>, Vec::new)
    }

    /// A field with all elements.
    pub const fn packed<K: Kind<T> + Default>() -> Self {
        Self::field(read_repeated::<K, T>, write_packed::<K, T>, Vec::new)
    }
}

impl<M: Message + Default> Codec<M> {
    /// A message between a start and an end tag.
    pub const fn group() -> Self {
        Self::field(read_group, write_group, M::default)
    }

    /// A message in an item of a message set.
    pub const fn in_message_set() -> Self {
        Self {
            has: |fields, number| message_set::parts(fields, number).next().is_some(),
            read: |fields, number| merged(message_set::parts(fields, number)),
            write: |fields, number, message| {
                message_set::push(fields, number, &message.encode_to_vec());
            },
            remove: message_set::remove,
            default: M::default,
            #[cfg(feature = "reflect")]
            in_message_set: true,
        }
    }
}

impl<M: Message + Default> Codec<Vec<M>> {
    /// Messages between start and end tags.
    pub const fn repeated_group() -> Self {
        Self::field(read_groups, write_groups, Vec::new)
    }
}

/// A kind. Its own `default` is that of its values.
fn kind<K: Default>() -> K {
    K::default()
}

fn default<K: Kind<T> + Default, T>() -> T {
    kind::<K>().default()
}

/// Reads a value. A message is merged.
fn merge<K: Kind<T> + Default, T>(
    received: UnknownValue<'_>,
    number: u32,
    value: &mut T,
) -> Result<(), DecodeError> {
    let mut record = Vec::new();
    received.encode(number, &mut record);
    let mut buf = record.as_slice();
    let (_, wire_type) = encoding::decode_key(&mut buf)?;
    kind::<K>().merge(wire_type, value, &mut buf, DecodeContext::default())
}

fn read_singular<K: Kind<T> + Default, T>(
    fields: &UnknownFields,
    number: u32,
) -> Result<Option<T>, DecodeError> {
    let mut value = None;
    for received in fields.get(number) {
        let value = value.get_or_insert_with(default::<K, T>);
        merge::<K, T>(received, number, value)?;
    }
    Ok(value)
}

fn read_repeated<K: Kind<T> + Default, T>(
    fields: &UnknownFields,
    number: u32,
) -> Result<Option<Vec<T>>, DecodeError> {
    let kind: K = kind();
    let mut values = None;
    for received in fields.get(number) {
        let values: &mut Vec<T> = values.get_or_insert_default();
        match received {
            // Numbers can be packed, even if the schema says otherwise.
            UnknownValue::LengthDelimited(mut block)
                if K::WIRE_TYPE != WireType::LengthDelimited =>
            {
                while !block.is_empty() {
                    let mut value = kind.default();
                    kind.merge(
                        K::WIRE_TYPE,
                        &mut value,
                        &mut block,
                        DecodeContext::default(),
                    )?;
                    values.push(value);
                }
            }
            _ => {
                let mut value = kind.default();
                merge::<K, T>(received, number, &mut value)?;
                values.push(value);
            }
        }
    }
    Ok(values)
}

fn write_singular<K: Kind<T> + Default, T>(fields: &mut UnknownFields, number: u32, value: &T) {
    kind::<K>().encode(number, value, &mut fields.bytes);
}

fn write_repeated<K: Kind<T> + Default, T>(
    fields: &mut UnknownFields,
    number: u32,
    values: &Vec<T>,
) {
    for value in values {
        write_singular::<K, T>(fields, number, value);
    }
}

fn write_packed<K: Kind<T> + Default, T>(fields: &mut UnknownFields, number: u32, values: &Vec<T>) {
    if values.is_empty() {
        return;
    }
    let key_len = encoding::key_len(number);
    let (mut block, mut record) = (Vec::new(), Vec::new());
    for value in values {
        record.clear();
        kind::<K>().encode(number, value, &mut record);
        block.extend_from_slice(record.get(key_len..).unwrap_or_default());
    }
    fields.push(number, UnknownValue::LengthDelimited(&block));
}

/// The message that encoded parts are together.
fn merged<'a, M: Message + Default>(
    parts: impl Iterator<Item = &'a [u8]>,
) -> Result<Option<M>, DecodeError> {
    let mut message = None;
    for part in parts {
        message.get_or_insert_with(M::default).merge(part)?;
    }
    Ok(message)
}

/// The content of the groups with a number.
fn groups(fields: &UnknownFields, number: u32) -> Result<Vec<&[u8]>, DecodeError> {
    let groups = fields.get(number).map(|value| match value {
        UnknownValue::Group(group) => Ok(group),
        _ => Err(malformed("an extension is not a group")),
    });
    groups.collect()
}

fn read_group<M: Message + Default>(
    fields: &UnknownFields,
    number: u32,
) -> Result<Option<M>, DecodeError> {
    merged(groups(fields, number)?.into_iter())
}

fn read_groups<M: Message + Default>(
    fields: &UnknownFields,
    number: u32,
) -> Result<Option<Vec<M>>, DecodeError> {
    let groups = groups(fields, number)?;
    let messages: Result<Vec<_>, _> = groups.into_iter().map(M::decode).collect();
    Ok(Some(messages?).filter(|messages| !messages.is_empty()))
}

fn write_group<M: Message>(fields: &mut UnknownFields, number: u32, message: &M) {
    fields.push(number, UnknownValue::Group(&message.encode_to_vec()));
}

fn write_groups<M: Message>(fields: &mut UnknownFields, number: u32, messages: &Vec<M>) {
    for message in messages {
        write_group(fields, number, message);
    }
}
