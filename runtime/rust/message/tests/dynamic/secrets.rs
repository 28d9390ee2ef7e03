//! Errors of fields and extensions with the option `debug_redact`, in JSON and in the text format.

use std::sync::Arc;

use prost::Message;
use rpcsmith_message::dynamic::Pool;
use rpcsmith_message::{json, text};

use super::{message, pool_of};

fn pool() -> Arc<Pool> {
    pool_of(
        r#"
        syntax = "proto2";
        package test;
        import "google/protobuf/any.proto";
        import "google/protobuf/duration.proto";

        message M {
          optional string password = 1 [debug_redact = true];
          optional int32 pin = 2 [debug_redact = true];
          repeated int32 pins = 3 [debug_redact = true];
          optional Part part = 4 [debug_redact = true];
          map<string, int32> counts = 5 [debug_redact = true];
          map<int32, Part> parts = 6 [debug_redact = true];
          optional Color color = 7 [debug_redact = true];
          repeated Color colors = 8 [debug_redact = true];
          optional google.protobuf.Any any = 9 [debug_redact = true];
          optional google.protobuf.Duration wait = 10 [debug_redact = true];
          optional M plain = 11;
          extensions 100 to 199;
        }
        message Part { optional int32 size = 1; optional Part part = 2; }
        enum Color { RED = 1; }

        extend M {
          optional int32 token = 100 [debug_redact = true];
          repeated int32 tokens = 101 [debug_redact = true];
          optional Part piece = 102 [debug_redact = true];
          optional Color shade = 103 [debug_redact = true];
          optional M inner = 104;
          optional google.protobuf.Duration limit = 105 [debug_redact = true];
        }
        "#,
    )
}

/// The parts of values in the texts below.
const SECRETS: [&str; 2] = ["hunter", "4711"];

fn assert_hidden(text: &str, error: &str) {
    for secret in SECRETS {
        assert!(!error.contains(secret), "{text}: {error}");
    }
}

const INVALID: &str = "the value of a redacted field is not valid";
const INTEGER: &str = "invalid value, expected a 32-bit integer";
const NO_COLOR: &str = "the enum test.Color has no such value";
const RANGE: &str = "the number is out of the range of a 32-bit integer";

