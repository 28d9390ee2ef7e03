use prost::Message;
use prost::encoding::{DecodeContext, decode_key};

use super::{Extendable, Extension, UnknownFields, UnknownValue, message_set};
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

fn read(mut bytes: &[u8], is_set: bool) -> Result<UnknownFields, String> {
    let mut fields = UnknownFields::new();
    while !bytes.is_empty() {
        let before = fields.clone();
        let (tag, wire_type) = decode_key(&mut bytes).map_err(|error| error.to_string())?;
        let field = Field::new(
            "Empty",
            tag,
            wire_type,
            &mut bytes,
            DecodeContext::default(),
        );
        let merged = if is_set {
            message_set::merge(&mut fields, field)
        } else {
            fields.merge(field)
        };
        if let Err(error) = merged {
            assert_eq!(fields, before, "nothing is left of a malformed field");
            return Err(error.to_string());
        }
    }
    Ok(fields)
}

fn decode(bytes: &[u8]) -> Result<UnknownFields, String> {
    read(bytes, false)
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

#[test]
fn a_message_set_has_items() {
    let decode = |bytes: &[u8]| read(bytes, true);
    let value = "a".to_owned().encode_to_vec();
    assert_eq!(value, b"\x0a\x01a");
    // In both orders, with an unknown field in the item, and an unknown field beside it.
    for item in [
        &b"\x0b\x10\x08\x1a\x03\x0a\x01a\x0c"[..],
        b"\x0b\x1a\x03\x0a\x01a\x10\x08\x0c",
        b"\x0b\x20\x01\x1a\x03\x0a\x01a\x10\x08\x0c",
    ] {
        let message = Empty(decode(item).unwrap());
        assert_eq!(
            MESSAGE.get(&message).unwrap().as_deref(),
            Some("a"),
            "{item:?}"
        );
        let mut written = Vec::new();
        message_set::encode(&message.0, &mut written);
        assert_eq!(written, b"\x0b\x10\x08\x1a\x03\x0a\x01a\x0c");
        assert_eq!(message_set::encoded_len(&message.0), written.len());
    }
    let fields = decode(b"\x20\x01").unwrap();
    let mut written = Vec::new();
    message_set::encode(&fields, &mut written);
    assert_eq!(
        (written.as_slice(), message_set::encoded_len(&fields)),
        (&b"\x20\x01"[..], 2)
    );
    assert!(decode(b"\x0b\x10\x00\x1a\x00\x0c").is_err());
    assert!(decode(b"\x0b\x10\x08\x0c").unwrap().is_empty());
}
