//! Well-known types.

use prost::Message;
use prost_types::{Any, Duration, FieldMask, Timestamp};
use rpcsmith_message::json::{self, ReadOptions, WriteOptions};
use rpcsmith_message::reflect::Registry;

use crate::messages::{Known, Node};
use crate::{error, same};

#[test]
fn well_known_types_have_their_own_forms() {
    same::<Known>(
        r#"{"time":"1972-01-01T10:00:20.021Z","wait":"-1.500s","mask":"user.displayName,photo","number":"7","empty":{}}"#,
    );
    same::<Known>(
        r#"{"object":{"a":[1.0,"x",true,null,{}],"b":{"c":[]}},"json":"x","array":[[],{}],"jsons":[1.5,false]}"#,
    );
    same::<Known>(
        r#"{"time":"1970-01-01T00:00:00Z","wait":"0s","mask":"","object":{},"array":[],"number":"0"}"#,
    );
    same::<Timestamp>(r#""1970-01-01T00:00:00Z""#);
    same::<Duration>(r#""0.000000001s""#);
    same::<i64>(r#""5""#);
    same::<bool>("true");
    same::<()>("{}");
    same::<prost_types::Value>("null");
}

#[test]
fn other_forms_of_well_known_types_are_errors() {
    for text in [
        r#"{"time":1}"#,
        r#"{"time":{}}"#,
        r#"{"time":"1972-01-01"}"#,
        r#"{"times":[null]}"#,
        r#"{"wait":"1"}"#,
        r#"{"wait":1}"#,
        r#"{"mask":"a_b"}"#,
        r#"{"mask":["a"]}"#,
        r#"{"number":{}}"#,
        r#"{"number":{"value":1}}"#,
        r#"{"empty":{"a":1}}"#,
        r#"{"empty":[]}"#,
        r#"{"object":[]}"#,
        r#"{"array":{}}"#,
        r#"{"json":1e999}"#,
    ] {
        error::<Known>(text);
    }
}

#[test]
fn values_without_a_form_are_errors() {
    let error = |message: &Known| json::to_string(message).unwrap_err().to_string();
    let time = Known {
        times: vec![
            Timestamp::default(),
            Timestamp {
                seconds: i64::MAX,
                nanos: 0,
            },
        ],
        ..Known::default()
    };
    assert_eq!(
        error(&time),
        "times[1]: a Timestamp of 9223372036854775807 seconds and 0 nanoseconds is out of range"
    );
    let wait = Known {
        wait: Some(Duration {
            seconds: 1,
            nanos: -1,
        }),
        ..Known::default()
    };
    assert_eq!(
        error(&wait),
        "wait: a Duration of 1 seconds and -1 nanoseconds is out of range"
    );
    let mask = Known {
        mask: Some(FieldMask {
            paths: vec!["fooBar".to_owned()],
        }),
        ..Known::default()
    };
    assert_eq!(
        error(&mask),
        "mask: the path \"fooBar\" of a field mask is not in snake case"
    );
    let no_kind = Known {
        jsons: vec![prost_types::Value { kind: None }],
        ..Known::default()
    };
    assert_eq!(error(&no_kind), "jsons[0]: a Value has no kind");
    let nan = Known {
        json: Some(f64::NAN.into()),
        ..Known::default()
    };
    assert_eq!(error(&nan), "json: a Value has a number that is not finite");
}

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add::<Node>().add::<Known>();
    registry
}

fn same_any(text: &str) {
    let registry = registry();
    let message: Known = ReadOptions::new()
        .registry(&registry)
        .from_str(text)
        .unwrap();
    let written = WriteOptions::new().registry(&registry).to_string(&message);
    assert_eq!(written.unwrap(), text);
}

#[test]
fn any_has_the_fields_of_its_message() {
    same_any(r#"{"any":{}}"#);
    same_any(r#"{"any":{"@type":"type.googleapis.com/test.Node"}}"#);
    same_any(
        r#"{"any":{"@type":"a/b/test.Node","name":"a","children":[{},{"name":"b"}],"byId":{"1":{}}}}"#,
    );
    same_any(r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}}"#);
    same_any(r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Value","value":null}}"#);
    same_any(
        r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Struct","value":{"@type":"x"}}}"#,
    );
    same_any(r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Int64Value","value":"1"}}"#);
    same_any(r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Empty"}}"#);
    same_any(
        r#"{"any":{"@type":"x/google.protobuf.Any","value":{"@type":"x/test.Known","any":{"@type":"x/test.Node","name":"a"}}}}"#,
    );
}

#[test]
fn the_type_of_any_is_at_any_position() {
    let registry = registry();
    let read = |text: &str| {
        let message = ReadOptions::new()
            .registry(&registry)
            .from_str::<Known>(text);
        message
            .unwrap_or_else(|error| panic!("{text}: {error}"))
            .any
            .unwrap()
    };
    let node = Node {
        name: "a".to_owned(),
        numbers: vec![1, 2],
        ..Node::default()
    };
    let any = Any {
        type_url: "x/test.Node".to_owned(),
        value: node.encode_to_vec(),
    };
    assert_eq!(
        read(r#"{"any":{"name":"a","@type":"x/test.Node","numbers":[1,"2"]}}"#),
        any
    );
    assert_eq!(
        read(r#"{"any":{"numbers":[1,2e0],"name":"a","@type":"x/test.Node"}}"#),
        any
    );
    let value = read(r#"{"any":{"value":"1.5s","@type":"x/google.protobuf.Duration"}}"#).value;
    assert_eq!(
        value,
        Duration {
            seconds: 1,
            nanos: 500_000_000
        }
        .encode_to_vec()
    );
    let empty = r#"{"any":{"value":{},"@type":"x/google.protobuf.Empty"}}"#;
    assert!(read(empty).value.is_empty());
}

/// Texts, and a part of their errors.
const NOT_ANY: &[(&str, &str)] = &[
    (r#"{"any":{"name":"a"}}"#, "has no \"@type\""),
    (r#"{"any":{"@type":""}}"#, "expected a type such as"),
    (
        r#"{"any":{"@type":"test.Node"}}"#,
        "expected a type such as",
    ),
    (
        r#"{"any":{"@type":"x/test.Other"}}"#,
        "the registry does not have the type \"test.Other\"",
    ),
    (r#"{"any":{"@type":1}}"#, "invalid type"),
    (
        r#"{"any":{"@type":"x/test.Node","@type":"x/test.Node"}}"#,
        "the key \"@type\" is there twice",
    ),
    (
        r#"{"any":{"@type":"x/test.Node","other":1}}"#,
        "no field \"other\"",
    ),
    (
        r#"{"any":{"other":1,"@type":"x/test.Node"}}"#,
        "no field \"other\"",
    ),
    (
        r#"{"any":{"name":"a","@type":"x/test.Node","name":"b"}}"#,
        "twice",
    ),
    (
        r#"{"any":{"name":"a","name":"b","@type":"x/test.Node"}}"#,
        "twice",
    ),
    (
        r#"{"any":{"labels":{"a":"","a":""},"@type":"x/test.Node"}}"#,
        "twice",
    ),
    (
        r#"{"any":{"@type":"x/google.protobuf.Duration"}}"#,
        "no \"value\"",
    ),
    (
        r#"{"any":{"@type":"x/google.protobuf.Duration","seconds":1}}"#,
        "no \"seconds\"",
    ),
    (
        r#"{"any":{"@type":"x/google.protobuf.Duration","value":"1s","value":"1s"}}"#,
        "twice",
    ),
    (
        r#"{"any":{"value":"1s","@type":"x/google.protobuf.Duration","value":"1s"}}"#,
        "twice",
    ),
    (
        r#"{"any":{"@type":"x/google.protobuf.Duration","value":"1"}}"#,
        "any.value: ",
    ),
    (r#"{"any":[]}"#, "invalid type"),
];

#[test]
fn other_objects_are_not_any() {
    let registry = registry();
    for (text, part) in NOT_ANY {
        let error = ReadOptions::new()
            .registry(&registry)
            .from_str::<Known>(text)
            .unwrap_err();
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
    let twice = r#"{"any":{"@type":"x/test.Node","@type":{}}}"#;
    let options = ReadOptions::new().registry(&registry).ignore_unknown(true);
    let error = options.from_str::<Known>(twice).unwrap_err();
    assert!(error.to_string().contains("twice"), "{error}");
}

#[test]
fn a_malformed_any_has_no_json() {
    let registry = registry();
    let malformed = Known {
        any: Some(Any {
            type_url: "x/test.Node".to_owned(),
            value: vec![0xff],
        }),
        ..Known::default()
    };
    let error = WriteOptions::new()
        .registry(&registry)
        .to_string(&malformed);
    assert!(error.unwrap_err().to_string().contains("is malformed"));
}
