//! Options of reading and writing, and limits.

use prost_types::FieldMask;
use rpcsmith_message::budget;
use rpcsmith_message::json::{self, ErrorKind, ReadOptions, WriteOptions};

use crate::messages::{Known, Node, Scalars};
use crate::{error, read};

#[test]
fn writers_have_options() {
    let message = Scalars {
        display_name: "a".to_owned(),
        color: 1,
        ..Scalars::default()
    };
    let written = WriteOptions::new()
        .original_names(true)
        .enum_numbers(true)
        .to_string(&message);
    assert_eq!(
        written.unwrap(),
        r#"{"display_name":"a","color":1,"needed":0}"#
    );
    let written = WriteOptions::new().pretty(true).to_string(&message);
    assert_eq!(
        written.unwrap(),
        "{\n  \"displayName\": \"a\",\n  \"color\": \"RED\",\n  \"needed\": 0\n}"
    );
}

#[test]
fn defaults_are_those_of_fields_without_presence() {
    let options = WriteOptions::new().defaults(true);
    assert_eq!(
        options.to_string(&Scalars::default()).unwrap(),
        r#"{"int32":0,"int64":"0","uint32":0,"uint64":"0","float":0.0,"double":0.0,"flag":false,"displayName":"","data":"","color":"ZERO","needed":0,"null":null}"#
    );
    assert_eq!(
        options.to_string(&Node::default()).unwrap(),
        r#"{"name":"","children":[],"byId":{},"numbers":[],"colors":[],"labels":{},"byFlag":{},"colorOf":{}}"#
    );
    let known = read::<Known>(r#"{"time":"1970-01-01T00:00:00Z","number":"0"}"#);
    assert_eq!(
        options.to_string(&known).unwrap(),
        r#"{"time":"1970-01-01T00:00:00Z","number":"0","jsons":[],"times":[]}"#
    );
}

#[test]
fn unknown_fields_and_names_are_ignored_by_choice() {
    let options = ReadOptions::new().ignore_unknown(true);
    let message: Scalars = options
        .from_str(r#"{"other":{"a":[1,{"b":null}]},"color":"BLUE","closed":"THREE","int32":1,"[test.extension]":1}"#)
        .unwrap();
    assert_eq!((message.int32, message.color, message.closed), (1, 0, None));
    let message: Scalars = options.from_str(r#"{"closed":3}"#).unwrap();
    assert_eq!(message.closed, None);
    let node: Node = options
        .from_str(r#"{"colors":["RED","BLUE","ZERO"],"colorOf":{"1":"BLUE","2":"RED"}}"#)
        .unwrap();
    assert_eq!(
        (node.colors, node.color_of.into_iter().collect()),
        (vec![1, 0], vec![(2, 1)])
    );
    let known: Known = options
        .from_str(r#"{"aColor":"BLUE","empty":{"a":1}}"#)
        .unwrap();
    assert_eq!((known.kind, known.empty), (None, Some(())));
    for text in [
        r#"{"other":1}"#,
        r#"{"color":"BLUE"}"#,
        r#"{"[test.extension]":1}"#,
    ] {
        error::<Scalars>(text);
    }
    // The rest must still be JSON.
    assert!(options.from_str::<Scalars>(r#"{"other":{"a":}}"#).is_err());
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + "{}" + &close.repeat(depth)
}

#[test]
fn messages_nest_100_deep() {
    for (open, close) in [
        (r#"{"child":"#, "}"),
        (r#"{"children":["#, "]}"),
        (r#"{"byId":{"1":"#, "}}"),
    ] {
        let message: Node = read(&nested(open, close, 100));
        json::to_string(&message).unwrap();
        let error = error::<Node>(&nested(open, close, 101));
        assert!(
            error.contains("messages nest more than 100 deep"),
            "{error}"
        );
    }
    let message: Node = ReadOptions::new()
        .depth(101)
        .from_str(&nested(r#"{"child":"#, "}", 101))
        .unwrap();
    let error = json::to_string(&message).unwrap_err().to_string();
    assert!(
        error.contains("messages nest more than 100 deep"),
        "{error}"
    );
    assert!(ReadOptions::new().depth(0).from_str::<Node>("{}").is_ok());
    assert!(
        ReadOptions::new()
            .depth(0)
            .from_str::<Node>(r#"{"child":{}}"#)
            .is_err()
    );
}

#[test]
fn deep_texts_do_not_overflow_the_stack() {
    let arrays = "[".repeat(1_000_000);
    for text in [
        format!(r#"{{"json":{arrays}"#),
        format!(r#"{{"array":{arrays}"#),
        format!(r#"{{"any":{{"a":{arrays}"#),
        r#"{"json":{"a":"#.repeat(1_000_000),
        r#"{"any":{"@type":"x/google.protobuf.Any","value":"#.to_owned()
            + &r#"{"@type":"x/google.protobuf.Any","value":"#.repeat(100_000),
    ] {
        error::<Known>(&text);
    }
    // A million arrays in an unknown field take no stack.
    let text = format!(r#"{{"other":{arrays}{}}}"#, "]".repeat(1_000_000));
    assert!(
        ReadOptions::new()
            .ignore_unknown(true)
            .from_str::<Known>(&text)
            .is_ok()
    );
}

#[test]
fn elements_and_entries_count_for_the_budget() {
    for text in [
        format!(r#"{{"children":[{}{{}}]}}"#, "{},".repeat(1000)),
        format!(r#"{{"numbers":[{}0]}}"#, "0,".repeat(1000)),
        format!(r#"{{"colors":[{}0]}}"#, "0,".repeat(1000)),
        format!(
            r#"{{"byId":{{{}}}}}"#,
            (0..1000)
                .map(|key| format!(r#""{key}":{{}}"#))
                .collect::<Vec<_>>()
                .join(",")
        ),
        format!(
            r#"{{"colorOf":{{{}}}}}"#,
            (0..1000)
                .map(|key| format!(r#""{key}":0"#))
                .collect::<Vec<_>>()
                .join(",")
        ),
    ] {
        let (read, exceeded) = budget::within(2_000, || json::from_str::<Node>(&text));
        let error = read.unwrap_err();
        assert_eq!(
            (error.kind(), exceeded),
            (ErrorKind::Budget, true),
            "{error}"
        );
        assert!(
            error.to_string().contains("exceeds its budget of memory"),
            "{error}"
        );
        assert!(
            budget::within(10_000_000, || json::from_str::<Node>(&text))
                .0
                .is_ok()
        );
    }
    // A number takes four bytes.
    let numbers = format!(r#"{{"numbers":[{}0]}}"#, "0,".repeat(1000));
    assert!(
        budget::within(5_000, || json::from_str::<Node>(&numbers))
            .0
            .is_ok()
    );
    let mask = format!(r#"{{"mask":"a{}"}}"#, ",".repeat(1000));
    let (read, _) = budget::within(2_000, || json::from_str::<Known>(&mask));
    assert_eq!(read.unwrap_err().kind(), ErrorKind::Budget);
}

#[test]
fn a_field_is_read_and_written_alone() {
    let mut mask = FieldMask::default();
    let write = |mask: &FieldMask| {
        let text = WriteOptions::new().field_to_vec(mask, 0).unwrap();
        String::from_utf8(text).unwrap()
    };
    assert_eq!(write(&mask), "[]");
    let read = |mask: &mut FieldMask, text: &str| {
        let read = ReadOptions::new().merge_field(mask, 0, text.as_bytes());
        read.map_err(|error| error.to_string())
    };
    assert_eq!(read(&mut mask, r#" ["a", "b"] "#), Ok(()));
    assert_eq!(write(&mask), r#"["a","b"]"#);
    // `null` is no list.
    assert_eq!(read(&mut mask, "null"), Ok(()));
    assert_eq!(mask.paths, ["a", "b"]);
    for (text, expected) in [
        (
            "[1]",
            "paths[0]: invalid type: integer `1`, expected a string at line 1, column 2",
        ),
        ("[] []", "trailing characters at line 1, column 4"),
        ("", "paths: EOF while parsing a value at line 1, column 0"),
    ] {
        assert_eq!(read(&mut mask, text), Err(expected.to_owned()), "{text}");
    }
    assert!(WriteOptions::new().field_to_vec(&mask, 1).is_err());
    let no_field = ReadOptions::new().merge_field(&mut mask, 1, b"1");
    assert!(no_field.is_err());
}
