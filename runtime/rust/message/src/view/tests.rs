//! A recursive view by hand, compared with a message by hand.

use std::collections::HashMap;

use prost::Message;

use super::*;

#[derive(Clone, PartialEq, Message)]
struct Node {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, boxed, tag = "2")]
    next: Option<Box<Node>>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    parts: Vec<Vec<u8>>,
    #[prost(map = "string, message", tag = "4")]
    children: HashMap<String, Node>,
    #[prost(message, optional, tag = "5")]
    at: Option<prost_types::Timestamp>,
}

#[derive(Clone, Debug, Default)]
struct NodeView<'a> {
    name: &'a str,
    next: Option<Box<Self>>,
    parts: Vec<&'a [u8]>,
    children: Map<&'a str, Self>,
    at: Option<prost_types::Timestamp>,
}

impl<'a> View<'a> for NodeView<'a> {
    const NAME: &'static str = "Node";

    fn merge_field(&mut self, field: Field<'_, 'a>) -> Result<(), DecodeError> {
        match field.tag() {
            1 => string(&mut self.name, "name", field),
            2 => optional::message(&mut self.next, "next", field),
            3 => repeated::bytes(&mut self.parts, "parts", field),
            4 => {
                let kinds = (kind::String, kind::Message);
                map(&mut self.children, "children", kinds, field)
            }
            5 => merge::optional::message(&mut self.at, "at", field.owned()),
            _ => field.skip(),
        }
    }
}

impl Own<Node> for NodeView<'_> {
    fn own(&self) -> Node {
        Node {
            name: own(&self.name),
            next: own(&self.next),
            parts: own(&self.parts),
            children: self.children.to_map(own, own),
            at: same(&self.at),
        }
    }
}

/// What both decoders make of data.
fn both(data: &[u8]) -> [Result<Node, String>; 2] {
    let view = decode::<NodeView<'_>>(data).map(|view| own(&view));
    [view, Node::decode(data)].map(|decoded| decoded.map_err(|error| error.to_string()))
}

fn assert_same(data: &[u8]) {
    let [view, message] = both(data);
    assert_eq!(view, message, "{data:?}");
}

/// A node in a node, and so on.
fn nested(levels: usize, innermost: &[u8]) -> Vec<u8> {
    let mut data = innermost.to_vec();
    for level in 0..levels {
        let mut outer = Vec::new();
        // As a field, and as a value of a map.
        if level % 2 == 0 {
            prost::encoding::bytes::encode(2, &data, &mut outer);
        } else {
            let mut entry = Vec::new();
            prost::encoding::bytes::encode(2, &data, &mut entry);
            prost::encoding::bytes::encode(4, &entry, &mut outer);
        }
        data = outer;
    }
    data
}

#[test]
fn levels_are_limited_as_in_messages() {
    let unknown_group = b"\x3b\x3b\x3c\x3c";
    let timestamp = b"\x2a\x02\x08\x05";
    for innermost in [
        &b""[..],
        b"\x0a\x01a",
        b"\x38\x01",
        unknown_group,
        timestamp,
    ] {
        for levels in 0..110 {
            assert_same(&nested(levels, innermost));
        }
    }
}

#[test]
fn malformed_data_has_the_errors_of_messages() {
    let cases: &[&[u8]] = &[
        b"\x0a",
        b"\x0a\x05ab",
        b"\x0a\x02\xc3\x28",
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x08\x01",
        b"\x0c",
        b"\x3c",
        b"\x0e",
        b"\x02\x01",
        b"\x00",
        b"\x80\x80\x80\x80\x80\x01\x00",
        // A field that ends after its message.
        b"\x12\x03\x0a\x05abcde",
        b"\x12\x02\x0a\x05abcde",
        b"\x12\x05\x0a\x01a",
        b"\x22\x04\x0a\x05abcde",
        b"\x22\x03\x12\x03\x0a\x02\xff\xff",
        b"\x22\x02\x1b\x1c\x00",
        b"\x22\x02\x1b\x24\x00",
        b"\x2a\x02\x0a\x00",
        b"\x1a\x03ab",
        b"\x18\x03",
    ];
    for data in cases {
        assert_same(data);
    }
}

#[test]
fn long_values_and_keys_are_read() {
    let long = vec![b'x'; 300];
    let mut data = Vec::new();
    prost::encoding::bytes::encode(1, &long, &mut data);
    prost::encoding::bytes::encode(3, &long, &mut data);
    data = nested(2, &data);
    data.extend_from_slice(b"\x82\x7d\x01z\x8a\x00\x01b");
    assert!(both(&data)[0].is_ok());
    assert_same(&data);
}

#[test]
fn messages_are_merged_and_the_last_entry_of_a_key_counts() {
    let data = b"\x12\x03\x0a\x01a\x12\x03\x1a\x01b\x22\x07\x0a\x01k\x12\x02\x0a\x00\x22\x0a\x12\x03\x0a\x01z\x0a\x01k\x12\x00";
    assert_same(data);
    let view: NodeView<'_> = decode(data).unwrap();
    assert_eq!(view.children.iter().count(), 2);
    assert_eq!(view.children.get("k").map(|node| node.name), Some("z"));
    assert!(view.children.get("other").is_none());
    assert_eq!(
        view.next.map(|next| (next.name, next.parts)),
        Some(("a", vec![&b"b"[..]]))
    );
}

#[test]
fn views_keep_a_budget() {
    // Empty messages in a map.
    let data = b"\x22\x02\x12\x00".repeat(1000);
    let (decoded, exceeded) = budget::within(10_000, || decode::<NodeView<'_>>(&data));
    assert!(decoded.is_err() && exceeded);
    let (decoded, exceeded) = budget::within(1_000_000, || decode::<NodeView<'_>>(&data));
    assert!(decoded.is_ok() && !exceeded);
    // Boxed messages.
    let (decoded, exceeded) = budget::within(1_000, || {
        decode::<NodeView<'_>>(b"\x12\x04\x12\x02\x12\x00").map(drop)
    });
    assert!(decoded.is_err() && exceeded);
}
