//! The option `implementation`: every entry point reports what a crate lacks, and none writes there.

use std::fs;
use std::process::Command;

use rpcsmith::Builder;
use rpcsmith::frontend::{Parser, Sources, fetch};
use rpcsmith::options::ImplementationCheck;

use crate::support::{Outcome, Sandbox, run};

const PLUGIN: &str = env!("CARGO_BIN_EXE_protoc-gen-rpcsmith");

/// A crate that lacks an rpc.
fn lacking() -> Sandbox {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "proto/user.proto",
        "returns (User);",
        "returns (User);\n  rpc DeleteUser(GetUserRequest) returns (User);",
    );
    sandbox
}

fn report(severity: &str) -> String {
    format!(
        "src/people/users.rs:6:1: {severity}: `Users` lacks rpc `DeleteUser` of `user.v1.UserService`\n\
         user.proto:14:7: note: the schema has it here\n  \
         help: `rpcsmith sync` adds it\n"
    )
}

fn protoc(sandbox: &Sandbox, options: &str) -> Outcome {
    let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path().unwrap());
    protoc.arg(format!("--plugin={PLUGIN}"));
    protoc.args(["-Iproto", "--rpcsmith_out=src/gen", "user.proto"]);
    protoc.arg(format!("--rpcsmith_opt={options}"));
    run(protoc.current_dir(sandbox.root()), &[]).0
}

/// Asserts that files that are not generated do not change.
fn assert_untouched(sandbox: &Sandbox, act: impl FnOnce()) {
    let texts = |sandbox: &Sandbox| {
        let mut texts = sandbox.texts();
        texts.retain(|name, _| !name.starts_with("src/gen/") && !name.starts_with("built/"));
        texts
    };
    let before = texts(sandbox);
    act();
    assert_eq!(texts(sandbox), before);
}

#[test]
fn the_plugin_warns_under_protoc() {
    let sandbox = lacking();
    assert_untouched(&sandbox, || {
        let outcome = protoc(&sandbox, "implementation=.");
        assert_eq!(outcome, Outcome::new(0, "", &report("warning")));
    });
    let current = sandbox.rpcsmith("generate --check --quiet");
    assert_eq!(current, Outcome::new(0, "", ""));
}

/// buf empties the folder of generated code before it runs the plugin.
#[test]
fn missing_generated_code_is_not_an_error() {
    let sandbox = lacking();
    fs::remove_dir_all(sandbox.path("src/gen")).unwrap();
    fs::create_dir(sandbox.path("src/gen")).unwrap();
    assert_untouched(&sandbox, || {
        let outcome = protoc(&sandbox, "implementation=.");
        assert_eq!(outcome, Outcome::new(0, "", &report("warning")));
    });
    assert_eq!(sandbox.files("src/gen"), ["mod.rs", "user.v1.rs"]);
}

#[test]
fn the_plugin_can_deny() {
    let sandbox = lacking();
    fs::remove_file(sandbox.path("src/gen/user.v1.rs")).unwrap();
    let outcome = protoc(&sandbox, "implementation=.,implementation_check=deny");
    let denied = format!("--rpcsmith_out: {}", report("error"));
    assert_eq!(outcome, Outcome::new(1, "", &denied));
    assert_eq!(sandbox.files("src/gen"), ["mod.rs"]);
}

#[test]
fn complete_implementations_cause_no_output() {
    let sandbox = Sandbox::with_crate();
    let outcome = protoc(&sandbox, "implementation=.,implementation_check=deny");
    assert_eq!(outcome, Outcome::new(0, "", ""));
}

/// Messages have paths of the crate: paths in the settings are relative to their file.
#[test]
fn the_command_warns() {
    let sandbox = lacking();
    sandbox.edit("rpcsmith.toml", "out =", "implementation = \".\"\nout =");
    let shown = |severity: &str| {
        format!(
            "{severity}: `Users` lacks rpc `DeleteUser` of `user.v1.UserService`\n  --> src/people/users.rs:6:1\n   |\n 6 | \
             impl user_service_server::UserService for Users {{\n   | ^^^^\n   |\n  ::: proto/user.proto:14:7\n   |\n14 |   \
             rpc DeleteUser(GetUserRequest) returns (User);\n   |       ---------- the schema has it here\n   |\n   = help: \
             `rpcsmith sync` adds it\n\n"
        )
    };
    let outcome = sandbox.rpcsmith("generate --implementation-check=deny");
    assert_eq!(outcome, Outcome::new(1, "", &shown("error")));
    let outcome = sandbox.rpcsmith("generate --check");
    let behind = "changed src/gen/user.v1.rs\n1 of 2 files in src/gen not up to date; run without --check to write\n";
    assert_eq!(outcome, Outcome::new(1, behind, &shown("warning")));
    // `sync` ignores `deny`.
    sandbox.edit(
        "rpcsmith.toml",
        "out =",
        "implementation_check = \"deny\"\nout =",
    );
    assert_eq!(sandbox.rpcsmith("sync --quiet"), Outcome::new(0, "", ""));
    assert_eq!(
        sandbox.rpcsmith("generate --check --quiet"),
        Outcome::new(0, "", "")
    );
}

#[test]
fn the_builder_can_deny() {
    let sandbox = lacking();
    let builder = Builder::new()
        .implementation(sandbox.root().to_str().unwrap())
        .out_dir(sandbox.path("built"));
    let compile = |builder: &Builder| builder.compile(&["user.proto"], &[sandbox.path("proto")]);
    let denied = builder
        .clone()
        .implementation_check(ImplementationCheck::Deny);
    let fault = compile(&denied).unwrap_err().to_string();
    let place = sandbox.path("src/people/users.rs:6:1");
    let expected = report("error").replace("src/people/users.rs:6:1", place.to_str().unwrap());
    assert_eq!(fault, expected.trim_end());
    assert_eq!(sandbox.files("built"), [""; 0]);
    compile(&builder).unwrap();
    assert_eq!(sandbox.files("built"), ["mod.rs", "user.v1.rs"]);
}

/// Cargo runs a build script again if one of the read files changes.
#[test]
fn cargo_watches_the_crate() {
    let sandbox = Sandbox::with_crate();
    let sources = Sources {
        files: vec![sandbox.path("proto/user.proto")],
        includes: vec![sandbox.path("proto")],
        parser: Parser::Embedded,
    };
    let parameter = format!("implementation={}", sandbox.root().display());
    let request = fetch(&sources, &parameter).unwrap().request;
    let reviewed = rpcsmith::generate(&request).unwrap().review(None).unwrap();
    let root = fs::canonicalize(sandbox.root()).unwrap();
    let expected = ["src/lib.rs", "src/main.rs", "src/people/users.rs"];
    assert_eq!(reviewed.read, expected.map(|name| root.join(name)));
    assert_eq!(reviewed.warnings, []);
}

#[test]
fn a_missing_crate_is_an_error() {
    let sandbox = Sandbox::with_crate();
    let outcome = protoc(&sandbox, "implementation=elsewhere");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""));
    let named = outcome.stderr.contains("elsewhere");
    assert!(named, "{}", outcome.stderr);
}
