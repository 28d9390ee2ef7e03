//! The text format, with messages of prost-types.

use prost::Message;
use prost_types::value::Kind;
use prost_types::{Any, FieldMask, ListValue, Struct, Timestamp, Value};
use rpcsmith_message::reflect::Reflect;
use rpcsmith_message::text::{self, ReadOptions, WriteOptions};

fn parse<M: Reflect + Default>(text: &str) -> M {
    text::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn error<M: Reflect + Default>(text: &str) -> String {
    match text::from_str::<M>(text) {
        Ok(_) => panic!("{text} is accepted"),
        Err(error) => error.to_string(),
    }
}

fn value(kind: Kind) -> Value {
    Value { kind: Some(kind) }
}

#[test]
fn messages_are_printed_and_parsed() {
    let list = ListValue {
        values: vec![
            value(Kind::NumberValue(1.5)),
            value(Kind::BoolValue(true)),
            Value::default(),
        ],
    };
    let fields = [
        ("a".to_owned(), value(Kind::ListValue(list))),
        ("b \"\n".to_owned(), value(Kind::NullValue(0))),
    ];
    let message = value(Kind::StructValue(Struct {
        fields: fields.into_iter().collect(),
    }));
    let lines = r#"struct_value {
  fields {
    key: "a"
    value {
      list_value {
        values {
          number_value: 1.5
        }
        values {
          bool_value: true
        }
        values {
        }
      }
    }
  }
  fields {
    key: "b \"\n"
    value {
      null_value: NULL_VALUE
    }
  }
}
"#;
    assert_eq!(text::to_string(&message), lines);
    assert_eq!(parse::<Value>(lines), message);
    let line = WriteOptions::new().lines(false).to_string(&message);
    assert!(
        line.starts_with(r#"struct_value { fields { key: "a" value {"#) && line.ends_with("} } }"),
        "{line}"
    );
    assert_eq!(parse::<Value>(&line), message);
}

#[test]
fn the_forms_of_fields() {
    let time = Timestamp {
        seconds: 5,
        nanos: -6,
    };
    for text in [
        "seconds: 5 nanos: -6",
        "nanos:-6,seconds:5;",
        "seconds: 0x5 # a\nnanos: - 06",
        "\tseconds\n:\r5 nanos: -0x6,",
    ] {
        assert_eq!(parse::<Timestamp>(text), time, "{text}");
    }
    let mask = FieldMask {
        paths: vec!["a".into(), "b".into()],
    };
    for text in [
        r#"paths: "a" paths: "b""#,
        r#"paths: ["a", 'b']"#,
        r#"paths: [] paths: ["a"] paths: 'b'"#,
    ] {
        assert_eq!(parse::<FieldMask>(text), mask, "{text}");
    }
    let list = ListValue {
        values: vec![value(Kind::NumberValue(1.0)), value(Kind::BoolValue(false))],
    };
    for text in [
        "values { number_value: 1 } values: { bool_value: false }",
        "values < number_value: 1f >, values: <bool_value: f>",
        "values [{ number_value: 1. }, { bool_value: 0 }]",
        "values: [< number_value: 1e0; >, { bool_value: False, }]",
    ] {
        assert_eq!(parse::<ListValue>(text), list, "{text}");
    }
}

#[test]
fn the_forms_of_numbers() {
    for (text, number) in [
        ("1", 1.0),
        ("-1.5e3", -1500.0),
        (".5", 0.5),
        ("1.5F", 1.5),
        ("1e+2", 100.0),
        ("-inf", f64::NEG_INFINITY),
        ("Infinity", f64::INFINITY),
        ("1e999", f64::INFINITY),
        ("0", 0.0),
    ] {
        let message: Value = parse(&format!("number_value: {text}"));
        assert_eq!(message, value(Kind::NumberValue(number)), "{text}");
    }
    let nan: Value = parse("number_value: NaN");
    assert!(matches!(nan.kind, Some(Kind::NumberValue(number)) if number.is_nan()));
    assert_eq!(text::to_string(&nan), "number_value: nan\n");
    for number in [1e300, 1e-7, -0.0, f64::INFINITY, f64::MAX, 123_456_789.125] {
        let message = value(Kind::NumberValue(number));
        assert_eq!(parse::<Value>(&text::to_string(&message)), message);
    }
    let extreme: Timestamp = parse("seconds: -9223372036854775808");
    assert_eq!(extreme.seconds, i64::MIN);
    for (text, fault) in [
        ("seconds: 9223372036854775808", "out of range"),
        ("nanos: 2147483648", "out of range"),
        ("seconds: 1.5", "is not an integer"),
        ("seconds: 08", "is not an integer"),
        ("seconds: 0x", "is not an integer"),
        ("seconds: 1L", "is not an integer"),
        ("seconds: \"1\"", "expected an integer, found `\"1\"`"),
    ] {
        assert!(
            error::<Timestamp>(text).contains(fault),
            "{text}: {}",
            error::<Timestamp>(text)
        );
    }
    for text in "01.5f. 0x1p3 07 --1 one 00.5 01e3 00 01f 08 00. 1e 0x1f inff".split(' ') {
        error::<Value>(&format!("number_value: {text}"));
    }
}

/// The same as protoc 36.2.
#[test]
fn the_forms_of_booleans() {
    for (texts, expected) in [
        ("true True t 1 01 0x1 0X1 001", true),
        ("false False f 0 00 0x0", false),
    ] {
        for text in texts.split(' ') {
            let message: Value = parse(&format!("bool_value: {text}"));
            assert_eq!(message, value(Kind::BoolValue(expected)), "{text}");
        }
    }
    for text in "TRUE T 2 02 0x2 -0 -1 1.0 1f 1e0 'true'".split(' ') {
        let found = error::<Value>(&format!("bool_value: {text}"));
        assert!(
            found.contains("expected `true` or `false`"),
            "{text}: {found}"
        );
    }
}

#[test]
fn the_escapes_of_strings() {
    for (literal, text) in [
        (r#""a" 'b' "c""#, "abc"),
        (
            r#""\a\b\f\n\r\t\v\?\\\'\"""#,
            "\u{7}\u{8}\u{c}\n\r\t\u{b}?\\'\"",
        ),
        (r#"'"'"#, "\""),
        (r#""\101\x41\7\u00e9\U0001F600""#, "AA\u{7}é😀"),
        (r#""\303\251""#, "é"),
        (r#""é""#, "é"),
    ] {
        let message: Value = parse(&format!("string_value: {literal}"));
        assert_eq!(
            message,
            value(Kind::StringValue(text.to_owned())),
            "{literal}"
        );
        assert_eq!(parse::<Value>(&text::to_string(&message)), message);
    }
    for (literal, fault) in [
        (r#""\z""#, "is not an escape"),
        (r#""\777""#, "more than a byte"),
        (r#""\u12""#, "needs 4 digits"),
        (r#""\ud800""#, "is not a character"),
        (r#""\ud83d\ude00""#, "is not a character"),
        (r#""\U00110000""#, "is not a character"),
        (r#""\377""#, "is not UTF-8"),
        ("\"a\nb\"", "must end in its line"),
        ("\"a", "does not end"),
        ("\"a\\", "does not end"),
    ] {
        let found = error::<Value>(&format!("string_value: {literal}"));
        assert!(found.contains(fault), "{literal}: {found}");
    }
    let any = Any {
        type_url: "x".into(),
        value: vec![0, 255, b'"', b'a'],
    };
    assert_eq!(
        text::to_string(&any),
        "type_url: \"x\"\nvalue: \"\\000\\377\\\"a\"\n"
    );
    assert_eq!(parse::<Any>(&text::to_string(&any)), any);
}

#[test]
fn the_message_of_an_any() {
    let time = Timestamp {
        seconds: 1,
        nanos: 0,
    };
    let any = Any {
        type_url: "type.googleapis.com/google.protobuf.Timestamp".into(),
        value: time.encode_to_vec(),
    };
    let printed = "[type.googleapis.com/google.protobuf.Timestamp] {\n  seconds: 1\n}\n";
    assert_eq!(text::to_string(&any), printed);
    assert_eq!(parse::<Any>(printed), any);
    let unknown = Any {
        type_url: "a/b.C".into(),
        value: vec![],
    };
    assert_eq!(text::to_string(&unknown), "type_url: \"a/b.C\"\n");
    assert!(error::<Any>("[a/b.C] {}").contains("`b.C` is not registered"));
    assert!(
        error::<Timestamp>("[a/google.protobuf.Any] {}").contains("is not google.protobuf.Any")
    );
    for second in [printed, "type_url: \"a/b.C\"", "value: \"\""] {
        let found = error::<Any>(&[printed, second].concat());
        assert!(
            found.contains("two messages") || found.contains("set twice"),
            "{found}"
        );
    }
    let found = error::<Any>(&["type_url: \"a/b.C\" ", printed].concat());
    assert!(found.contains("two messages"), "{found}");
    assert!(error::<Timestamp>("[a.b]: 1").contains("has no extension `a.b`"));
}

#[test]
fn the_url_of_an_any_cannot_add_text() {
    for prefix in ["", "a b/", "a]{} b/", "a\n/", "é/", "a:1/", "#/", "\"/"] {
        let any = Any {
            type_url: format!("{prefix}google.protobuf.Timestamp"),
            value: vec![],
        };
        let printed = text::to_string(&any);
        assert!(printed.starts_with("type_url: \""), "{printed}");
        assert_eq!(parse::<Any>(&printed), any);
    }
    let any = Any {
        type_url: "a-b.c/%20;,~(1e-5)/google.protobuf.Timestamp".into(),
        value: vec![],
    };
    let printed = text::to_string(&any);
    assert!(printed.starts_with("[a-b.c/"), "{printed}");
    assert_eq!(parse::<Any>(&printed), any);
}

#[test]
fn the_depth_of_an_any_in_an_any_is_limited() {
    let mut any = Any::default();
    for _ in 0..2000 {
        any = Any {
            type_url: "/google.protobuf.Any".into(),
            value: any.encode_to_vec(),
        };
    }
    let printed = text::to_string(&any);
    assert_eq!(printed.matches("[/google.protobuf.Any] {").count(), 100);
    assert_eq!(parse::<Any>(&printed), any);
}

#[test]
fn maps_take_the_last_entry_of_a_key() {
    let text = r#"
        fields { key: "a" value { bool_value: true } }
        fields { value { number_value: 1 } key: "b" }
        fields: [{ key: "a" value { number_value: 2 } }, {}]
    "#;
    let message: Struct = parse(text);
    assert_eq!(message.fields.len(), 3);
    assert_eq!(message.fields["a"], value(Kind::NumberValue(2.0)));
    assert_eq!(message.fields["b"], value(Kind::NumberValue(1.0)));
    assert_eq!(message.fields[""], Value::default());
    for (text, fault) in [
        ("fields { key: 1 }", "expected a string"),
        ("fields { key: 'a' key: 'b' }", "`key` twice"),
        ("fields { kez: 'a' }", "expected `key` or `value`"),
        (
            "fields { value { bool_value: } }",
            "expected `true` or `false`, found `}`",
        ),
        (
            "fields { value { x: 1 } }",
            "google.protobuf.Value has no field `x`",
        ),
        ("fields { value", "expected a value"),
    ] {
        let found = error::<Struct>(text);
        assert!(found.contains(fault), "{text}: {found}");
    }
}

#[test]
fn errors_have_their_place() {
    for (text, expected) in [
        ("seconds 5", "expected `:`, found `5` at line 1, column 9"),
        (
            "seconds: 5\n  nano: 1",
            "google.protobuf.Timestamp has no field `nano` at line 2, column 3",
        ),
        (
            "seconds: 1 seconds: 2",
            "`seconds` is set twice at line 1, column 12",
        ),
        (
            "1: 2",
            "expected the name of a field, found `1` at line 1, column 1",
        ),
        (
            "seconds:",
            "expected an integer, found the end at line 1, column 9",
        ),
        (
            "é",
            "expected the name of a field, found `é` at line 1, column 1",
        ),
        (
            "seconds: [1]",
            "expected an integer, found `[` at line 1, column 10",
        ),
    ] {
        assert_eq!(error::<Timestamp>(text), expected);
    }
    assert!(
        error::<Value>("bool_value: true number_value: 1")
            .contains("another field of its oneof is set")
    );
    assert!(
        error::<Value>("null_value: NOTHING")
            .contains("google.protobuf.NullValue has no value `NOTHING`")
    );
    assert!(error::<Value>("list_value { ").contains("expected"));
    assert!(error::<Value>("list_value < }").contains("expected"));
}

#[test]
fn errors_have_a_limit() {
    for text in [
        "é".repeat(1000),
        "a".repeat(1000),
        format!("seconds: {}", "1".repeat(1000)),
        format!("[{}]: 1", "a.".repeat(1000)),
        format!("[a/{}] {{}}", "a".repeat(1000)),
        format!("seconds: {:?}", "é".repeat(1000)),
    ] {
        assert!(error::<Timestamp>(&text).len() < 450, "{text}");
    }
}

#[test]
fn the_depth_is_limited() {
    let nested =
        |depth: usize| "list_value { values { ".repeat(depth / 2) + &"} }".repeat(depth / 2);
    parse::<Value>(&nested(100));
    assert!(error::<Value>(&nested(102)).contains("nest too deep"));
    assert!(error::<Value>(&"list_value { values { ".repeat(100_000)).contains("nest too deep"));
    let options = ReadOptions::new().depth(2);
    assert!(options.from_str::<Value>(&nested(2)).is_ok());
    assert!(options.from_str::<Value>(&nested(4)).is_err());
    let skipped = format!("fields {{ value {} }}", "<".repeat(100_000));
    assert!(text::from_str::<Struct>(&skipped).is_err());
}
