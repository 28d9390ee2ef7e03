//! JSON and the text format of dynamic messages.

use std::sync::Arc;

use prost::Message;
use rpcsmith_message::dynamic::{DynamicMessage, Pool};
use rpcsmith_message::json::{ReadOptions, UnknownName, WriteOptions};
use rpcsmith_message::text;

use super::{message, pool_of};

/// Groups, delimited fields, extensions, message sets and secrets.
fn pool() -> Arc<Pool> {
    pool_of(
        r#"
        syntax = "proto2";
        package test;
        import "google/protobuf/any.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/timestamp.proto";

        message M {
          optional string name = 1;
          optional group Part = 2 { optional int32 size = 1; }
          optional Set set = 3;
          repeated google.protobuf.Any any = 4;
          optional Color color = 5;
          optional string secret = 6 [debug_redact = true];
          repeated int32 pins = 7 [debug_redact = true];
          optional google.protobuf.Value value = 8;
          optional google.protobuf.Timestamp at = 9;
          extensions 100 to 199;
        }
        enum Color { RED = 1; }

        message Set {
          option message_set_wire_format = true;
          extensions 4 to max;
        }
        message Item {
          extend Set { optional Item item = 2147483646; }
          optional string text = 1;
        }

        extend M {
          optional string label = 100;
          repeated sint32 sizes = 101 [packed = true];
          optional M inner = 102;
          optional group Extra = 103 { optional int32 x = 1; }
          repeated Color colors = 104;
          optional string token = 105 [debug_redact = true];
        }
        "#,
    )
}

fn read(pool: &Arc<Pool>, text: &str) -> DynamicMessage {
    let mut read = message(pool, "M");
    let registry = pool.registry();
    let options = ReadOptions::new().registry(&registry);
    options.merge_str(&mut read, text).unwrap();
    read
}

#[test]
fn all_fields_survive_json_and_the_binary_format() {
    let pool = pool();
    let registry = pool.registry();
    for text in [
        r#"{"name":"n","part":{"size":3},"color":"RED"}"#,
        r#"{"set":{"[test.Item.item]":{"text":"x"}}}"#,
        r#"{"[test.label]":"l","[test.sizes]":[1,-1],"[test.inner]":{"name":"i","[test.label]":""},"[test.extra]":{"x":1},"[test.colors]":["RED"]}"#,
        r#"{"any":[{"@type":"x/test.M","name":"a","[test.label]":"l"},{"@type":"x/google.protobuf.Timestamp","value":"1970-01-01T00:00:00Z"}]}"#,
        r#"{"any":[{"@type":"x/google.protobuf.Duration","value":"1s"}]}"#,
    ] {
        let m = read(&pool, text);
        let write = WriteOptions::new().registry(&registry);
        assert_eq!(write.to_string(&m).unwrap(), text);
        let mut decoded = message(&pool, "M");
        decoded.merge(&*m.encode_to_vec()).unwrap();
        assert_eq!(write.to_string(&decoded).unwrap(), text);
        let printed = text::WriteOptions::new().registry(&registry).to_string(&m);
        let mut parsed = message(&pool, "M");
        let options = text::ReadOptions::new().registry(&registry);
        options.merge_str(&mut parsed, &printed).unwrap();
        assert_eq!(write.to_string(&parsed).unwrap(), text, "{printed}");
    }
}

