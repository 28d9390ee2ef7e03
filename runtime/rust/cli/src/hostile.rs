//! Random damage to JSON, to encoded messages and to descriptor sets: it causes errors, never panics or invalid output.

use std::sync::Arc;

use prost::Message as _;
use rpcsmith_compiler::IncludePaths;
use rpcsmith_message::dynamic::DynamicMessage;

use crate::flags;
use crate::json::{Style, parse};
use crate::names::Taken;
use crate::schema::{Message, Schema};

/// The descriptor set of protos of the tests.
fn descriptor_set(files: &[&str]) -> Vec<u8> {
    let protos = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/runtime/tests/cli/proto"
    );
    let sources = IncludePaths {
        folders: vec![protos.into()],
    };
    let compiled = rpcsmith_compiler::compile(files, &sources).unwrap();
    compiled.file_descriptor_set()
}

fn everything() -> Message {
    let schema = Schema::new([&*descriptor_set(&["fields.proto"])]).unwrap();
    Message::named(&schema, "fields.v1.Everything").unwrap()
}

fn decoded(message: &Message, bytes: &[u8]) -> Option<DynamicMessage> {
    let mut decoded = message.empty();
    decoded.merge(bytes).ok().map(|()| decoded)
}

fn print(schema: &Schema, message: &DynamicMessage) -> String {
    let style = Style {
        defaults: true,
        ..Style::default()
    };
    String::from_utf8(style.print(schema, message).unwrap()).unwrap()
}

const JSON: &str = r#"{"aDouble":1.5,"anInt32":-1,"anInt64":"-9","aUint64":18446744073709551615,"isTrue":true,"userName":"é\n",
"data":"AAEC","color":"COLOR_RED","maybe":"","numbers":[1,2],"colors":[1,"COLOR_BLUE"],"counts":{"a":1},"byId":{"-1":{"title":"x"}},
"byTruth":{"true":"t"},"inner":{"deeper":{"depth":1e3,"notes":["n",""]}},"again":{"number":"7"},"text":"t",
"at":"2026-01-31T12:00:00.123456789Z","wait":"-1.5s","nick":"n","size":"5","sure":false,"blob":"-_8","ratio":"-Infinity",
"tags":{"a":[null,{"b":1e300}]},"anyValue":null,"list":[1],"mask":"userName,inner.title","empty":{},
"any":{"@type":"type.googleapis.com/fields.v1.Inner","title":"x"},"times":["0001-01-01T00:00:00Z"]}"#;

#[test]
fn damaged_json_does_not_panic() {
    let everything = everything();
    let print = |message: &DynamicMessage| print(&everything.schema, message);
    let message = parse(&everything, JSON).unwrap();
    assert_eq!(
        print(&parse(&everything, &print(&message)).unwrap()),
        print(&message)
    );
    let mut random = fastrand::Rng::with_seed(7);
    let pieces = [
        "null",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "-",
        "9",
        "1e999",
        "true",
        "\\",
        "\\u0000",
        "\\ud800",
        "é",
        "\"\"",
        "@type",
        "99999999999999999999",
        "s",
        "Z",
        "T",
        ".",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:60Z",
        "999999999999999s",
        "type.googleapis.com/google.protobuf.Any",
        "type.googleapis.com/google.protobuf.Value",
    ];
    for _ in 0..5_000 {
        let mut text: Vec<char> = JSON.chars().collect();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..text.len());
            let end = (at + random.usize(..12)).min(text.len());
            let piece = random.choice(pieces).unwrap_or_default();
            text.splice(at..end, piece.chars());
        }
        let text: String = text.into_iter().collect();
        if let Ok(message) = parse(&everything, &text) {
            let printed = print(&decoded(&everything, &message.encode_to_vec()).unwrap());
            serde_json::from_str::<serde_json::Value>(&printed).unwrap();
        }
    }
}

#[test]
fn damaged_messages_do_not_panic() {
    let everything = everything();
    let bytes = parse(&everything, JSON).unwrap().encode_to_vec();
    let mut random = fastrand::Rng::with_seed(8);
    for _ in 0..5_000 {
        let mut bytes = bytes.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            let end = (at + random.usize(..3)).min(bytes.len());
            let piece: Vec<u8> = (0..random.usize(..3)).map(|_| random.u8(..)).collect();
            bytes.splice(at..end, piece);
        }
        if let Some(message) = decoded(&everything, &bytes) {
            let printed = print(&everything.schema, &message);
            serde_json::from_str::<serde_json::Value>(&printed).unwrap();
        }
    }
}

#[test]
fn damaged_descriptor_sets_do_not_panic() {
    let set = descriptor_set(&["user.proto", "fields.proto"]);
    let mut set = rpcsmith_message::descriptor::FileDescriptorSet::decode(&*set).unwrap();
    set.file.retain(|file| !file.name().starts_with("google/"));
    let files = set.file.iter_mut();
    files.for_each(|file| file.source_code_info = None);
    let set = set.encode_to_vec();
    let mut random = fastrand::Rng::with_seed(9);
    let mut usable = 0;
    for _ in 0..1_000 {
        let mut bytes = set.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            let end = (at + random.usize(..2)).min(bytes.len());
            let small = |random: &mut fastrand::Rng| random.u8(..16);
            let piece: Vec<u8> = (0..random.usize(..3)).map(|_| small(&mut random)).collect();
            bytes.splice(at..end, piece);
        }
        let Ok(schema) = Schema::new([&*bytes]) else {
            continue;
        };
        usable += 1;
        use_all(&schema);
    }
    assert!(usable > 50, "{usable}");
}

/// Builds the flags of each message, prints it, and reads it.
fn use_all(schema: &Arc<Schema>) {
    for message in schema.pool.messages() {
        let message = Message::named(schema, message.descriptor().full_name()).unwrap();
        let flags = flags::of_request(&message, Taken::new([]));
        drop(flags.iter().map(flags::Flag::arg).collect::<Vec<_>>());
        let _ = parse(&message, &print(schema, &message.empty()));
    }
}
