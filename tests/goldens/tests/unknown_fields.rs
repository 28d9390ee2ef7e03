//! Messages that keep the fields that their schema does not have.

use std::collections::HashMap;

use prost::Message;
use rpcsmith_goldens::goldens::unknown_fields::unknown_fields as kept;
use rpcsmith_goldens::goldens::unknown_fields::unknown_fields::kept::{Frame, Kind};
use rpcsmith_runtime::message::UnknownValue;

/// Asserts that a message is decoded from `received`, and encoded as `written`.
fn assert_written<M: Message + Default>(received: &[u8], written: &[u8]) -> M {
    let message = M::decode(received).unwrap();
    assert_eq!(message.encode_to_vec(), written);
    assert_eq!(message.encoded_len(), written.len());
    message
}

#[test]
fn unknown_fields_are_written_in_their_order_after_the_known_ones() {
    let unknown = b"\xa0\x06\x01\x9b\x06\x08\x01\x9c\x06\xa2\x06\x02hi\xa0\x06\x02";
    let received = [unknown, &b"\x0a\x01a"[..]].concat();
    let message: kept::Kept = assert_written(&received, &[&b"\x0a\x01a"[..], unknown].concat());
    assert_eq!(message.name(), "a");
    let fields: Vec<_> = message.unknown_fields.iter().collect();
    assert_eq!(
        fields,
        [
            (100, UnknownValue::Varint(1)),
            (99, UnknownValue::Group(b"\x08\x01")),
            (100, UnknownValue::LengthDelimited(b"hi")),
            (100, UnknownValue::Varint(2)),
        ]
    );
}

#[test]
fn each_message_within_a_message_keeps_its_own() {
    // A message in a map, in a group and in a oneof; the group itself. Field 15 is unknown everywhere.
    let point = b"\x08\x02\x78\x01";
    let received = [
        &b"\x1a\x09\x0a\x01k\x12\x04"[..],
        point,
        b"\x23\x0a\x04",
        point,
        b"\x78\x02\x24\x2a\x04",
        point,
    ]
    .concat();
    let message: kept::Kept = assert_written(&received, &received);
    let Some(Kind::Point(point)) = &message.kind else {
        panic!("{message:?}");
    };
    let is_kept = |point: &kept::Point, number| {
        point.x == Some(1)
            && point
                .unknown_fields
                .get(15)
                .eq([UnknownValue::Varint(number)])
    };
    assert!(is_kept(point, 1) && is_kept(&message.points["k"], 1));
    let frame = message.frame.unwrap();
    assert_eq!(frame.unknown_fields.as_bytes(), b"\x78\x02");
    assert!(is_kept(&frame.origin.unwrap(), 1));
}

#[test]
fn an_entry_of_a_map_skips_them() {
    // The entry has the unknown field 3.
    let message: kept::Kept = assert_written(b"\x1a\x05\x0a\x01k\x18\x01", b"\x1a\x03\x0a\x01k");
    let points = HashMap::from([("k".to_owned(), kept::Point::default())]);
    assert_eq!(message.points, points);
}

#[test]
fn other_messages_skip_them() {
    assert_written::<kept::Skipping>(b"\x78\x01\x0a\x02\x78\x02", b"\x0a\x02\x78\x02");
}

/// As in prost, the field has such a number, and the unknown fields do not.
#[test]
fn unknown_numbers_of_closed_enums_stay_in_their_field() {
    let message: kept::Kept = assert_written(b"\x40\x09", b"\x40\x09");
    assert_eq!(
        (message.level, message.level()),
        (Some(9), kept::Level::Low)
    );
    assert!(message.unknown_fields.is_empty());
}

#[test]
fn merged_fields_are_added_and_cleared_ones_are_gone() {
    let mut message = kept::Empty::decode(&b"\x08\x01"[..]).unwrap();
    message.merge(&b"\x08\x02"[..]).unwrap();
    assert_eq!(message.encode_to_vec(), b"\x08\x01\x08\x02");
    message.clear();
    assert_eq!(message, kept::Empty::default());
}

#[test]
fn they_count_for_equality_and_are_shown_if_there_are_any() {
    let known = kept::Point {
        x: Some(1),
        ..Default::default()
    };
    assert_eq!(format!("{known:?}"), "Point { x: Some(1), y: None }");
    let message = kept::Point::decode(&b"\x08\x02\x78\x05"[..]).unwrap();
    assert_ne!(message, known);
    assert_eq!(
        format!("{message:?}"),
        "Point { x: Some(1), y: None, unknown_fields: {15: Varint(5)} }"
    );
}

#[test]
fn malformed_ones_are_errors() {
    for bytes in [&b"\x7a\x05abc"[..], b"\x7b\x08\x01", b"\x7c", b"\x78"] {
        assert!(kept::Empty::decode(bytes).is_err(), "{bytes:?}");
        assert!(Frame::decode(bytes).is_err(), "{bytes:?}");
    }
}