/// JSON with an error: its path, and its reason.
const JSON_ERRORS: &[(&str, &str, &str)] = &[
    (r#"{"pin":"hunter"}"#, "pin", INTEGER),
    (
        r#"{"password":4711}"#,
        "password",
        "invalid type, expected a string",
    ),
    (r#"{"pins":[1,"hunter"]}"#, "pins", INTEGER),
    (r#"{"pin":4711000000000}"#, "pin", RANGE),
    // Within a message.
    (r#"{"part":{"hunter":1}}"#, "part", INVALID),
    (r#"{"part":{"part":{"size":"hunter"}}}"#, "part", INTEGER),
    (r#"{"any":{"@type":"x/hunter.M"}}"#, "any", INVALID),
    (r#"{"any":{"@type":"hunter"}}"#, "any", INVALID),
    (r#"{"any":{"@type":"x/test.M","hunter":1}}"#, "any", INVALID),
    // The keys and the values of maps.
    (r#"{"counts":{"hunter":"4711x"}}"#, "counts", INTEGER),
    (
        r#"{"counts":{"hunter":1,"hunter":1}}"#,
        "counts",
        "the key is there twice",
    ),
    (
        r#"{"parts":{"hunter":{}}}"#,
        "parts",
        "the key does not have the type of the map's keys",
    ),
    (r#"{"parts":{"4711":{"size":"hunter"}}}"#, "parts", INTEGER),
    // Values of enums.
    (r#"{"color":"hunter"}"#, "color", NO_COLOR),
    (r#"{"color":4711}"#, "color", NO_COLOR),
    (r#"{"colors":["RED","hunter"]}"#, "colors", NO_COLOR),
    // Extensions.
    (r#"{"[test.token]":"hunter"}"#, "[test.token]", INTEGER),
    (
        r#"{"[test.tokens]":[1,"hunter"]}"#,
        "[test.tokens]",
        INTEGER,
    ),
    (r#"{"[test.piece]":{"hunter":1}}"#, "[test.piece]", INVALID),
    (r#"{"[test.shade]":"hunter"}"#, "[test.shade]", NO_COLOR),
    (
        r#"{"[test.inner]":{"[test.token]":"hunter"}}"#,
        "[test.inner].[test.token]",
        INTEGER,
    ),
    (
        r#"{"[test.inner]":{"pin":"hunter"}}"#,
        "[test.inner].pin",
        INTEGER,
    ),
    // Texts that are not JSON.
    (r#"{"pin":hunter}"#, "pin", "expected value"),
    (r#"{"[test.token]" hunter}"#, "[test.token]", "expected `:`"),
    (r#"{"pin":4711 4712}"#, "", "expected `,` or `}`"),
];

#[test]
fn errors_hide_secret_fields_and_extensions() {
    let pool = pool();
    let registry = pool.registry();
    let options = json::ReadOptions::new().registry(&registry);
    for (text, path, reason) in JSON_ERRORS {
        let error = options.merge_str(&mut message(&pool, "M"), text);
        let error = error.unwrap_err();
        assert_eq!((error.path(), error.reason()), (*path, *reason), "{text}");
        assert_hidden(text, &format!("{error} {error:?}"));
    }
    // The error of another field has its value.
    let error = options.merge_str(&mut message(&pool, "M"), r#"{"plain":"hunter"}"#);
    assert!(error.unwrap_err().reason().contains("hunter"));
}

#[test]
fn errors_of_writing_hide_secret_fields_and_extensions() {
    let pool = pool();
    let registry = pool.registry();
    for (text, path) in [
        ("wait { seconds: 471100000000000 }", "wait"),
        ("[test.limit] { seconds: 471100000000000 }", "[test.limit]"),
        ("any { type_url: 'x/hunter.M' }", "any"),
    ] {
        let mut m = message(&pool, "M");
        let read = text::ReadOptions::new().registry(&registry);
        read.merge_str(&mut m, text).unwrap();
        let write = json::WriteOptions::new().registry(&registry);
        let error = write.to_string(&m).unwrap_err();
        assert_eq!(
            (error.path(), error.reason()),
            (path, "the value of a redacted field is not valid")
        );
    }
    // The extension 100 is a number.
    let mut m = message(&pool, "M");
    m.merge(&b"\xa2\x06\x01x"[..]).unwrap();
    let error = json::WriteOptions::new().registry(&registry).to_string(&m);
    assert_eq!(
        error.unwrap_err().to_string(),
        "[test.token]: the value of a redacted field is not valid"
    );
}

const NEXT: &str = "expected the name of a field";

/// Text with an error, and the start of its message.
const TEXT_ERRORS: &[(&str, &str)] = &[
    ("password: hunter", "expected a string at line 1, column 11"),
    ("password 'hunter'", "expected `:` at line 1, column 10"),
    ("pin: 'hunter'", "expected an integer at line 1, column 6"),
    ("pin: 0x4711g", INVALID),
    (
        "pin: 4711000000000",
        "an integer of 32 bits is out of range",
    ),
    (r"password: 'hunter\q'", INVALID),
    ("pins: [1, hunter]", "expected an integer"),
    ("pins: [1 4711]", "expected `,` or `]`"),
    // Within a message.
    ("part { hunter: 1 }", INVALID),
    ("part { size: 'hunter' }", "expected an integer"),
    ("part { part { hunter: 1 } }", INVALID),
    ("part { 'hunter' }", NEXT),
    ("part { [hunter.x]: 1 }", INVALID),
    ("any { [x/hunter.M] {} }", INVALID),
    ("part { [x/hunter.M] {} }", INVALID),
    // The keys and the values of maps.
    ("counts { key: hunter }", "expected a string"),
    ("counts { key: 'a' value: 'hunter' }", "expected an integer"),
    ("counts { hunter: 1 }", "expected `key` or `value`"),
    ("parts { key: 4711000000000 }", INVALID),
    ("parts { value { hunter: 1 } }", INVALID),
    // Values of enums.
    ("color: hunter", INVALID),
    ("color: 4711", INVALID),
    ("colors: [RED, hunter]", INVALID),
    // Extensions.
    (
        "[test.token]: 'hunter'",
        "expected an integer at line 1, column 15",
    ),
    ("[test.tokens]: [1, hunter]", "expected an integer"),
    ("[test.piece] { hunter: 1 }", INVALID),
    ("[test.shade]: hunter", INVALID),
    ("[test.inner] { [test.shade]: hunter }", INVALID),
    // What may be a part of the value.
    (
        "pin: 1 4711",
        "expected the name of a field at line 1, column 8",
    ),
    ("password: 'a' hunter", NEXT),
    ("password: 'a'hunter'", "a string does not end"),
    ("[test.token]: 1 'hunter'", NEXT),
];

#[test]
fn errors_of_the_text_format_hide_secret_fields_and_extensions() {
    let pool = pool();
    let registry = pool.registry();
    let options = text::ReadOptions::new().registry(&registry);
    for (text, expected) in TEXT_ERRORS {
        let error = options.merge_str(&mut message(&pool, "M"), text);
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with(*expected), "{text}: {error}");
        assert_hidden(text, &error);
    }
    // Errors of other fields have their values, also after a secret.
    for text in [
        "pin: 1 hunter: 2",
        "pin: 1\nhunter { }",
        "pin: 1; 4711",
        "plain { [test.token]: 1 } [hunter.x]: 1",
        "part { size: 1 } plain: 4711",
    ] {
        let error = options.merge_str(&mut message(&pool, "M"), text);
        let error = error.unwrap_err().to_string();
        assert!(
            SECRETS.iter().any(|part| error.contains(part)),
            "{text}: {error}"
        );
    }
    for text in [
        "password: 'a' pin: 1",
        "pins: 1, pins: 2",
        "pin: 1 [test.token]: 2",
    ] {
        options.merge_str(&mut message(&pool, "M"), text).unwrap();
    }
}
