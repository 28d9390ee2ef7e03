//! Descriptor sets and requests of other programs.

use prost::Message;
use rpcsmith::frontend::{Parser, from_descriptor_set, with_parameter};

use super::support::{FileDescriptorSet, PROTOS, Request, fetch_ok, name_of, sources, text};

const FILES: &[&str] = &["tests/frontends/protos/shop/v1/shop.proto"];

/// The files of the request for [`FILES`], imports first.
fn files() -> Vec<Vec<u8>> {
    let fetched = fetch_ok(&sources(FILES, &[PROTOS], Parser::Embedded));
    Request::of(&fetched.request).proto_file
}

fn set(file: Vec<Vec<u8>>) -> Vec<u8> {
    FileDescriptorSet { file }.encode_to_vec()
}

fn faults(set: &[u8], files_to_generate: &[&str]) -> String {
    let names: Vec<String> = files_to_generate
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    text(&from_descriptor_set(set, &names, "").expect_err("faults"))
}

#[test]
fn a_request_has_the_unchanged_files_of_the_set() {
    let names = ["shop/v1/shop.proto".to_owned()];
    let request = from_descriptor_set(&set(files()), &names, "a=b").expect("a request");
    assert_eq!(
        Request::of(&request),
        Request {
            file_to_generate: names.to_vec(),
            parameter: Some("a=b".to_owned()),
            proto_file: files(),
        }
    );
}

#[test]
fn without_names_code_is_generated_for_all_files() {
    let mut reversed = files();
    reversed.reverse();
    reversed.push(reversed[0].clone());
    let request = from_descriptor_set(&set(reversed), &[], "").expect("a request");
    let request = Request::of(&request);
    assert_eq!(
        request.file_to_generate,
        [
            "shop/v1/shop.proto",
            "shop/v1/items.proto",
            "options.proto",
            "google/protobuf/descriptor.proto",
            "google/protobuf/timestamp.proto",
        ]
    );
    // Imports are first, although the set has them last.
    assert_eq!(
        request.names(),
        files().iter().map(|file| name_of(file)).collect::<Vec<_>>()
    );
}

#[test]
fn invalid_and_incomplete_sets_are_reported() {
    let remedy = "\n  help: write it with `protoc --include_imports --include_source_info \
                  --descriptor_set_out=…` or `buf build -o ….binpb`";
    assert_eq!(
        faults(b"syntax = \"proto3\";", &[]),
        format!(
            "error: the descriptor set cannot be decoded: failed to decode Protobuf message: \
             invalid wire type value: 7{remedy}"
        )
    );
    assert_eq!(
        faults(&set(vec![b"nonsense".to_vec()]), &[]),
        format!(
            "error: the descriptor set cannot be decoded: failed to decode Protobuf message: \
             invalid wire type value: 6{remedy}"
        )
    );
    assert_eq!(faults(b"", &[]), "error: the descriptor set has no file");
    assert_eq!(
        faults(&set(files()[3..].to_vec()), &["shop.proto"]),
        "\
error: `shop.proto` is not in the descriptor set
  help: files are named as `import` names them
shop/v1/shop.proto: error: its import `google/protobuf/timestamp.proto` is not in the descriptor set
  help: write the set with `--include_imports`
shop/v1/shop.proto: error: its import `options.proto` is not in the descriptor set
  help: write the set with `--include_imports`"
    );
    let file = |name: &str, import: &str| {
        let file = prost_types::FileDescriptorProto {
            name: Some(name.to_owned()),
            dependency: vec![import.to_owned()],
            ..Default::default()
        };
        file.encode_to_vec()
    };
    assert_eq!(
        faults(&set(vec![file("a", "b"), file("b", "a")]), &[]),
        "error: files import each other: `a` -> `b` -> `a`"
    );
    assert_eq!(
        faults(&set(vec![file("a", "b"), file("a", "c")]), &[]),
        "error: `a` is in the descriptor set twice, with different content"
    );
}

#[test]
fn the_parameter_of_a_request_is_replaced() {
    let fetched = fetch_ok(&sources(FILES, &[PROTOS], Parser::Embedded));
    let before = Request::of(&fetched.request);
    let after = with_parameter(&fetched.request, "other").expect("a request");
    assert_eq!(
        Request::of(&after),
        Request {
            parameter: Some("other".to_owned()),
            ..before
        }
    );
    assert_eq!(
        text(&with_parameter(b"nonsense", "").expect_err("a fault")),
        "error: the request cannot be decoded: failed to decode Protobuf message: \
         invalid wire type value: 6\n  help: give the bytes that protoc writes to a plugin"
    );
}
