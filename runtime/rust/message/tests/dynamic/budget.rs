//! Budgets of memory in JSON and in the text format.

use std::sync::Arc;

use prost::Message;
use rpcsmith_message::dynamic::{DynamicMessage, Pool};
use rpcsmith_message::json::{self, ErrorKind, WriteOptions};
use rpcsmith_message::text;

use super::{message, pool_of};

fn pool() -> Arc<Pool> {
    pool_of(
        r#"
        edition = "2023";
        package test;
        import "google/protobuf/any.proto";
        message M {
          M child = 1;
          repeated M children = 2;
          map<int32, M> by_id = 3;
          oneof kind { M other = 4; }
          google.protobuf.Any any = 5;
          repeated int32 numbers = 6;
          extensions 100;
        }
        extend M { M inner = 100; }
        "#,
    )
}

/// Why a text that is repeated in a list of messages is too large, in both formats; empty if it is not.
fn faults(pool: &Arc<Pool>, json: &str, text: &str, budget: Option<usize>) -> [String; 2] {
    let of_json = format!(
        r#"{{"children":[{}{{}}]}}"#,
        format!("{json},").repeat(1000)
    );
    let of_text = format!("children: [{}{{}}]", format!("{text},").repeat(1000));
    let (mut read, mut parse) = (json::ReadOptions::new(), text::ReadOptions::new());
    if let Some(bytes) = budget {
        (read, parse) = (read.budget(bytes), parse.budget(bytes));
    }
    let read = read.merge_str(&mut message(pool, "M"), &of_json);
    let parsed = parse.merge_str(&mut message(pool, "M"), &of_text);
    let read = read.map_err(|error| {
        assert_eq!(error.kind(), ErrorKind::Budget);
        error.reason().to_owned()
    });
    let parsed = parsed.map_err(|error| error.to_string());
    [
        read.err().unwrap_or_default(),
        parsed.err().unwrap_or_default(),
    ]
}

#[test]
fn nested_messages_have_a_budget() {
    let pool = pool();
    for (json, text) in [
        ("{}", "{}"),
        (r#"{"child":{}}"#, "{child{}}"),
        (r#"{"child":{"child":{}}}"#, "{child{child{}}}"),
        (r#"{"other":{}}"#, "{other{}}"),
        (r#"{"byId":{"1":{}}}"#, "{by_id{key:1}}"),
        (r#"{"numbers":[]}"#, "{numbers:[]}"),
    ] {
        let few = 40 * size_of::<DynamicMessage>();
        for fault in faults(&pool, json, text, Some(few)) {
            assert!(
                fault.starts_with("the message exceeds its budget of memory"),
                "{json}: {fault}"
            );
        }
        assert_eq!(faults(&pool, json, text, None), [""; 2], "{json}");
    }
    // A message in a list counts itself, and what is set in it.
    let count = 1_000 * 5 * size_of::<DynamicMessage>() / 2;
    assert_eq!(faults(&pool, "{}", "{}", Some(count)), [""; 2]);
    for (json, text) in [
        (r#"{"child":{}}"#, "{child{}}"),
        (r#"{"other":{}}"#, "{other{}}"),
    ] {
        for fault in faults(&pool, json, text, Some(count)) {
            assert!(fault.contains("budget"), "{json}: {fault}");
        }
    }
}

#[test]
fn texts_have_a_budget_by_default() {
    let pool = pool();
    let count = 80 * 1024 * 1024 / size_of::<DynamicMessage>();
    let text = format!("children: [{}{{}}]", "{},".repeat(count));
    let error = text::ReadOptions::new().merge_str(&mut message(&pool, "M"), &text);
    let error = error.unwrap_err().to_string();
    assert!(
        error.starts_with("the message exceeds its budget of memory at line 1, column "),
        "{error}"
    );
}

/// A message that takes more memory than its bytes have a budget for.
fn large() -> Vec<u8> {
    b"\x12\0".repeat(80 * 1024 * 1024 / size_of::<DynamicMessage>())
}

/// A length-delimited field.
fn field(number: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    prost::encoding::bytes::encode(number, &content.to_vec(), &mut bytes);
    bytes
}

#[test]
fn the_message_in_an_any_has_a_budget() {
    let pool = pool();
    let registry = pool.registry();
    let mut outer = message(&pool, "M");
    let any = [field(1, b"x/test.M"), field(2, &large())].concat();
    outer.merge(&*field(5, &any)).unwrap();
    let options = WriteOptions::new().registry(&registry);
    let error = options.to_string(&outer).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (
            ErrorKind::Budget,
            "any: the message test.M in an Any exceeds its budget of memory"
        )
    );
    let lenient = options.lenient(true).to_string(&outer).unwrap();
    assert!(lenient.starts_with(r#"{"any":{"@type":"x/test.M","value":"EgAS"#));
    let printed = text::WriteOptions::new()
        .registry(&registry)
        .to_string(&outer);
    assert!(printed.starts_with("any {\n  type_url: \"x/test.M\"\n  value: \""));
}

#[test]
fn an_extension_has_a_budget() {
    let pool = pool();
    let registry = pool.registry();
    let mut outer = message(&pool, "M");
    outer.merge(&*field(100, &large())).unwrap();
    let options = WriteOptions::new().registry(&registry);
    let error = options.to_string(&outer).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (
            ErrorKind::Budget,
            "[test.inner]: the extension exceeds its budget of memory"
        )
    );
    let printed = text::WriteOptions::new()
        .registry(&registry)
        .to_string(&outer);
    assert_eq!(printed, "");
}
