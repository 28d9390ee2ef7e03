//! Inputs of the command other than `.proto` files: descriptor sets and requests.

use std::fs;
use std::path::PathBuf;

use rpcsmith::frontend::{Parser, Sources, fetch};

use crate::support::{Outcome, Sandbox};

/// A request for `proto/user.proto`, and the descriptor set in it.
fn compiled(sandbox: &Sandbox, parameter: &str) -> (Vec<u8>, Vec<u8>) {
    let sources = Sources {
        files: vec![
            sandbox.path("proto/user.proto"),
            sandbox.path("proto/team.proto"),
        ],
        includes: vec![sandbox.path("proto")],
        parser: Parser::Embedded,
    };
    let request = fetch(&sources, parameter).unwrap().request;
    let set = prost_types::FileDescriptorSet {
        file: decode(&request).proto_file,
    };
    (request, prost::Message::encode_to_vec(&set))
}

fn decode(request: &[u8]) -> prost_types::compiler::CodeGeneratorRequest {
    prost::Message::decode(request).unwrap()
}

fn protoc() -> PathBuf {
    protoc_bin_vendored::protoc_bin_path().unwrap()
}

const SUMMARY: &str = "created gen/mod.rs\n\
                       created gen/team.v1.rs\n\
                       created gen/user.v1.rs\n\
                       generated 3 files in gen (3 created, 0 changed, 0 unchanged) from 2 proto files\n";

#[test]
fn descriptor_sets_are_read_from_files_and_stdin() {
    let sandbox = Sandbox::with_protos();
    let (_, set) = compiled(&sandbox, "");
    fs::write(sandbox.path("set.binpb"), &set).unwrap();
    let from_file = sandbox.rpcsmith("generate --out gen --descriptor-set set.binpb");
    assert_eq!(from_file, Outcome::new(0, SUMMARY, ""));
    let arguments = ["generate", "--out=one", "--descriptor-set=-", "user.proto"];
    assert_eq!(
        sandbox.rpcsmith_with(&arguments, &set),
        Outcome::new(
            0,
            "created one/mod.rs\n\
             created one/user.v1.rs\n\
             generated 2 files in one (2 created, 0 changed, 0 unchanged) from 1 proto file\n",
            "",
        )
    );
}

#[test]
fn options_of_a_request_can_be_replaced() {
    let sandbox = Sandbox::with_protos();
    let (request, _) = compiled(&sandbox, "layout=flat");
    let arguments = ["generate", "--out=own", "--request=-"];
    assert_eq!(sandbox.rpcsmith_with(&arguments, &request).code, Some(0));
    assert_eq!(sandbox.files("own"), ["team.v1.rs", "user.v1.rs"]);
    let arguments = ["generate", "--out=gen", "--request=-", "--client"];
    assert_eq!(
        sandbox.rpcsmith_with(&arguments, &request),
        Outcome::new(0, SUMMARY, "")
    );
}

#[test]
fn invalid_requests_are_rejected() {
    let arguments = ["generate", "--out=gen", "--request=-"];
    let outcome = Sandbox::new(&[]).rpcsmith_with(&arguments, b"\x0a\xff");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""));
    let start = outcome
        .stderr
        .split_inclusive(':')
        .take(2)
        .collect::<String>();
    assert_eq!(start, "error: the input is not a CodeGeneratorRequest:");
}

#[test]
fn a_missing_input_is_an_error() {
    for flag in ["--descriptor-set", "--request"] {
        let outcome = Sandbox::new(&[]).rpcsmith(&format!("generate --out gen {flag} missing"));
        let reason = outcome.stderr.starts_with("error: cannot read `missing`: ");
        assert_eq!(
            (outcome.code, reason),
            (Some(1), true),
            "{}",
            outcome.stderr
        );
    }
}

/// protoc and the embedded parser lead to the same code.
#[test]
fn protoc_leads_to_the_same_code() {
    let sandbox = Sandbox::with_protos();
    let protoc = format!("--protoc-path={}", protoc().display());
    let files = "-I proto proto/user.proto proto/team.proto";
    assert_eq!(
        sandbox.rpcsmith(&format!("generate --out gen {protoc} {files}")),
        Outcome::new(0, SUMMARY, "")
    );
    let check = format!("generate --out gen --check {files}");
    assert_eq!(
        sandbox.rpcsmith(&check),
        Outcome::new(0, "3 files in gen up to date\n", "")
    );
}
