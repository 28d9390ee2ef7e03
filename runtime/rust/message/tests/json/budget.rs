//! Budgets of memory by default.

use prost::Message;
use prost_types::Any;
use rpcsmith_message::json::{self, ErrorKind, ReadOptions, WriteOptions};

use crate::messages::{Known, Node};

/// More elements than the budget of a small text has memory for.
const MANY: usize = 72 * 1024 * 1024 / size_of::<Node>();

#[test]
fn a_text_has_a_budget() {
    let text = format!(r#"{{"children":[{}{{}}]}}"#, "{},".repeat(MANY));
    let error = json::from_str::<Node>(&text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Budget);
    let place = error.place().unwrap();
    let (count, column) = (64 * 1024 * 1024 / size_of::<Node>(), place.1);
    assert_eq!(
        error.to_string(),
        format!(
            "children[{count}]: the message exceeds its budget of memory at line 1, column {column}"
        )
    );
    assert!(
        column.abs_diff(3 * count) < 20,
        "{column} is the place of {count}"
    );
    let error = serde_json::from_str::<Node>(&text).unwrap_err();
    assert!(error.to_string().contains("exceeds its budget"), "{error}");

    let options = ReadOptions::new().budget(usize::MAX);
    let node: Node = options.from_str(&text).unwrap();
    assert_eq!(node.children.len(), MANY + 1);
}

#[test]
fn boxed_messages_count() {
    let element = r#"{"child":{"child":{}}},"#.repeat(100);
    let text = format!(r#"{{"children":[{element}{{}}]}}"#);
    let read = |elements: usize| {
        let options = ReadOptions::new().budget(elements * size_of::<Node>());
        options.from_str::<Node>(&text)
    };
    assert!(read(301).is_ok());
    let error = read(300).unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Budget, "children[100]")
    );
    let error = read(299).unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Budget, "children[99].child.child")
    );
}

#[test]
fn budgets_of_texts_are_parts_of_that_around_them() {
    let text = r#"{"children":[{},{}]}"#;
    let twice = || {
        let first = json::from_str::<Node>(text);
        (first.is_ok(), json::from_str::<Node>(text).is_ok())
    };
    let three = 3 * size_of::<Node>();
    let within = |bytes| rpcsmith_message::budget::within(bytes, twice);
    assert_eq!(within(three), ((true, false), true));
    assert_eq!(within(three + size_of::<Node>()), ((true, true), false));
    // The outer budget has not failed.
    let (read, exceeded) = rpcsmith_message::budget::within(three, || {
        let options = ReadOptions::new().budget(size_of::<Node>());
        options.from_str::<Node>(text)
    });
    assert_eq!(
        (read.unwrap_err().kind(), exceeded),
        (ErrorKind::Budget, false)
    );
}

/// An `Any` in an `Any`, around this message.
fn nested(mut any: Any, levels: usize) -> Any {
    for _ in 0..levels {
        any = Any {
            type_url: "x/google.protobuf.Any".to_owned(),
            value: any.encode_to_vec(),
        };
    }
    any
}

fn known(any: Any) -> Known {
    Known {
        any: Some(any),
        ..Known::default()
    }
}

#[test]
fn copies_of_an_any_in_an_any_count() {
    let any = Any {
        type_url: "x/google.protobuf.StringValue".to_owned(),
        value: "a".repeat(2 * 1024 * 1024).encode_to_vec(),
    };
    let few = known(nested(any.clone(), 10));
    assert!(json::to_string(&few).is_ok());
    let many = known(nested(any, 40));
    let error = json::to_string(&many).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Budget, "{error}");
    assert!(error.to_string().contains("exceeds its budget"), "{error}");
    // People see its bytes.
    let written = WriteOptions::new().lenient(true).to_string(&many).unwrap();
    assert_eq!(written.matches("@type").count(), 32);
}
