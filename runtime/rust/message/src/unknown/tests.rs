use prost::encoding::{DecodeContext, decode_key};

use super::{Extendable, Extension, UnknownFields, UnknownValue};
use crate::kind;
use crate::merge::Field;

/// A message that knows no fields.
#[derive(Debug, Default)]
struct Empty(UnknownFields);

impl Extendable for Empty {
    fn extensions(&self) -> &UnknownFields {
        &self.0
    }

    fn extensions_mut(&mut self) -> &mut UnknownFields {
        &mut self.0
    }
}

fn decode(mut bytes: &[u8]) -> Result<UnknownFields, String> {
    let mut fields = UnknownFields::new();
    while !bytes.is_empty() {
        let before = fields.clone();
        let (tag, wire_type) = decode_key(&mut bytes).map_err(|error| error.to_string())?;
        let ctx = DecodeContext::default();
        let field = Field::new("Empty", tag, wire_type, &mut bytes, ctx);
        if let Err(error) = fields.merge(field) {
            assert_eq!(fields, before, "nothing is left of a malformed field");
            return Err(error.to_string());
        }
    }
    Ok(fields)
}

#[test]
fn fields_keep_their_order_and_their_bytes() {
    let bytes =
        b"\x12\x02hi\x08\x96\x01\x19\x01\0\0\0\0\0\0\0\x23\x08\x01\x24\x2d\x02\0\0\0\x08\x02";
    let fields = decode(bytes).unwrap();
    assert_eq!(fields.as_bytes(), bytes);
    assert_eq!(fields.encoded_len(), bytes.len());
    let all: Vec<_> = fields.iter().collect();
    assert_eq!(
        all,
        [
            (2, UnknownValue::LengthDelimited(b"hi")),
            (1, UnknownValue::Varint(150)),
            (3, UnknownValue::Fixed64(1)),
            (4, UnknownValue::Group(b"\x08\x01")),
            (5, UnknownValue::Fixed32(2)),
            (1, UnknownValue::Varint(2)),
        ]
    );
    let mut written = Vec::new();
    fields.encode(&mut written);
    assert_eq!(written, bytes);
    let mut fields = fields;
    fields.remove(1);
    assert_eq!(fields.iter().count(), 4);
    fields.clear();
    assert!(fields.is_empty());
}

#[test]
fn groups_nest_up_to_a_limit() {
    let nested = |depth: usize| [vec![0x0b; depth], vec![0x0c; depth]].concat();
    let fields = decode(&nested(100)).unwrap();
    assert_eq!(fields.iter().count(), 1);
    assert!(
        decode(&nested(101))
            .unwrap_err()
            .contains("recursion limit")
    );
}

#[test]
fn malformed_fields_are_errors() {
    for (bytes, error) in [
        (&b"\x0b\x14"[..], "unexpected end group tag"),
        (b"\x0c", "unexpected end group tag"),
        (b"\x0b\x08\x01", "invalid"),
        (b"\x12\x05abc", "buffer underflow"),
        (
            b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            "buffer underflow",
        ),
        (b"\x08\x80", "invalid varint"),
        (b"\x19\x01", "buffer underflow"),
    ] {
        let found = decode(bytes).unwrap_err();
        assert!(found.contains(error), "{bytes:?}: {found}");
    }
}

const TEXT: Extension<Empty, String> = Extension::singular(5, "test.text", kind::String);
const NUMBERS: Extension<Empty, Vec<i32>> = Extension::repeated(6, "test.numbers", kind::Sint32);
const PACKED: Extension<Empty, Vec<u64>> = Extension::packed(7, "test.packed", kind::Fixed64);
const MESSAGE: Extension<Empty, String> = Extension::singular(8, "test.message", kind::Message);

#[test]
fn extensions_are_set_and_read() {
    let mut message = Empty::default();
    assert!(!TEXT.has(&message));
    assert_eq!(TEXT.get(&message).unwrap(), None);
    TEXT.set(&mut message, &"a".to_owned());
    TEXT.set(&mut message, &"b".to_owned());
    NUMBERS.set(&mut message, &vec![-1, 0, 1]);
    PACKED.set(&mut message, &vec![1, 2]);
    assert_eq!(TEXT.get(&message).unwrap().as_deref(), Some("b"));
    assert_eq!(NUMBERS.get(&message).unwrap(), Some(vec![-1, 0, 1]));
    assert_eq!(PACKED.get(&message).unwrap(), Some(vec![1, 2]));
    assert_eq!(
        message.0.as_bytes(),
        b"\x2a\x01b\x30\x01\x30\x00\x30\x02\x3a\x10\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0"
    );
    TEXT.clear(&mut message);
    assert!(!TEXT.has(&message) && NUMBERS.has(&message));
    PACKED.set(&mut message, &vec![]);
    assert!(!PACKED.has(&message));
    assert_eq!((TEXT.number(), TEXT.name()), (5, "test.text"));
}

