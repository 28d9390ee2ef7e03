//! The wire format of protobuf, as far as descriptors need it.
//!
//! Source: <https://protobuf.dev/programming-guides/encoding/>

/// How a value is written. The numbers are those of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WireType {
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Group = 3,
    EndGroup = 4,
    Fixed32 = 5,
}

/// A writer of messages.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Writes bytes without a tag.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is meant")]
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is less than 128")]
        self.bytes.push(value as u8);
    }

    /// The start of a field. Its value follows.
    pub fn tag(&mut self, number: u32, wire_type: WireType) {
        self.varint(u64::from(number) << 3 | wire_type as u64);
    }

    /// A field of an integer type or `bool`.
    pub fn uint(&mut self, number: u32, value: u64) {
        self.tag(number, WireType::Varint);
        self.varint(value);
    }

    /// A field of type `int32` or of an enum. Negative values take ten bytes.
    pub fn int32(&mut self, number: u32, value: i32) {
        self.uint(number, i64::from(value).cast_unsigned());
    }

    /// A field of type `string`, `bytes`, or an encoded message.
    pub fn bytes(&mut self, number: u32, value: &[u8]) {
        self.tag(number, WireType::Length);
        self.varint(value.len() as u64);
        self.raw(value);
    }

    /// A field with a length that only writing it shows.
    pub fn message(&mut self, number: u32, write: impl FnOnce(&mut Self)) {
        self.tag(number, WireType::Length);
        let start = self.bytes.len();
        // Most messages are so short that one byte has their length.
        self.bytes.push(0);
        write(self);
        let length = self.bytes.len() - start - 1;
        let more = length_of_varint(length as u64) - 1;
        if more > 0 {
            self.bytes.resize(self.bytes.len() + more, 0);
            self.bytes
                .copy_within(start + 1..start + 1 + length, start + 1 + more);
        }
        write_varint(&mut self.bytes[start..=start + more], length as u64);
    }
}

fn length_of_varint(value: u64) -> usize {
    let bits = 64 - (value | 1).leading_zeros() as usize;
    bits.div_ceil(7)
}

/// Writes a varint into exactly the bytes that it needs.
fn write_varint(bytes: &mut [u8], mut value: u64) {
    for byte in &mut *bytes {
        #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is meant")]
        let low = value as u8 | 0x80;
        *byte = low;
        value >>= 7;
    }
    if let Some(last) = bytes.last_mut() {
        *last &= 0x7F;
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn messages_have_their_length_in_front() {
        for length in [0, 1, 127, 128, 16_383, 16_384] {
            let mut writer = Writer::default();
            writer.message(1, |writer| writer.raw(&vec![7; length]));
            let mut expected = Writer::default();
            expected.bytes(1, &vec![7; length]);
            assert_eq!(writer.into_bytes(), expected.into_bytes());
        }
    }
}