#[test]
fn items_of_message_sets_have_their_form() {
    let pool = pool();
    let m = read(&pool, r#"{"set":{"[test.Item.item]":{"text":"x"}}}"#);
    // Field 3, and in it a group with the number and the message.
    assert_eq!(
        m.encode_to_vec(),
        b"\x1a\x0d\x0b\x10\xfe\xff\xff\xff\x07\x1a\x03\x0a\x01x\x0c"
    );
}

#[test]
fn malformed_extensions_are_errors() {
    let pool = pool();
    let registry = pool.registry();
    // The extension 100 is a number, and the extension 102 is not a message.
    for bytes in [&b"\xa0\x06\x01"[..], b"\xb2\x06\x01\x0f"] {
        let mut m = message(&pool, "M");
        m.merge(bytes).unwrap();
        assert!(
            WriteOptions::new()
                .registry(&registry)
                .to_string(&m)
                .is_err()
        );
    }
}

#[test]
fn secret_fields_are_hidden() {
    let pool = pool();
    let registry = pool.registry();
    let text = r#"{"name":"n","secret":"s3cret","pins":[4711],"any":[{"@type":"x/test.M","secret":"s3cret"}],"[test.token]":"s3cret"}"#;
    let m = read(&pool, text);
    let write = WriteOptions::new().registry(&registry);
    assert_eq!(
        write.redact(true).to_string(&m).unwrap(),
        r#"{"name":"n","any":[{"@type":"x/test.M","secret":"[REDACTED]"}],"secret":"[REDACTED]","pins":"[REDACTED]","[test.token]":"[REDACTED]"}"#
    );
    assert!(write.to_string(&m).unwrap().contains("4711"));
    assert!(
        !text::WriteOptions::new()
            .redact(true)
            .to_string(&m)
            .contains("4711")
    );
    // Also values that are not set, if their default is written.
    let m = read(&pool, "{}");
    let defaults = write.defaults(true);
    assert_eq!(defaults.to_string(&m).unwrap(), r#"{"any":[],"pins":[]}"#);
    assert_eq!(
        defaults.redact(true).to_string(&m).unwrap(),
        r#"{"any":[],"pins":"[REDACTED]"}"#
    );
}

#[test]
fn values_without_a_form_are_written_for_people() {
    let pool = pool();
    let registry = pool.registry();
    let mut m = message(&pool, "M");
    let text = r#"
        at { seconds: 1099511627776 }
        value { list_value { values { number_value: 1 } values { number_value: nan } values {} } }
        any { type_url: "x/a.B" value: "\001\002" }
        any { type_url: "x/test.M" value: "\377" }
        any { value: "\001" }
        any {}
    "#;
    let options = text::ReadOptions::new().registry(&registry);
    options.merge_str(&mut m, text).unwrap();
    let write = WriteOptions::new().registry(&registry);
    assert!(write.to_string(&m).is_err());
    assert_eq!(
        write.lenient(true).to_string(&m).unwrap(),
        r#"{"any":[{"@type":"x/a.B","value":"AQI="},{"@type":"x/test.M","value":"/w=="},{"@type":"","value":"AQ=="},{}],"value":[1.0,{"numberValue":"NaN"},{}],"at":{"seconds":"1099511627776"}}"#
    );
}

#[test]
fn deep_messages_are_written_for_people() {
    let pool = pool();
    let registry = pool.registry();
    let mut any = prost_types::Any::default();
    for _ in 0..10_000 {
        any = prost_types::Any {
            type_url: "x/google.protobuf.Any".to_owned(),
            value: any.encode_to_vec(),
        };
    }
    let write = WriteOptions::new().registry(&registry);
    assert!(write.to_string(&any).is_err());
    let text = write.lenient(true).to_string(&any).unwrap();
    assert_eq!(text.matches("@type").count(), 101);
}

#[test]
fn no_field_has_the_key_of_the_type_in_an_any() {
    let pool = pool_of(
        r#"
        syntax = "proto3";
        package test;
        import "google/protobuf/any.proto";
        message M {
          google.protobuf.Any any = 1;
          string kind = 2 [json_name = "@type"];
        }
        "#,
    );
    let registry = pool.registry();
    let read = ReadOptions::new().registry(&registry);
    let parsed = |text: &str| {
        let mut parsed = message(&pool, "M");
        read.merge_str(&mut parsed, text).unwrap();
        parsed
    };
    let options = WriteOptions::new().registry(&registry);
    let write = |options: WriteOptions<'_>, message: &DynamicMessage| {
        options
            .to_string(message)
            .map_err(|error| error.to_string())
    };
    // Outside of an `Any`, the key is like others.
    let text = r#"{"@type":"a"}"#;
    assert_eq!(write(options, &parsed(text)).unwrap(), text);

    let text = r#"{"any":{"@type":"x/test.M","kind":"a"}}"#;
    let any = parsed(text);
    assert_eq!(write(options.original_names(true), &any).unwrap(), text);
    assert_eq!(
        write(options, &any).unwrap_err(),
        r#"any: the field "kind" has the name "@type" in JSON, which is the key of the type in an Any"#
    );
    assert_eq!(
        write(options.lenient(true), &any).unwrap(),
        r#"{"any":{"@type":"x/test.M","value":"EgFh"}}"#
    );
    let unset = parsed(r#"{"any":{"@type":"x/test.M"}}"#);
    assert_eq!(
        write(options, &unset).unwrap(),
        r#"{"any":{"@type":"x/test.M"}}"#
    );
    assert!(write(options.defaults(true), &unset).is_err());
}

#[test]
fn errors_have_the_unknown_name() {
    let pool = pool();
    let registry = pool.registry();
    let error = |text: &str| {
        let options = ReadOptions::new().registry(&registry);
        let error = options
            .merge_str(&mut message(&pool, "M"), text)
            .unwrap_err();
        (error.path().to_owned(), error.unknown_name().cloned())
    };
    let field = |message: &str, name: &str| UnknownName::Field {
        message: message.to_owned(),
        name: name.to_owned(),
    };
    for (text, path, unknown) in [
        (r#"{"part":{"siz":1}}"#, "part", field("test.M.Part", "siz")),
        (
            r#"{"[test.lable]":""}"#,
            "",
            field("test.M", "[test.lable]"),
        ),
        (
            r#"{"color":"BLUE"}"#,
            "color",
            UnknownName::EnumValue {
                enumeration: "test.Color".to_owned(),
                name: "BLUE".to_owned(),
            },
        ),
        (
            r#"{"any":[{"@type":"x/test.N"}]}"#,
            "any[0]",
            UnknownName::Message {
                name: "test.N".to_owned(),
            },
        ),
    ] {
        assert_eq!(error(text), (path.to_owned(), Some(unknown)), "{text}");
    }
    assert_eq!(error(r#"{"name":1}"#), ("name".to_owned(), None));
}

#[test]
fn the_text_format_ignores_reserved_names() {
    let pool = pool_of(
        r#"
        syntax = "proto3";
        package test;
        message M { reserved "old", "older"; string name = 1; }
        "#,
    );
    let mut m = message(&pool, "M");
    let options = text::ReadOptions::new();
    options
        .merge_str(&mut m, r#"old: 1 older { a: "b" } name: "n""#)
        .unwrap();
    assert_eq!(text::to_string(&m), "name: \"n\"\n");
    assert!(options.merge_str(&mut m, "oldest: 1").is_err());
}

#[test]
fn descriptors_have_json_and_a_text_with_their_options() {
    use rpcsmith_message::descriptor::FileDescriptorSet;

    let set = super::descriptor_set(
        r#"
        edition = "2023";
        package test;
        import "google/protobuf/descriptor.proto";
        extend google.protobuf.FieldOptions { string label = 50000; }
        message M { string name = 1 [(label) = "x", features.field_presence = IMPLICIT]; }
        "#,
    );
    let pool = Arc::new(Pool::decode([&*set]).unwrap());
    let registry = pool.registry();
    let files = FileDescriptorSet::decode(&*set).unwrap().file;
    let message = &files.last().unwrap().message_type[0];
    let text = WriteOptions::new().registry(&registry).to_string(message);
    let expected = r#"{"name":"M","field":[{"name":"name","number":1,"label":"LABEL_OPTIONAL","type":"TYPE_STRING","jsonName":"name","options":{"features":{"fieldPresence":"IMPLICIT"},"[test.label]":"x"}}]}"#;
    assert_eq!(text.unwrap(), expected);
    let options = ReadOptions::new().registry(&registry);
    assert_eq!(options.from_str(expected), Ok(message.clone()));
    let options = text::WriteOptions::new().registry(&registry).lines(false);
    let printed = options.to_string(&message.field[0]);
    assert!(printed.contains(r#"[test.label]: "x""#), "{printed}");
}
