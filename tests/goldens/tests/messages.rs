//! Compares the encoding of messages with expected bytes, for features of the schema that affect it.

use std::fmt::Debug;

use prost::{Message, Name};
use prost_types::Any;
use rpcsmith_goldens::goldens::editions_2023::editions_2023::encodings::Body;
use rpcsmith_goldens::goldens::editions_2023::editions_2023::{Color, Encodings, Presence};
use rpcsmith_goldens::goldens::options_rename::sensors::as3935_config::{Origin, RawSource};
use rpcsmith_goldens::goldens::options_rename::sensors::{
    As3935Config, LegacyConfig, SensorMode, lightning_methods,
};
use rpcsmith_goldens::goldens::proto2::proto2::{Defaults, Groups, Level, Packing, groups};
use rpcsmith_goldens::goldens::proto3_kinds::proto3_kinds as kinds;
use rpcsmith_goldens::goldens::recursive::recursive::{Expression, expression};
use rpcsmith_goldens::goldens::recursive_required::recursive_required::{
    Egg, Hen, Leaf, Nest, Outer, Own,
};
use rpcsmith_goldens::goldens::{nested_packages, no_package, options_types};
use rpcsmith_runtime::validate::Validate;

/// Asserts that a message encodes to these bytes, and that they decode to it.
fn assert_wire<M: Message + Default + PartialEq + Debug>(message: M, wire: &[u8]) {
    assert_eq!(message.encode_to_vec(), wire, "{message:?}");
    assert_eq!(M::decode(wire).unwrap(), message);
}

#[test]
fn packing_in_proto2() {
    let message = Packing {
        unpacked: vec![1, 2],
        packed: vec![1, 2],
        explicitly_unpacked: vec![1],
        packed_levels: vec![Level::High.into(), Level::Low.into()],
        ..Packing::default()
    };
    assert_wire(
        message,
        b"\x08\x01\x08\x02\x12\x02\x01\x02\x18\x01\x22\x02\x07\x01",
    );
}

#[test]
#[expect(deprecated)]
fn packing_in_proto3() {
    let message = kinds::Unpacked {
        int32_field: vec![1, 2],
        bool_field: vec![true],
        ..kinds::Unpacked::default()
    };
    assert_wire(message, b"\x18\x01\x18\x02\x68\x01");

    // An option other than `packed` does not affect packing.
    let message = kinds::PackedWithOption {
        deprecated: vec![1, 2],
        json: vec![1, 0],
        packed: vec![true, false],
    };
    assert_wire(message, b"\x0a\x02\x01\x02\x12\x02\x01\x00\x1a\x02\x01\x00");
}

#[test]
fn packing_in_editions() {
    let message = Encodings {
        packed: vec![1, 2],
        expanded: vec![1, 2],
        expanded_enum: vec![Color::Red.into(), Color::Unspecified.into()],
        ..Encodings::default()
    };
    assert_wire(message, b"\x0a\x02\x01\x02\x10\x01\x10\x02\x18\x01\x18\x00");
}

#[test]
fn delimited_messages() {
    let body = || Body {
        text: Some("x".to_owned()),
    };
    let message = Encodings {
        length_prefixed: Some(body()),
        delimited: Some(body()),
        delimited_many: vec![body(), Body::default()],
        ..Encodings::default()
    };
    assert_wire(
        message,
        b"\x22\x03\x0a\x01x\x2b\x0a\x01x\x2c\x33\x0a\x01x\x34\x33\x34",
    );
}

#[test]
fn groups_of_proto2() {
    let message = Groups {
        single: Some(groups::Single {
            text: Some("x".to_owned()),
        }),
        many: vec![groups::Many { number: 0 }],
        needed: groups::Needed {},
        choice: Some(groups::Choice::Chosen(groups::Chosen { flag: Some(true) })),
    };
    assert_wire(
        message,
        b"\x0b\x0a\x01x\x0c\x13\x08\x00\x14\x1b\x1c\x23\x08\x01\x24",
    );
}

#[test]
fn presence() {
    // A required field is always encoded, a field with implicit presence only if it is not empty.
    assert_wire(Presence::default(), b"\x1a\x00");
    let message = Presence {
        explicit: Some(String::new()),
        with_default: Some(0),
        ..Presence::default()
    };
    assert_wire(message, b"\x0a\x00\x1a\x00\x20\x00");
    assert_eq!(Presence::default().with_default(), 7);

    assert_wire(kinds::Singular::default(), b"");
    let message = kinds::Optional {
        int32_field: Some(0),
        ..kinds::Optional::default()
    };
    assert_wire(message, b"\x18\x00");
}

