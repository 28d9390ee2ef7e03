//! Fields that a schema does not know, and extensions, which are stored like them.

mod codec;
mod extension;
pub(crate) mod message_set;
mod record;

#[cfg(feature = "reflect")]
pub(crate) use codec::Codec;
pub use extension::{Extendable, Extension};
#[cfg(feature = "reflect")]
pub(crate) use message_set::item_number;
pub use record::{Records, UnknownValue};

use std::fmt;

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};

use crate::merge::Field;

/// The unknown fields of a message, in the order in which they were received.
///
/// They are written after the known fields.
///
/// ```
/// use rpcsmith_runtime::message::{UnknownFields, UnknownValue};
///
/// let mut fields = UnknownFields::new();
/// fields.push(1, UnknownValue::Varint(5));
/// fields.push(2, UnknownValue::LengthDelimited(b"text"));
/// assert_eq!(fields.as_bytes(), b"\x08\x05\x12\x04text");
/// assert_eq!(fields.get(1).collect::<Vec<_>>(), [UnknownValue::Varint(5)]);
/// ```
///
/// Source: <https://protobuf.dev/programming-guides/proto3/#unknowns>.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct UnknownFields {
    /// Encoded fields. They are well-formed.
    bytes: Vec<u8>,
}

impl UnknownFields {
    /// No fields. It allocates no memory.
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The encoded fields.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The numbers and values of the fields.
    pub fn iter(&self) -> Records<'_> {
        Records::new(&self.bytes)
    }

    /// The values of the fields with a number.
    pub fn get(&self, number: u32) -> impl Iterator<Item = UnknownValue<'_>> {
        let records = self.iter().filter(move |record| record.0 == number);
        records.map(|(_, value)| value)
    }

    /// Adds a field after the others. The number is from 1 to 536,870,911.
    pub fn push(&mut self, number: u32, value: UnknownValue<'_>) {
        value.encode(number, &mut self.bytes);
    }

    /// Adds other fields after these.
    pub fn extend(&mut self, other: &Self) {
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// Adds the fields of an encoded message after these. It ends at a field that is malformed.
    pub fn push_encoded(&mut self, message: &[u8]) {
        for (number, value) in Records::new(message) {
            self.push(number, value);
        }
    }

    /// Removes the fields with a number.
    pub fn remove(&mut self, number: u32) {
        self.retain(|field| field.0 != number);
    }

    /// Keeps only the fields for which `keeps` is true.
    pub fn retain(&mut self, keeps: impl Fn((u32, UnknownValue<'_>)) -> bool) {
        if self.iter().all(&keeps) {
            return;
        }
        let mut kept = Vec::with_capacity(self.bytes.len());
        for (number, value) in self.iter().filter(|field| keeps(*field)) {
            value.encode(number, &mut kept);
        }
        self.bytes = kept;
    }

    /// Removes all fields.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Adds a received field.
    ///
    /// # Errors
    /// If the value is malformed.
    pub fn merge(&mut self, field: Field<'_, impl Buf>) -> Result<(), DecodeError> {
        let before = self.bytes.len();
        let (number, wire_type, buf) = field.into_parts();
        let copied = record::copy(number, wire_type, buf, &mut self.bytes);
        if copied.is_err() {
            self.bytes.truncate(before);
        }
        copied
    }

    /// Writes the fields.
    pub fn encode(&self, buf: &mut impl BufMut) {
        buf.put_slice(&self.bytes);
    }

    /// The number of bytes that [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        self.bytes.len()
    }
}

impl<'a> IntoIterator for &'a UnknownFields {
    type Item = (u32, UnknownValue<'a>);
    type IntoIter = Records<'a>;

    fn into_iter(self) -> Records<'a> {
        self.iter()
    }
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

#[cfg(test)]
mod tests;
