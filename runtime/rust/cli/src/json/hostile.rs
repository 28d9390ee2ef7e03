//! Random damage to JSON and to encoded messages: it causes errors, never panics or invalid output.

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use rpcsmith_compiler::IncludePaths;

use super::{Style, parse};

fn everything() -> MessageDescriptor {
    let protos = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/runtime/tests/cli/proto"
    );
    let sources = IncludePaths {
        folders: vec![protos.into()],
    };
    let compiled = rpcsmith_compiler::compile(&["fields.proto"], &sources).unwrap();
    let set = compiled.file_descriptor_set();
    let pool = DescriptorPool::decode(&*set).unwrap();
    pool.get_message_by_name("fields.v1.Everything").unwrap()
}

fn print(message: &DynamicMessage) -> String {
    let style = Style {
        defaults: true,
        ..Style::default()
    };
    String::from_utf8(style.print(message).unwrap()).unwrap()
}

const JSON: &str = r#"{"aDouble":1.5,"anInt32":-1,"anInt64":"-9","aUint64":18446744073709551615,"isTrue":true,"userName":"é\n",
"data":"AAEC","color":"COLOR_RED","maybe":"","numbers":[1,2],"colors":[1,"COLOR_BLUE"],"counts":{"a":1},"byId":{"-1":{"title":"x"}},
"byTruth":{"true":"t"},"inner":{"deeper":{"depth":1e3,"notes":["n",""]}},"again":{"number":"7"},"text":"t",
"at":"2026-01-31T12:00:00.123456789Z","wait":"-1.5s","nick":"n","size":"5","sure":false,"blob":"-_8","ratio":"-Infinity",
"tags":{"a":[null,{"b":1e300}]},"anyValue":null,"list":[1],"mask":"userName,inner.title","empty":{},
"any":{"@type":"type.googleapis.com/fields.v1.Inner","title":"x"},"times":["0001-01-01T00:00:00Z"]}"#;

#[test]
fn damaged_json_does_not_panic() {
    let descriptor = everything();
    let message = parse(&descriptor, JSON).unwrap();
    assert_eq!(
        print(&parse(&descriptor, &print(&message)).unwrap()),
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
        if let Ok(message) = parse(&descriptor, &text) {
            let printed = print(
                &DynamicMessage::decode(descriptor.clone(), &*message.encode_to_vec()).unwrap(),
            );
            serde_json::from_str::<serde_json::Value>(&printed).unwrap();
        }
    }
}

#[test]
fn damaged_messages_do_not_panic() {
    let descriptor = everything();
    let bytes = parse(&descriptor, JSON).unwrap().encode_to_vec();
    let mut random = fastrand::Rng::with_seed(8);
    for _ in 0..5_000 {
        let mut bytes = bytes.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..bytes.len());
            let end = (at + random.usize(..3)).min(bytes.len());
            let piece: Vec<u8> = (0..random.usize(..3)).map(|_| random.u8(..)).collect();
            bytes.splice(at..end, piece);
        }
        if let Ok(message) = DynamicMessage::decode(descriptor.clone(), &*bytes) {
            serde_json::from_str::<serde_json::Value>(&print(&message)).unwrap();
        }
    }
}