/// If required fields of such messages were stored in place, their defaults would recurse without end.
#[test]
fn messages_that_require_themselves_have_a_default() {
    let own = Own {
        own: Some(Box::default()),
        name: "x".to_owned(),
        leaf: Leaf { number: 1 },
    };
    assert_wire(
        own,
        b"\x0a\x06\x12\x00\x1a\x02\x08\x00\x12\x01x\x1a\x02\x08\x01",
    );
    let nest = Nest {
        hen: Hen {
            egg: Some(Box::new(Egg {
                hen: Some(Box::default()),
                other: None,
            })),
        },
    };
    assert_wire(nest, b"\x0a\x04\x0a\x02\x0a\x00");
    assert_wire(Outer::default(), b"");
    let violations = Egg::default().validate().unwrap_err();
    assert_eq!(violations.to_string(), "hen: value is required [required]");
    Egg {
        hen: Some(Box::default()),
        other: None,
    }
    .validate()
    .unwrap();
}

/// `rename` affects only Rust: paths, `Any` and violations have the names of the schema.
#[test]
fn renames_do_not_affect_protobuf_names() {
    assert_eq!(LegacyConfig::full_name(), "sensors.AS3935_config");
    assert_eq!(RawSource::full_name(), "sensors.AS3935Config.Source");
    assert_eq!(SensorMode::Inside.as_str_name(), "MODE_in_door");
    assert_eq!(
        SensorMode::from_str_name("MODE_type"),
        Some(SensorMode::Type)
    );
    let config = As3935Config {
        noise_level: 1.0,
        previous_level: -1.0,
        origin: Some(Origin::Path("x".to_owned())),
        ..As3935Config::default()
    };
    let violations = config.validate().unwrap_err().to_string();
    assert_eq!(violations, "lvl: must not be negative [noise]");
    let config = As3935Config {
        previous_level: 0.0,
        origin: Some(Origin::Page("http://a.test".to_owned())),
        ..config
    };
    config.validate().unwrap();
    assert_eq!(
        lightning_methods::READ_CONFIG.path(),
        "/sensors.AS3935/get_config"
    );
}

#[test]
fn defaults_of_proto2() {
    let defaults = Defaults::default();
    assert_eq!(defaults.double(), -1.5);
    assert_eq!(defaults.float(), 1e30);
    assert_eq!(defaults.positive_infinity(), f64::INFINITY);
    assert_eq!(defaults.negative_infinity(), f64::NEG_INFINITY);
    assert!(defaults.not_a_number().is_nan());
    assert_eq!(defaults.int32(), i32::MIN);
    assert_eq!(defaults.int64(), i64::MIN);
    assert_eq!(defaults.uint32(), u32::MAX);
    assert_eq!(defaults.uint64(), u64::MAX);
    assert_eq!(defaults.sint32(), 8);
    assert_eq!(defaults.sfixed64(), 0);
    assert!(defaults.bool());
    assert_eq!(
        defaults.string(),
        "quote \" backslash \\ tab \t unicode ä {braces}"
    );
    assert_eq!(defaults.bytes(), b"\0\x01\xffquote \" backslash \\");
    assert_eq!(defaults.level(), Level::High);
    assert_eq!(defaults.required_with_default, 42);
    assert_eq!(defaults.level_without_default(), Level::Low);
}

#[test]
fn recursion() {
    let number = |number| Expression {
        kind: Some(expression::Kind::Number(number)),
    };
    let negate = Expression {
        kind: Some(expression::Kind::Negate(Box::new(number(1.0)))),
    };
    assert_wire(negate, b"\x12\x09\x09\0\0\0\0\0\0\xf0\x3f");
    let binary = expression::Binary {
        left: Some(Box::new(number(0.0))),
        right: None,
        operator: "+".to_owned(),
    };
    let binary = Expression {
        kind: Some(expression::Kind::Binary(Box::new(binary))),
    };
    assert_wire(binary, b"\x1a\x0e\x0a\x09\x09\0\0\0\0\0\0\0\0\x1a\x01+");
}

/// The type URL identifies the message.
#[test]
fn any_contains_generated_messages() {
    let leaf = nested_packages::a::b::c::leaf::Vein::default();
    let any = Any::from_msg(&leaf).unwrap();
    assert_eq!(any.type_url, "/a.b.c.Leaf.Vein");
    assert_eq!(any.to_msg(), Ok(leaf));
    assert!(any.to_msg::<nested_packages::a::b::c::Leaf>().is_err());
    assert_eq!(no_package::Greeting::type_url(), "/Greeting");
    assert_eq!(
        no_package::greeting::Attachment::full_name(),
        "Greeting.Attachment"
    );
    assert_eq!(
        options_types::options_types::Point::type_url(),
        "types.example.com/geometry/options_types.Point"
    );
}
