//! Extensions: fields that other files add to a message.

use std::fmt;
use std::marker::PhantomData;

use prost::DecodeError;
use prost::encoding::{self, DecodeContext, WireType};

use super::{UnknownFields, UnknownValue};
use crate::kind::Kind;

/// A message that stores extensions.
pub trait Extendable {
    /// The extensions and the unknown fields.
    fn extensions(&self) -> &UnknownFields;

    /// The extensions and the unknown fields.
    fn extensions_mut(&mut self) -> &mut UnknownFields;
}

/// An extension of the message `M` with values of type `T`: `Vec<_>` if it is repeated. Generated code has a constant for each.
///
/// The message stores the encoded value. [`get`](Self::get) decodes it with each call.
///
/// Source: <https://protobuf.dev/programming-guides/proto2/#extensions>.
pub struct Extension<M, T> {
    number: u32,
    name: &'static str,
    read: fn(&UnknownFields, u32) -> Result<Option<T>, DecodeError>,
    write: fn(&mut UnknownFields, u32, &T),
    extendee: PhantomData<fn(&M)>,
}

impl<M: Extendable, T> Extension<M, T> {
    /// The field number.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The full name: `pkg.name`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the message has the extension.
    pub fn has(&self, message: &M) -> bool {
        message.extensions().get(self.number).next().is_some()
    }

    /// The value; `None` if the message does not have the extension.
    ///
    /// # Errors
    /// If the encoded value is malformed, or not of the type of the extension.
    pub fn get(&self, message: &M) -> Result<Option<T>, DecodeError> {
        (self.read)(message.extensions(), self.number)
    }

    /// Sets the value.
    pub fn set(&self, message: &mut M, value: &T) {
        self.clear(message);
        (self.write)(message.extensions_mut(), self.number, value);
    }

    /// Removes the value.
    pub fn clear(&self, message: &mut M) {
        message.extensions_mut().remove(self.number);
    }
}

impl<M, T> Extension<M, T> {
    /// An extension with one value.
    pub const fn singular<K>(number: u32, name: &'static str, _: K) -> Self
    where
        K: Kind<T> + Copy + Default,
    {
        Self {
            number,
            name,
            read: read_singular::<K, T>,
            write: write_singular::<K, T>,
            extendee: PhantomData,
        }
    }
}

impl<M, T> Extension<M, Vec<T>> {
    /// An extension with any number of values.
    pub const fn repeated<K>(number: u32, name: &'static str, _: K) -> Self
    where
        K: Kind<T> + Copy + Default,
    {
        Self {
            number,
            name,
            read: read_repeated::<K, T>,
            write: write_repeated::<K, T>,
            extendee: PhantomData,
        }
    }

    /// An extension with any number of values, which are written as one block.
    pub const fn packed<K>(number: u32, name: &'static str, _: K) -> Self
    where
        K: Kind<T> + Copy + Default,
    {
        Self {
            number,
            name,
            read: read_repeated::<K, T>,
            write: write_packed::<K, T>,
            extendee: PhantomData,
        }
    }
}

impl<M, T> Clone for Extension<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Extension<M, T> {}

impl<M, T> fmt::Debug for Extension<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.name)
    }
}

/// A kind. Its own `default` is that of its values.
fn kind<K: Default>() -> K {
    K::default()
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
        let value = value.get_or_insert_with(|| kind::<K>().default());
        merge::<K, T>(received, number, value)?;
    }
    Ok(value)
}

fn read_repeated<K: Kind<T> + Default, T>(
    fields: &UnknownFields,
    number: u32,
) -> Result<Option<Vec<T>>, DecodeError> {
    let kind = kind::<K>();
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
