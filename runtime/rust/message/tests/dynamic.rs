//! Messages whose types are known only at run time.

use std::sync::Arc;

use prost::Message;
use rpcsmith_message::dynamic::{DynamicMessage, FieldType, ItemType, MessageType, Pool};
use rpcsmith_message::reflect::{Cardinality, FieldDescriptor, Kind, Reflect, Slot};
use rpcsmith_message::{reflect, text};

fn field(
    number: u32,
    name: &str,
    cardinality: Cardinality,
    kind: Kind,
    item: ItemType,
) -> (FieldDescriptor, FieldType) {
    let packed = cardinality == Cardinality::Repeated
        && !matches!(
            item,
            ItemType::String | ItemType::Message(_) | ItemType::Group(_)
        );
    let field =
        FieldDescriptor::dynamic(number, name.to_owned(), name.to_owned(), cardinality, kind);
    (
        field,
        FieldType {
            item,
            key: None,
            packed,
        },
    )
}

/// A message with fields of many types, which refers to itself.
fn pool() -> Arc<Pool> {
    use Cardinality::{Explicit, Implicit, Map, Repeated};
    let own = || {
        Kind::Message(reflect::MessageType::Dynamic {
            index: 0,
            form: None,
        })
    };
    let group = Kind::Group(reflect::MessageType::Dynamic {
        index: 0,
        form: None,
    });
    let mut map = field(7, "map", Map, own(), ItemType::Message(0));
    map.1.key = Some(ItemType::Sint32);
    let fields = vec![
        field(2, "text", Implicit, Kind::String, ItemType::String),
        field(1, "number", Explicit, Kind::Int32, ItemType::Sint32),
        field(3, "own", Explicit, own(), ItemType::Message(0)),
        field(4, "numbers", Repeated, Kind::Uint64, ItemType::Fixed64),
        field(5, "texts", Repeated, Kind::String, ItemType::String),
        field(6, "owns", Repeated, own(), ItemType::Message(0)),
        map,
        field(8, "group", Explicit, group, ItemType::Group(0)),
        (
            field(9, "a", Explicit, Kind::Bool, ItemType::Bool)
                .0
                .in_oneof(0),
            FieldType {
                item: ItemType::Bool,
                key: None,
                packed: false,
            },
        ),
        (
            field(10, "b", Explicit, Kind::Bytes, ItemType::Bytes)
                .0
                .in_oneof(0),
            FieldType {
                item: ItemType::Bytes,
                key: None,
                packed: false,
            },
        ),
    ];
    Arc::new(Pool::new(
        vec![MessageType::new("test.M".to_owned(), fields)],
        Vec::new(),
    ))
}

const TEXT: &str = r#"number: -1
text: "x"
own {
  number: 0
}
numbers: 1
numbers: 2
texts: ""
owns {
}
map {
  key: -5
  value {
    text: "y"
  }
}
group {
}
b: "\001"
"#;

#[test]
fn messages_are_set_encoded_and_decoded() {
    let pool = pool();
    let mut message = DynamicMessage::named(&pool, "test.M").unwrap();
    assert!(
        DynamicMessage::named(&pool, "test.N").is_none() && DynamicMessage::new(&pool, 1).is_none()
    );
    text::ReadOptions::new()
        .merge_str(&mut message, TEXT)
        .unwrap();
    let bytes = message.encode_to_vec();
    assert_eq!(
        bytes,
        b"\x08\x01\x12\x01x\x1a\x02\x08\x00\x22\x10\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x2a\0\x32\0\x3a\x07\x08\x09\x12\x03\x12\x01y\x43\x44\x52\x01\x01"
    );
    assert_eq!(message.encoded_len(), bytes.len());
    let mut decoded = DynamicMessage::new(&pool, 0).unwrap();
    decoded.merge(&*bytes).unwrap();
    assert_eq!(decoded, message);
    let mut lines: Vec<_> = TEXT.lines().collect();
    lines.sort_unstable();
    let printed = text::to_string(&decoded);
    let mut found: Vec<_> = printed.lines().collect();
    found.sort_unstable();
    assert_eq!(found, lines);
    // A default value of a field without presence is not written; the other member of a oneof is removed.
    text::ReadOptions::new()
        .merge_str(&mut message, "a: true")
        .unwrap();
    assert!(message.get(9).is_none());
    if let Some(Slot::String(text)) = message.slot(0) {
        text.clear();
    }
    assert!(message.get(0).is_none());
    message.clear();
    assert!(message.encode_to_vec().is_empty());
}

#[test]
fn received_fields_are_merged_or_unknown() {
    let mut message = DynamicMessage::new(&pool(), 0).unwrap();
    // Numbers that are not packed, an entry without key and value, and unknown fields.
    message
        .merge(&b"\x21\x07\0\0\0\0\0\0\0\x3a\0\x58\x01\x1a\x02\x12\x00\x1a\x02\x08\x02"[..])
        .unwrap();
    let text = text::WriteOptions::new()
        .lines(false)
        .unknown_fields(true)
        .to_string(&message);
    assert_eq!(
        text,
        "own { number: 1 } numbers: 7 map { key: 0 value { } } 11: 1"
    );
    for malformed in [
        &b"\x22\x09\0\0\0\0\0\0\0\0\0"[..],
        b"\x22\x05\0",
        b"\x0a\x00",
        b"\x43\x4c",
        b"\x3a\x02\x0a\x00",
        b"\x12\x01\xff",
    ] {
        let mut message = DynamicMessage::new(&pool(), 0).unwrap();
        assert!(message.merge(malformed).is_err(), "{malformed:?}");
    }
    let nested = |depth: usize| {
        let mut bytes = Vec::new();
        for _ in 0..depth {
            let mut outer = vec![0x1a];
            prost::encoding::encode_varint(bytes.len() as u64, &mut outer);
            outer.extend(bytes);
            bytes = outer;
        }
        bytes
    };
    let decode = |bytes: Vec<u8>| DynamicMessage::new(&pool(), 0).unwrap().merge(&*bytes);
    assert!(decode(nested(100)).is_ok() && decode(nested(101)).is_err());
}
