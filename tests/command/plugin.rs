//! The plugin as a process, and under protoc.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use prost::Message;
use prost_types::compiler::CodeGeneratorResponse;
use rpcsmith::frontend::{Parser, Sources, fetch};

use crate::support::{Outcome, Sandbox, assert_expected, run};

pub const PLUGIN: &str = env!("CARGO_BIN_EXE_protoc-gen-rpcsmith");

fn plugin(arguments: &[&str], stdin: &[u8]) -> (Outcome, Vec<u8>) {
    run(Command::new(PLUGIN).args(arguments), stdin)
}

fn request(sandbox: &Sandbox, parameter: &str) -> Vec<u8> {
    let sources = Sources {
        files: vec![sandbox.path("proto/user.proto")],
        includes: vec![sandbox.path("proto")],
        parser: Parser::Embedded,
    };
    fetch(&sources, parameter).unwrap().request
}

/// The plugin, the function and the command generate the same files.
#[test]
fn the_response_has_the_files() {
    let sandbox = Sandbox::with_protos();
    let request = request(&sandbox, "");
    let (outcome, response) = plugin(&[], &request);
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let response = CodeGeneratorResponse::decode(response.as_slice()).unwrap();
    assert_eq!(response.error, None);
    let answered = response.file.into_iter();
    let answered: BTreeMap<_, _> = answered.map(|file| (file.name, file.content)).collect();
    let generated = rpcsmith::generate(&request).unwrap().files.into_iter();
    let generated = generated.map(|file| (Some(file.name), Some(file.content)));
    assert_eq!(answered, generated.collect());
    sandbox.rpcsmith("generate -I proto --out gen proto/user.proto");
    let written = sandbox.files("gen").into_iter();
    let written = written.map(|name| {
        let content = sandbox.read(&format!("gen/{name}"));
        (Some(name), Some(content))
    });
    assert_eq!(answered, written.collect());
}

#[test]
fn errors_are_in_the_response() {
    let (outcome, response) = plugin(&[], &request(&Sandbox::with_protos(), "layuot=flat,sevrer"));
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let response = CodeGeneratorResponse::decode(response.as_slice()).unwrap();
    assert_eq!(
        response.error(),
        "error: unknown option `layuot`\n  help: did you mean `layout`?\n\
         error: unknown option `sevrer`\n  help: did you mean `server`?"
    );
    assert_eq!(response.file, []);
}

#[test]
fn errors_of_a_broken_request_go_to_stderr() {
    let (outcome, response) = plugin(&[], b"\x0a\xff");
    let start = outcome
        .stderr
        .split_inclusive(':')
        .take(2)
        .collect::<String>();
    assert_eq!(start, "error: the input is not a CodeGeneratorRequest:");
    assert_eq!((outcome.code, response), (Some(1), vec![]));
}

#[test]
fn help_and_version_are_printed() {
    let (outcome, stdout) = plugin(&["--version"], &[]);
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let version = concat!("protoc-gen-rpcsmith ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(String::from_utf8(stdout).unwrap(), version);

    let (outcome, stdout) = plugin(&["--help"], &[]);
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let help = String::from_utf8(stdout).unwrap();
    assert_expected("plugin_help.txt", &help);

    let (outcome, stdout) = plugin(&["--parameter"], &[]);
    let explained = format!("unknown argument `--parameter`\n\n{help}");
    assert_eq!((outcome, stdout), (Outcome::new(2, "", &explained), vec![]));
}

/// protoc writes the same files as the command.
#[test]
fn protoc_runs_it() {
    let sandbox = Sandbox::with_protos();
    fs::create_dir(sandbox.path("gen")).unwrap();
    let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path().unwrap());
    protoc.arg(format!("--plugin={PLUGIN}"));
    protoc.args([
        "-Iproto",
        "--rpcsmith_out=gen",
        "--rpcsmith_opt=server=false",
        "user.proto",
    ]);
    let (outcome, _) = run(protoc.current_dir(sandbox.root()), &[]);
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let check = sandbox.rpcsmith("generate -I proto --out gen --server=false --check user.proto");
    assert_eq!(check, Outcome::new(0, "2 files in gen up to date\n", ""));
}

/// protoc passes files of editions, which the plugin must declare, and writes the files of the golden cases.
#[test]
fn protoc_runs_it_on_editions() {
    let cases: [(&str, &[&str]); 2] = [
        ("editions_2024", &["albums.proto", "shops.proto"]),
        (
            "editions_2026",
            &["albums/v2/albums.proto", "albums/v2/tracks.proto"],
        ),
    ];
    for (case, files) in cases {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(case);
        let sandbox = Sandbox::new(&[("gen/.keep", "")]);
        let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path().unwrap());
        protoc
            .arg(format!("--plugin={PLUGIN}"))
            .arg(format!("-I{}", golden.join("proto").display()))
            .arg("--rpcsmith_out=gen")
            .args(files);
        let (outcome, _) = run(protoc.current_dir(sandbox.root()), &[]);
        let warnings = fs::read_to_string(golden.join("warnings.txt")).unwrap_or_default();
        assert_eq!(outcome, Outcome::new(0, "", &warnings));
        for expected in fs::read_dir(golden.join("expected")).unwrap() {
            let expected = expected.unwrap();
            let name = expected.file_name().into_string().unwrap();
            let written = sandbox.read(&format!("gen/{name}"));
            assert_eq!(written, fs::read_to_string(expected.path()).unwrap());
        }
    }
}
