//! A request as a tree of all its fields, known to the generator or not. Messages of the types in [`Kind`] are decoded.

use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};

/// A message type of `plugin.proto` or `descriptor.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Request,
    File,
    Message,
    Field,
    Oneof,
    Enum,
    EnumValue,
    Service,
    Method,
    /// Any options message; the number is that of its `features` field.
    Options(u32),
    Features,
    SourceInfo,
    Location,
}

/// A field of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub number: u32,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Varint(u64),
    Bytes(Vec<u8>),
    Message(Kind, Vec<Node>),
}

impl Kind {
    /// The type of the message in a field, if it is known.
    fn child(self, number: u32) -> Option<Self> {
        Some(match (self, number) {
            (Self::Request, 15) => Self::File,
            (Self::File, 4) | (Self::Message, 3) => Self::Message,
            (Self::File, 5) | (Self::Message, 4) => Self::Enum,
            (Self::File, 6) => Self::Service,
            (Self::File, 7) | (Self::Message, 2 | 6) => Self::Field,
            (Self::File, 9) => Self::SourceInfo,
            (Self::Message, 8) => Self::Oneof,
            (Self::Enum, 2) => Self::EnumValue,
            (Self::Service, 2) => Self::Method,
            (Self::SourceInfo, 1) => Self::Location,
            (Self::File, 8) => Self::Options(50),
            (Self::Message, 7) => Self::Options(12),
            (Self::Field, 8) => Self::Options(21),
            (Self::Oneof, 2) => Self::Options(1),
            (Self::Enum, 3) => Self::Options(7),
            (Self::EnumValue, 3) => Self::Options(2),
            (Self::Service, 3) => Self::Options(34),
            (Self::Method, 4) => Self::Options(35),
            (Self::Options(features), number) if number == features => Self::Features,
            _ => return None,
        })
    }
}

/// Decodes a message; `None` if it has fields of wire types that descriptors do not have.
pub fn decode(kind: Kind, mut message: &[u8]) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    while !message.is_empty() {
        let (number, wire_type) = decode_key(&mut message).ok()?;
        let value = match wire_type {
            WireType::Varint => Value::Varint(decode_varint(&mut message).ok()?),
            WireType::LengthDelimited => {
                let length = decode_varint(&mut message).ok()?;
                let (bytes, rest) = message.split_at_checked(usize::try_from(length).ok()?)?;
                message = rest;
                let child = kind.child(number);
                match child.and_then(|kind| Some((kind, decode(kind, bytes)?))) {
                    Some((kind, nodes)) => Value::Message(kind, nodes),
                    None => Value::Bytes(bytes.to_owned()),
                }
            }
            _ => return None,
        };
        nodes.push(Node { number, value });
    }
    Some(nodes)
}

/// Encodes a message.
pub fn encode(nodes: &[Node]) -> Vec<u8> {
    let mut message = Vec::new();
    for Node { number, value } in nodes {
        let bytes = match value {
            Value::Varint(value) => {
                encode_key(*number, WireType::Varint, &mut message);
                encode_varint(*value, &mut message);
                continue;
            }
            Value::Bytes(bytes) => bytes,
            Value::Message(_, nodes) => &encode(nodes),
        };
        encode_key(*number, WireType::LengthDelimited, &mut message);
        encode_varint(bytes.len() as u64, &mut message);
        message.extend_from_slice(bytes);
    }
    message
}

/// Calls `each` with the kind and the fields of every message of the tree, in preorder.
pub fn each_message(
    kind: Kind,
    nodes: &mut Vec<Node>,
    each: &mut impl FnMut(Kind, &mut Vec<Node>),
) {
    each(kind, nodes);
    for node in nodes {
        if let Value::Message(kind, nodes) = &mut node.value {
            each_message(*kind, nodes, each);
        }
    }
}
