//! Mutates requests: changes one to four fields, and sometimes bytes of the encoding too.

use crate::random::Random;
use crate::tree::{Kind, Node, Value, decode, each_message, encode};

/// Invalid numbers, boundary values, and numbers with a meaning in descriptors.
const NUMBERS: &[u64] = &[
    0,
    1,
    2,
    3,
    10,
    11,
    12,
    14,
    18,
    19,
    998,
    999,
    1000,
    1001,
    19_000,
    (1 << 29) - 1,
    1 << 29,
    i32::MAX as u64,
    1 << 31,
    u32::MAX as u64,
    i64::MAX as u64,
    // -1 and the smallest int32, as varints encode them.
    u64::MAX,
    i32::MIN as u64,
];

/// Invalid names, and names that a generator may handle wrongly.
const NAMES: &[&str] = &[
    "",
    "_",
    "__",
    "1",
    "a b",
    "*/",
    "\n",
    "\"",
    "\\",
    "{{ x }}",
    "r#type",
    "a.b",
    ".",
    "..",
    "..a",
    "type",
    "self",
    "Self",
    "crate",
    "_1",
    "String",
    "Option",
    "Vec",
    "Box",
    "Result",
    "naïve",
    "名",
    "\u{202E}",
    "\u{0}",
    "x\r\ny",
    "proto3",
    "proto2",
    "editions",
    "nan",
    "-inf",
    "1e999",
    "-0",
    "true",
    r"\q",
    ".google.protobuf.Empty",
];

/// A mutant of a request; `None` if the bytes are not a request.
pub fn mutant(request: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut nodes = decode(Kind::Request, request)?;
    for _ in 0..=random.below(4) {
        mutate_fields(&mut nodes, random);
    }
    let mut bytes = encode(&nodes);
    if random.below(4) == 0 {
        mutate_bytes(&mut bytes, random);
    }
    Some(bytes)
}

fn mutate_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    match random.below(4) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << random.below(8),
        2 => bytes[at] = random.next() as u8,
        _ => drop(bytes.drain(at..(at + 1 + random.below(8)).min(bytes.len()))),
    }
}

/// Makes one change to the fields of one message.
fn mutate_fields(nodes: &mut Vec<Node>, random: &mut Random) {
    let mut messages = 0;
    let mut texts = vec![Vec::new()];
    each_message(Kind::Request, nodes, &mut |kind, nodes| {
        messages += usize::from(is_chosen(kind));
        let names = nodes.iter().filter(|node| node.number <= 6);
        texts.extend(names.filter_map(|node| match &node.value {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }));
    });
    let chosen = random.below(messages);
    let mut index = 0;
    each_message(Kind::Request, nodes, &mut |kind, nodes| {
        if !is_chosen(kind) {
            return;
        }
        if index == chosen {
            mutate_message(nodes, &texts, random);
        }
        index += 1;
    });
}

/// Skips places and comments: they are most of a request, and few errors depend on them.
fn is_chosen(kind: Kind) -> bool {
    kind != Kind::Location
}

fn mutate_message(nodes: &mut Vec<Node>, texts: &[Vec<u8>], random: &mut Random) {
    if nodes.is_empty() {
        let number = 1 + random.below(20) as u32;
        let value = Value::Varint(*pick(NUMBERS, random));
        return nodes.push(Node { number, value });
    }
    let at = random.below(nodes.len());
    match random.below(8) {
        0 => drop(nodes.remove(at)),
        1 => nodes.push(nodes[at].clone()),
        2 => {
            let other = random.below(nodes.len());
            nodes.swap(at, other);
        }
        // Nest the message in itself.
        3 => {
            let copy = nodes.clone();
            if let Value::Message(_, inner) = &mut nodes[at].value {
                *inner = copy;
            }
        }
        4 => nodes.push(Node {
            number: 1 + random.below(20) as u32,
            value: value(&Value::Varint(0), texts, random),
        }),
        _ => nodes[at].value = value(&nodes[at].value, texts, random),
    }
}

/// Another value, usually of the same wire type.
fn value(old: &Value, texts: &[Vec<u8>], random: &mut Random) -> Value {
    match (old, random.below(16)) {
        (_, 0) => Value::Bytes(random.next().to_le_bytes().to_vec()),
        (_, 1) => Value::Varint(random.next()),
        (Value::Varint(_), _) => Value::Varint(*pick(NUMBERS, random)),
        (Value::Message(..), 2) => Value::Bytes(Vec::new()),
        (Value::Message(kind, nodes), _) => {
            let mut nodes = nodes.clone();
            if !nodes.is_empty() {
                nodes.remove(random.below(nodes.len()));
            }
            Value::Message(*kind, nodes)
        }
        (Value::Bytes(bytes), 2) => Value::Bytes(bytes.repeat(2_000)),
        (Value::Bytes(_), 3..8) => Value::Bytes(pick(NAMES, random).as_bytes().to_vec()),
        (Value::Bytes(_), _) => Value::Bytes(pick(texts, random).clone()),
    }
}

fn pick<'a, T>(items: &'a [T], random: &mut Random) -> &'a T {
    &items[random.below(items.len())]
}
