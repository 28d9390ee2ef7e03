//! Field masks of dynamic messages.

use std::sync::Arc;

use prost::Message;
use prost_types::FieldMask;
use rpcsmith_message::dynamic::{DynamicMessage, Pool};
use rpcsmith_message::reflect::Mask;
use rpcsmith_message::text;

use super::{message, pool_of};

const SCHEMA: &str = r#"
    syntax = "proto2";
    package test;
    import "google/protobuf/timestamp.proto";

    message M {
      optional string name = 1;
      optional M inner = 2;
      repeated int32 sizes = 3;
      optional google.protobuf.Timestamp at = 4;
      optional group Part = 5 { optional int32 size = 1; }
      map<string, M> parts = 6;
    }
    message Other {
      optional string name = 1;
    }
"#;

fn parsed(pool: &Arc<Pool>, text: &str) -> DynamicMessage {
    let mut parsed = message(pool, "M");
    let options = text::ReadOptions::new();
    options.merge_str(&mut parsed, text).unwrap();
    parsed
}

fn shown(message: &DynamicMessage) -> String {
    text::WriteOptions::new().lines(false).to_string(message)
}

fn mask(message: &DynamicMessage, paths: &[&str]) -> Result<Mask<DynamicMessage>, String> {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    Mask::of(message, &FieldMask { paths }).map_err(|error| error.to_string())
}

#[test]
fn masks_select_fields_of_dynamic_messages() {
    let pool = pool_of(SCHEMA);
    let source = parsed(
        &pool,
        "name: 'new' inner { name: 'b' inner { name: 'c' } } sizes: 2 at { seconds: 5 nanos: 6 } Part { size: 7 }",
    );
    let target = "name: 'old' inner { name: 'x' sizes: 9 } sizes: 1";
    for (paths, merged, cleared, retained) in [
        (
            &["name"][..],
            r#"name: "new" inner { name: "x" sizes: 9 } sizes: 1"#,
            r#"inner { name: "x" sizes: 9 } sizes: 1"#,
            r#"name: "old""#,
        ),
        (
            &["inner.name", "inner.inner.name", "sizes"],
            r#"name: "old" inner { name: "b" inner { name: "c" } sizes: 9 } sizes: 1 sizes: 2"#,
            r#"name: "old" inner { sizes: 9 }"#,
            r#"inner { name: "x" } sizes: 1"#,
        ),
        (
            &["at.nanos", "part.size"],
            r#"name: "old" inner { name: "x" sizes: 9 } sizes: 1 at { nanos: 6 } Part { size: 7 }"#,
            r#"name: "old" inner { name: "x" sizes: 9 } sizes: 1"#,
            "",
        ),
    ] {
        let mask = mask(&source, paths).unwrap();
        let apply = |change: &dyn Fn(&mut DynamicMessage)| {
            let mut target = parsed(&pool, target);
            change(&mut target);
            shown(&target)
        };
        assert_eq!(apply(&|target| mask.merge(&source, target)), merged);
        assert_eq!(apply(&|target| mask.clear(target)), cleared);
        assert_eq!(apply(&|target| mask.retain(target)), retained);
    }
}

#[test]
fn a_mask_retains_unknown_fields_only_in_whole_messages() {
    let pool = pool_of(SCHEMA);
    // Field 9 is a varint in each message.
    let unknown: &[u8] = &[0x48, 1];
    let part = [b"\x08\x07", unknown].concat();
    let inner = [b"\x0a\x01i\x2b", &*part, b"\x2c", unknown].concat();
    let mut bytes = [b"\x0a\x01m\x12", &[inner.len() as u8][..], &inner].concat();
    bytes.extend_from_slice(unknown);
    let retained = |paths: &[&str]| {
        let mut message = message(&pool, "M");
        message.merge(&*bytes).unwrap();
        mask(&message, paths).unwrap().retain(&mut message);
        let options = text::WriteOptions::new().lines(false);
        options.unknown_fields(true).to_string(&message)
    };
    assert_eq!(retained(&["name"]), r#"name: "m""#);
    assert_eq!(retained(&["inner.name"]), r#"inner { name: "i" }"#);
    assert_eq!(retained(&["inner.part"]), "inner { Part { size: 7 9: 1 } }");
    assert_eq!(
        retained(&["inner"]),
        r#"inner { name: "i" Part { size: 7 9: 1 } 9: 1 }"#
    );
    assert_eq!(retained(&[]), "");
}

#[test]
fn invalid_paths_of_dynamic_messages_are_errors() {
    let pool = pool_of(SCHEMA);
    let empty = message(&pool, "M");
    for (path, fault) in [
        ("nmae", "test.M has no field `nmae`"),
        (
            "inner.inner.at.second",
            "google.protobuf.Timestamp has no field `second`",
        ),
        ("part.sizes", "test.M.Part has no field `sizes`"),
        (
            "parts.a",
            "the field `parts` of test.M is not a single message",
        ),
    ] {
        let error = mask(&empty, &[path]).unwrap_err();
        assert!(error.contains(fault), "{error}");
    }
    let deep = vec!["inner"; 101].join(".");
    assert!(
        mask(&empty, &[&deep])
            .unwrap_err()
            .contains("more than 100 names")
    );
}

#[test]
fn messages_of_another_type_do_not_change() {
    let pool = pool_of(SCHEMA);
    let m = parsed(&pool, "name: 'a'");
    let mask = mask(&m, &["name"]).unwrap();
    let mut other = message(&pool, "Other");
    let same = |other: &mut DynamicMessage| {
        mask.merge(&m, other);
        mask.clear(other);
        mask.retain(other);
        shown(other)
    };
    assert_eq!(same(&mut other), "");
    // The same type of another pool can have other fields.
    let mut other = parsed(&pool_of(SCHEMA), "name: 'b' sizes: 1");
    assert_eq!(same(&mut other), r#"name: "b" sizes: 1"#);
    let mut merged = parsed(&pool, "name: 'b'");
    mask.merge(&other, &mut merged);
    assert_eq!(shown(&merged), r#"name: "b""#);
}
