//! Remedies for files and requests that cannot be read.

use std::fs;
use std::process::Command;

use rpcsmith::frontend::{Parser, Sources, fetch};

use crate::support::{Sandbox, TEAM, USER, run};

fn assert_helped(sandbox: &Sandbox, arguments: &str, help: &str) {
    let refused = sandbox.rpcsmith(arguments);
    assert_ne!(refused.code, Some(0), "{arguments}");
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
}

fn assert_taken(sandbox: &Sandbox, arguments: &str) {
    let taken = sandbox.rpcsmith(arguments);
    assert_eq!((taken.code, &*taken.stderr), (Some(0), ""), "{arguments}");
}

/// The file has a little more than 64 MiB.
#[test]
fn the_help_for_large_files_works() {
    let half = "// 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abc\n".repeat(520_000);
    let sandbox = Sandbox::new(&[("a.proto", &format!("syntax = \"proto3\";\n{half}{half}"))]);
    assert_helped(&sandbox, "generate --out gen a.proto", "split it");
    for name in ["a.proto", "b.proto"] {
        sandbox.write(name, &format!("syntax = \"proto3\";\n{half}"));
    }
    assert_taken(&sandbox, "generate --out gen a.proto b.proto");
}

#[cfg(target_os = "linux")]
#[test]
fn the_help_for_paths_works() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let sandbox = Sandbox::new(&[]);
    let odd = sandbox.root().join(OsStr::from_bytes(b"caf\xe9.proto"));
    fs::write(&odd, USER).unwrap();
    assert_helped(
        &sandbox,
        "generate --out gen .",
        "rename it: import names are UTF-8",
    );
    fs::rename(odd, sandbox.path("café.proto")).unwrap();
    assert_taken(&sandbox, "generate --out gen .");
}

#[test]
fn the_help_for_descriptor_sets_works() {
    let sandbox = Sandbox::new(&[("user.proto", USER), ("team.proto", TEAM)]);
    let protoc = |arguments: &[&str]| {
        let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path().unwrap());
        protoc.args(arguments).arg("--descriptor_set_out=set.binpb");
        let (outcome, _) = run(protoc.arg("team.proto").current_dir(sandbox.root()), &[]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    };
    let generate = "generate --out gen --descriptor-set set.binpb";
    sandbox.write("set.binpb", "no set");
    let help =
        "write it with `protoc --include_imports --include_source_info --descriptor_set_out=…`";
    assert_helped(&sandbox, generate, help);
    protoc(&[]);
    assert_helped(&sandbox, generate, "write the set with `--include_imports`");
    protoc(&["--include_imports", "--include_source_info"]);
    assert_taken(&sandbox, generate);
    let named = |name: &str| format!("{generate} {name} -o extern_path=.user.v1=::users");
    let help = "files are named as `import` names them";
    assert_helped(&sandbox, &named("./team.proto"), help);
    assert_taken(&sandbox, &named("team.proto"));
}

#[test]
fn the_help_for_requests_works() {
    let sandbox = Sandbox::new(&[("user.proto", USER), ("request.binpb", "no request")]);
    let generate = "generate --out gen --request request.binpb -o layout=flat";
    assert_helped(
        &sandbox,
        generate,
        "give the bytes that protoc writes to a plugin",
    );
    fs::write(sandbox.path("request.binpb"), request(&sandbox, "")).unwrap();
    assert_taken(&sandbox, generate);
}

fn request(sandbox: &Sandbox, parameter: &str) -> Vec<u8> {
    let sources = Sources {
        files: vec![sandbox.path("user.proto")],
        includes: vec![sandbox.root().to_owned()],
        parser: Parser::Embedded,
    };
    fetch(&sources, parameter).unwrap().request
}

/// A program that calls the generator itself reads the file, or passes the JSON.
#[test]
fn the_help_for_service_configs_works() {
    let sandbox = Sandbox::new(&[("user.proto", USER)]);
    let refused = rpcsmith::generate(&request(&sandbox, "service_config=config.json"));
    let refused = refused.unwrap_err().to_string();
    let help = "read the file before you call `generate` (see `inlined_files::inline`), or pass the JSON itself";
    assert!(refused.contains(help), "{refused}");
    assert!(rpcsmith::generate(&request(&sandbox, "service_config={}")).is_ok());
    sandbox.write("config.json", "{}");
    let path = sandbox.path("config.json");
    let request = request(&sandbox, &format!("service_config={}", path.display()));
    let inlined = rpcsmith::inlined_files::inline(request).unwrap();
    assert!(rpcsmith::generate(&inlined.request).is_ok());
}
