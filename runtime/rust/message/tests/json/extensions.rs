//! Extensions.

use prost::bytes::{Buf, BufMut};
use prost::encoding::{DecodeContext, WireType};
use prost::{DecodeError, Message};
use rpcsmith_message::json::{self, ReadOptions, WriteOptions};
use rpcsmith_message::merge;
use rpcsmith_message::reflect::{
    Access, Cardinality, Described, FieldDescriptor, Kind, MessageDescriptor, MessageType,
    Registry, Slot, Value, slot, value,
};
use rpcsmith_message::{UnknownFields, UnknownValue};

use crate::messages::Node;

/// A message that has no fields, and keeps extensions.
#[derive(Clone, Debug, Default, PartialEq)]
struct Extended {
    unknown: UnknownFields,
}

impl Message for Extended {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        self.unknown.encode(buf);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let field = merge::Field::new("Extended", tag, wire_type, buf, ctx);
        self.unknown.merge(field)
    }

    fn encoded_len(&self) -> usize {
        self.unknown.encoded_len()
    }

    fn clear(&mut self) {
        self.unknown.clear();
    }
}

impl Described for Extended {
    fn descriptor() -> &'static MessageDescriptor {
        static DESCRIPTOR: MessageDescriptor = MessageDescriptor::new("test.Extended", &[]);
        &DESCRIPTOR
    }

    fn field(&self, _: usize) -> Option<Value<'_>> {
        None
    }

    fn field_mut(&mut self, _: usize, _: Access) -> Option<Slot<'_>> {
        None
    }

    fn unknown(&self) -> Option<&UnknownFields> {
        Some(&self.unknown)
    }

    fn unknown_mut(&mut self) -> Option<&mut UnknownFields> {
        Some(&mut self.unknown)
    }
}

macro_rules! holder {
    ($ty:ident, $field:ty, $prost:tt, $name:literal, $number:literal, $cardinality:ident, $kind:expr, $get:path, $slot:path) => {
        #[derive(Clone, PartialEq, Message)]
        struct $ty {
            #[prost $prost]
            value: $field,
        }

        impl Described for $ty {
            fn descriptor() -> &'static MessageDescriptor {
                static FIELDS: &[FieldDescriptor] =
                    &[FieldDescriptor::new($number, $name, $name, Cardinality::$cardinality, $kind)];
                static DESCRIPTOR: MessageDescriptor = MessageDescriptor::new("", FIELDS);
                &DESCRIPTOR
            }

            fn field(&self, index: usize) -> Option<Value<'_>> {
                (index == 0).then(|| $get(&self.value))?
            }

            fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
                (index == 0).then(|| $slot(&mut self.value, access))?
            }
        }
    };
}

holder!(
    Numbers,
    Vec<i64>,
    (int64, repeated, tag = "100"),
    "test.numbers",
    100,
    Repeated,
    Kind::Int64,
    value::repeated,
    slot::repeated
);
holder!(
    OneNode,
    Option<Node>,
    (message, optional, tag = "101"),
    "test.node",
    101,
    Explicit,
    Kind::Message(MessageType::Static(<Node as Described>::descriptor)),
    value::message::optional,
    slot::message::optional
);

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add_extension("test.Extended", || Box::new(OneNode::default()));
    registry.add_extension("test.Extended", || Box::new(Numbers::default()));
    registry.add::<Extended>();
    registry
}

#[test]
fn extensions_have_their_full_names_as_keys() {
    let registry = registry();
    let text = r#"{"[test.numbers]":["1","-2"],"[test.node]":{"name":"a"}}"#;
    let options = ReadOptions::new().registry(&registry);
    let message: Extended = options.from_str(text).unwrap();
    assert_eq!(message.unknown.get(100).count(), 1);
    let written = WriteOptions::new().registry(&registry).to_string(&message);
    assert_eq!(written.unwrap(), text);
    // Without a registry, they are unknown fields.
    assert_eq!(json::to_string(&message).unwrap(), "{}");

    let any = r#"{"[test.numbers]":[7],"@type":"x/test.Extended"}"#;
    let any: prost_types::Any = options.from_str(any).unwrap();
    let extended = Extended::decode(&*any.value).unwrap();
    assert_eq!(
        extended.unknown.get(100).next(),
        Some(UnknownValue::LengthDelimited(&[7]))
    );
}

#[test]
fn other_keys_are_not_extensions() {
    let registry = registry();
    let options = ReadOptions::new().registry(&registry);
    for (text, part) in [
        (r#"{"[test.other]":1}"#, "has no field"),
        (r#"{"test.numbers":[]}"#, "has no field"),
        (r#"{"[test.numbers]":[],"[test.numbers]":[]}"#, "twice"),
        (r#"{"[test.node]":1}"#, "[test.node]: invalid type"),
    ] {
        let error = options.from_str::<Extended>(text).unwrap_err();
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
    assert!(json::from_str::<Extended>(r#"{"[test.numbers]":[]}"#).is_err());
    let null: Extended = options.from_str(r#"{"[test.numbers]":null}"#).unwrap();
    assert_eq!(null, Extended::default());

    let malformed = Extended {
        unknown: [(101, UnknownValue::Varint(1))].into_iter().fold(
            UnknownFields::new(),
            |mut fields, (number, value)| {
                fields.push(number, value);
                fields
            },
        ),
    };
    let error = WriteOptions::new()
        .registry(&registry)
        .to_string(&malformed);
    assert!(error.unwrap_err().to_string().starts_with("[test.node]: "));
}
