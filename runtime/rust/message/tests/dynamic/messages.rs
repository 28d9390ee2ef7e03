//! Messages are set, encoded and decoded.

use prost::Message;
use rpcsmith_message::dynamic::{DynamicMessage, Pool};
use rpcsmith_message::reflect::{Reflect, Slot};
use rpcsmith_message::text;

use super::pool_of;

/// A message with fields of many types, which refers to itself.
fn pool() -> std::sync::Arc<Pool> {
    pool_of(
        r#"
        edition = "2023";
        package test;
        message M {
          string text = 2 [features.field_presence = IMPLICIT];
          sint32 number = 1;
          M own = 3;
          repeated fixed64 numbers = 4;
          repeated string texts = 5;
          repeated M owns = 6;
          map<sint32, M> map = 7;
          M group = 8 [features.message_encoding = DELIMITED];
          oneof choice {
            bool a = 9;
            bytes b = 10;
          }
        }
        "#,
    )
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
        DynamicMessage::named(&pool, "test.N").is_none() && DynamicMessage::new(&pool, 2).is_none()
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
    let before = message.clone();
    if let Some(Slot::String(text)) = message.slot(1) {
        text.clear();
    }
    assert!(message.get(1).is_none() && message != before);
    // The place of such a field does not set it.
    let cleared = message.clone();
    message.clear_field(1);
    assert_eq!(message, cleared);
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

#[test]
fn lengths_of_nested_messages_are_measured_once_for_each_level() {
    let mut message = DynamicMessage::new(&pool(), 0).unwrap();
    let mut inner: &mut dyn Reflect = &mut message;
    // A length that is measured twice at each level would take 2^90 steps.
    for level in 0..90 {
        let index = if level % 2 == 0 { 2 } else { 7 };
        let Some(Slot::Message(next)) = inner.slot(index) else {
            panic!("field {index} is not a message");
        };
        inner = next;
    }
    let bytes = message.encode_to_vec();
    assert_eq!(bytes.len(), message.encoded_len());
    let mut decoded = DynamicMessage::new(&pool(), 0).unwrap();
    decoded.merge(&*bytes).unwrap();
    assert_eq!(decoded, message);
}

#[test]
fn nested_messages_count_for_the_budget() {
    let pool = pool();
    let decode = |bytes: &[u8], limit: usize| {
        rpcsmith_message::budget::within(limit, || {
            DynamicMessage::new(&pool, 0).unwrap().merge(bytes)
        })
    };
    for fields in [
        b"\x32\0".repeat(1_000),
        b"\x2a\0".repeat(1_000),
        b"\x3a\0".repeat(1_000),
    ] {
        let (decoded, exceeded) = decode(&fields, 10_000);
        assert!(decoded.is_err() && exceeded, "{fields:?}");
        assert!(decode(&fields, 1_000_000).0.is_ok());
    }
    let (decoded, exceeded) = decode(b"\x1a\x04\x1a\x02\x1a\0", 100);
    assert!(decoded.is_err() && exceeded);
}

#[test]
fn keys_have_one_text() {
    use rpcsmith_message::reflect::InsertError;

    let mut message = DynamicMessage::new(&pool(), 0).unwrap();
    let Some(Slot::MessageMap(map)) = message.slot(6) else {
        panic!("field 6 is a map");
    };
    assert!(map.insert("-5").is_ok());
    for (key, error) in [
        ("-5", InsertError::Duplicate),
        ("+5", InsertError::Key),
        ("05", InsertError::Key),
        ("x", InsertError::Key),
    ] {
        assert_eq!(map.insert(key).err(), Some(error), "{key}");
    }
}
