//! The text format: levels that a decoder does not count.

use prost::Message;
use prost::encoding::encode_varint;
use rpcsmith_message::text::WriteOptions;

use super::{message, pool_of};

/// A length-delimited field.
fn field(number: u64, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_varint(number << 3 | 2, &mut bytes);
    encode_varint(content.len() as u64, &mut bytes);
    bytes.extend_from_slice(content);
    bytes
}

#[test]
fn the_depth_of_extensions_is_limited() {
    let pool = pool_of(
        "edition = '2023'; package test;
        message M { extensions 100; }
        extend M { M inner = 100; }",
    );
    let registry = pool.registry();
    let mut message = message(&pool, "M");
    let bytes = (0..2000).fold(Vec::new(), |bytes, _| field(100, &bytes));
    message.merge(&*bytes).unwrap();
    let options = WriteOptions::new().registry(&registry);
    let printed = options.to_string(&message);
    assert_eq!(printed.matches("[test.inner]").count(), 100);
    let printed = options.unknown_fields(true).to_string(&message);
    assert!(printed.contains("100 {"), "{printed}");
}

#[test]
fn the_depth_of_groups_in_unknown_bytes_is_limited() {
    let pool = pool_of("edition = '2023'; package test; message M {}");
    let mut message = message(&pool, "M");
    let groups = [vec![0x0b; 50_000], vec![0x0c; 50_000]].concat();
    message.merge(&*field(1, &groups)).unwrap();
    let printed = WriteOptions::new().unknown_fields(true).to_string(&message);
    assert_eq!(printed.matches('{').count(), 10);
    assert!(printed.contains("1: \"\\013"), "{printed}");
}