#[test]
fn received_extensions_are_merged() {
    // Packed numbers for an extension that is not packed, and one that is not packed.
    let message = Empty(decode(b"\x32\x02\x01\x02\x30\x04").unwrap());
    assert_eq!(NUMBERS.get(&message).unwrap(), Some(vec![-1, 1, 2]));
    // The last text counts; messages are merged.
    let message = Empty(decode(b"\x2a\x01a\x2a\x01b\x42\x03\x0a\x01a\x42\x00").unwrap());
    assert_eq!(TEXT.get(&message).unwrap().as_deref(), Some("b"));
    assert_eq!(MESSAGE.get(&message).unwrap().as_deref(), Some("a"));
    // Of another type, and malformed.
    let message = Empty(decode(b"\x28\x01\x42\x01\x0a").unwrap());
    assert!(TEXT.get(&message).is_err() && MESSAGE.get(&message).is_err());
}

const GROUP: Extension<Empty, String> = Extension::group(9, "test.group");
const GROUPS: Extension<Empty, Vec<String>> = Extension::repeated_group(10, "test.groups");

#[test]
fn groups_are_extensions() {
    let mut message = Empty::default();
    GROUP.set(&mut message, &"a".to_owned());
    GROUPS.set(&mut message, &vec!["b".to_owned(), String::new()]);
    let written = b"\x4b\x0a\x01a\x4c\x53\x0a\x01b\x54\x53\x54";
    assert_eq!(message.0.as_bytes(), written);
    let message = Empty(decode(written).unwrap());
    assert_eq!(GROUP.get(&message).unwrap().as_deref(), Some("a"));
    assert_eq!(GROUPS.get(&message).unwrap().unwrap(), ["b", ""]);
    // Groups of one extension are merged.
    let message = Empty(decode(b"\x4b\x0a\x01a\x4c\x4b\x4c").unwrap());
    assert_eq!(GROUP.get(&message).unwrap().as_deref(), Some("a"));
    // Not a group, and a malformed one.
    let message = Empty(decode(b"\x4a\x03\x0a\x01a\x53\x08\x01\x54").unwrap());
    assert!(GROUP.has(&message) && GROUP.get(&message).is_err());
    assert!(GROUPS.get(&message).is_err());
}

#[test]
fn extensions_have_defaults() {
    const LEVEL: Extension<Empty, i32> =
        Extension::singular(5, "test.level", kind::Enum(0)).with_default(|| 3);
    let mut message = Empty::default();
    assert_eq!(LEVEL.get_or_default(&message).unwrap(), 3);
    assert_eq!(TEXT.get_or_default(&message).unwrap(), "");
    assert!(NUMBERS.get_or_default(&message).unwrap().is_empty());
    LEVEL.set(&mut message, &0);
    assert_eq!(LEVEL.get_or_default(&message).unwrap(), 0);
    // It has another type.
    assert!(TEXT.get_or_default(&message).is_err());
}

/// The largest number of an extension of a message set.
const LAST: Extension<Empty, String> = Extension::in_message_set(0x7fff_fffe, "test.last");
const ITEM: Extension<Empty, String> = Extension::in_message_set(8, "test.item");

#[test]
fn a_message_set_has_items() {
    let mut message = Empty::default();
    ITEM.set(&mut message, &"b".to_owned());
    LAST.set(&mut message, &"z".to_owned());
    ITEM.set(&mut message, &"a".to_owned());
    let written =
        b"\x0b\x10\xfe\xff\xff\xff\x07\x1a\x03\x0a\x01z\x0c\x0b\x10\x08\x1a\x03\x0a\x01a\x0c";
    assert_eq!(message.0.as_bytes(), written);
    let mut message = Empty(decode(written).unwrap());
    assert_eq!(LAST.get(&message).unwrap().as_deref(), Some("z"));
    ITEM.clear(&mut message);
    assert!(!ITEM.has(&message) && LAST.has(&message));
}

#[test]
fn all_forms_of_items_are_read() {
    for item in [
        &b"\x0b\x10\x08\x1a\x03\x0a\x01a\x0c"[..],
        // The message before the number; an unknown field; two parts of the message; another number after the first.
        b"\x0b\x1a\x03\x0a\x01a\x10\x08\x0c",
        b"\x0b\x20\x01\x1a\x03\x0a\x01a\x10\x08\x0c",
        b"\x0b\x10\x08\x1a\x03\x0a\x01b\x1a\x03\x0a\x01a\x0c",
        b"\x0b\x10\x08\x10\x09\x1a\x03\x0a\x01a\x0c",
        // Two items, of which one is empty, and the form of other extensions.
        b"\x0b\x10\x08\x1a\x03\x0a\x01a\x0c\x0b\x10\x08\x1a\x00\x0c",
        b"\x42\x03\x0a\x01a",
    ] {
        let message = Empty(decode(item).unwrap());
        assert_eq!(
            ITEM.get(&message).unwrap().as_deref(),
            Some("a"),
            "{item:?}"
        );
        assert_eq!(message.0.as_bytes(), item);
    }
    // Without a number, without a message, with a malformed message.
    for item in [&b"\x0b\x1a\x00\x0c"[..], b"\x0b\x10\x08\x0c"] {
        let message = Empty(decode(item).unwrap());
        assert!(!ITEM.has(&message) && ITEM.get(&message).unwrap().is_none());
    }
    let message = Empty(decode(b"\x0b\x10\x08\x1a\x01\x0a\x0c").unwrap());
    assert!(ITEM.get(&message).is_err());
}
