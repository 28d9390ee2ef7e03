//! Encoded messages as trees. Unlike Rust types, they keep unknown fields and the order of fields.

use prost::bytes::Bytes;
use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};

/// The fields of a message, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree(pub Vec<Field>);

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub number: u32,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    /// A string, bytes, a message or packed scalars.
    Bytes(Bytes),
    Group(Tree),
}

impl Field {
    pub fn new(number: u32, value: Value) -> Self {
        Self { number, value }
    }
}

impl Tree {
    /// Reads a message. `None` if the bytes are invalid.
    pub fn parse(bytes: &Bytes) -> Option<Self> {
        let mut rest = bytes.clone();
        let tree = Self::read(&mut rest, None)?;
        rest.is_empty().then_some(tree)
    }

    /// Reads until the end of the group `group`.
    fn read(rest: &mut Bytes, group: Option<u32>) -> Option<Self> {
        let mut tree = Self::default();
        while !rest.is_empty() {
            let (number, wire) = decode_key(rest).ok()?;
            let value = match wire {
                WireType::Varint => Value::Varint(decode_varint(rest).ok()?),
                WireType::SixtyFourBit => Value::Fixed64(u64::from_le_bytes(take(rest)?)),
                WireType::ThirtyTwoBit => Value::Fixed32(u32::from_le_bytes(take(rest)?)),
                WireType::LengthDelimited => {
                    let length = usize::try_from(decode_varint(rest).ok()?).ok()?;
                    (length <= rest.len()).then(|| Value::Bytes(rest.split_to(length)))?
                }
                WireType::StartGroup => Value::Group(Self::read(rest, Some(number))?),
                WireType::EndGroup => return (group == Some(number)).then_some(tree),
            };
            tree.0.push(Field { number, value });
        }
        group.is_none().then_some(tree)
    }

    pub fn to_bytes(&self) -> Bytes {
        let mut out = Vec::new();
        self.write(&mut out);
        out.into()
    }

    fn write(&self, out: &mut Vec<u8>) {
        for Field { number, value } in &self.0 {
            let key = |wire, out: &mut Vec<u8>| encode_key(*number, wire, out);
            match value {
                Value::Varint(value) => {
                    key(WireType::Varint, out);
                    encode_varint(*value, out);
                }
                Value::Fixed64(value) => {
                    key(WireType::SixtyFourBit, out);
                    out.extend(value.to_le_bytes());
                }
                Value::Fixed32(value) => {
                    key(WireType::ThirtyTwoBit, out);
                    out.extend(value.to_le_bytes());
                }
                Value::Bytes(value) => {
                    key(WireType::LengthDelimited, out);
                    encode_varint(value.len() as u64, out);
                    out.extend(value);
                }
                Value::Group(tree) => {
                    key(WireType::StartGroup, out);
                    tree.write(out);
                    key(WireType::EndGroup, out);
                }
            }
        }
    }

    /// Changes the messages, strings or bytes in the fields with a number, unless `change` returns `None`.
    pub fn change(&mut self, number: u32, mut change: impl FnMut(&Bytes) -> Option<Bytes>) {
        for field in self.0.iter_mut().filter(|field| field.number == number) {
            if let Value::Bytes(bytes) = &mut field.value
                && let Some(changed) = change(bytes)
            {
                *bytes = changed;
            }
        }
    }
}

fn take<const N: usize>(rest: &mut Bytes) -> Option<[u8; N]> {
    (rest.len() >= N).then(|| rest.split_to(N))?[..]
        .try_into()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        // A varint, a group with a string in it, and both fixed widths.
        let bytes = b"\x08\x96\x01\x1b\x12\x02hi\x1c\x25abcd\x29abcdefgh";
        let bytes = Bytes::from_static(bytes);
        let tree = Tree::parse(&bytes).expect("a message");
        assert_eq!(tree.0.len(), 4);
        assert_eq!(tree.to_bytes(), bytes);
    }

    #[test]
    fn half_a_message_is_none() {
        assert_eq!(Tree::parse(&Bytes::from_static(b"\x12\x03hi")), None);
        assert_eq!(Tree::parse(&Bytes::from_static(b"\x1b\x12\x02hi")), None);
        assert_eq!(Tree::parse(&Bytes::from_static(b"\x1c")), None);
    }
}
