//! The door for build scripts.

use std::env;
use std::path::Path;
use std::process::Command;

use rpcsmith::Builder;
use rpcsmith::options::{
    DescriptorSets, ImplementationCheck, Layout, Messages, MessagesImpl, ValidationErrors,
    Validators,
};

use crate::support::{Sandbox, run};

/// The directory in which this process plays a build script.
const SCRIPT: &str = "RPCSMITH_TEST_BUILD_SCRIPT";

#[test]
fn it_writes_what_the_command_writes() {
    let sandbox = Sandbox::with_protos();
    Builder::new()
        .layout(Layout::Flat)
        .server(false)
        .type_attribute(".user.v1.User", "#[derive(Eq, Hash)]")
        .out_dir(sandbox.path("built"))
        .compile(
            &[sandbox.path("proto/user.proto")],
            &[sandbox.path("proto")],
        )
        .unwrap();
    let arguments = [
        "generate",
        "-Iproto",
        "--out=built",
        "--check",
        "--layout=flat",
        "--server=false",
        "--type-attribute=.user.v1.User=#[derive(Eq, Hash)]",
        "proto/user.proto",
    ];
    assert_eq!(
        sandbox.rpcsmith_with(&arguments, &[]).stdout,
        "1 file in built up to date\n"
    );
}

/// Two builders may share `OUT_DIR`.
#[test]
fn files_of_another_builder_stay() {
    let sandbox = Sandbox::with_protos();
    let builder = Builder::new()
        .layout(Layout::Flat)
        .out_dir(sandbox.path("built"));
    for file in ["user.proto", "team.proto"] {
        builder.compile(&[file], &[sandbox.path("proto")]).unwrap();
    }
    assert_eq!(sandbox.files("built"), ["team.v1.rs", "user.v1.rs"]);
}

/// A build script, if [`SCRIPT`] says so: what it prints is for Cargo.
#[test]
fn build_script() {
    let Some(root) = env::var_os(SCRIPT) else {
        return;
    };
    env::set_current_dir(root).unwrap();
    let builder = Builder::new()
        .protoc(env::var_os("PROTOC").is_some())
        .emit_rerun_if_changed(env::var_os("SILENT").is_none());
    let includes = ["first", ".", "proto"];
    builder.compile(&["proto/user.proto"], &includes).unwrap();
}

/// The lines with which Cargo is told when to run the script again.
fn rerun_lines(sandbox: &Sandbox, variables: &[(&str, &Path)]) -> Vec<String> {
    let mut script = Command::new(env::current_exe().unwrap());
    script
        .args(["--exact", "builder::build_script", "--nocapture"])
        .env(SCRIPT, sandbox.root())
        .env("CARGO_MANIFEST_DIR", sandbox.root())
        .env("OUT_DIR", sandbox.path("target/out"))
        .env_remove("PROTOC")
        .envs(variables.iter().copied());
    let (outcome, stdout) = run(&mut script, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let stdout = String::from_utf8(stdout).unwrap();
    let lines = stdout
        .lines()
        .filter_map(|line| Some(line.split_once("cargo:rerun-if-")?.1));
    lines.map(str::to_owned).collect()
}

/// The files that were read, and the folders in which a file would hide one of them, but for those that the build
/// itself changes; with protoc, its program and the variable that names it.
#[test]
fn cargo_watches_all_that_decides_the_code() {
    let sandbox = Sandbox::new(&[
        (
            "proto/user.proto",
            "syntax = \"proto3\";\nimport \"shared/v1/name.proto\";\nimport \"unit.proto\";\n",
        ),
        ("proto/shared/v1/name.proto", "syntax = \"proto3\";\n"),
        ("proto/unit.proto", "syntax = \"proto3\";\n"),
        ("first/shared/v2/name.proto", "syntax = \"proto3\";\n"),
        ("shared/other.proto", "syntax = \"proto3\";\n"),
    ]);
    let expected = [
        "changed=proto/shared/v1/name.proto",
        "changed=proto/unit.proto",
        "changed=./proto/user.proto",
        "changed=./shared",
        "changed=first",
        "changed=first/shared",
    ];
    assert_eq!(rerun_lines(&sandbox, &[]), expected);
    let protoc = protoc_bin_vendored::protoc_bin_path().unwrap();
    let program = format!("changed={}", protoc.display());
    let mut with_protoc = expected.to_vec();
    with_protoc.insert(3, &program);
    with_protoc.push("env-changed=PROTOC");
    assert_eq!(rerun_lines(&sandbox, &[("PROTOC", &protoc)]), with_protoc);
    let silent = [("PROTOC", &*protoc), ("SILENT", Path::new("1"))];
    assert_eq!(rerun_lines(&sandbox, &silent), [""; 0]);
}

/// Each option is a method, and each method sets its option.
#[test]
fn every_option_is_a_method() {
    let builder = Builder::new()
        .layout(Layout::Flat)
        .messages(Messages::External)
        .messages_impl(MessagesImpl::Derive)
        .type_names(false)
        .type_name_domain(".q", "r.com")
        .validate(Validators::All)
        .validation_errors(ValidationErrors::Deferred)
        .server(false)
        .client(false)
        .default_stubs(true)
        .fakes(true)
        .extern_path(".a", "::a")
        .rename(".r", "s")
        .bytes(".b")
        .btree_map(".c")
        .boxed(".d")
        .type_attribute(".e", "#[e]")
        .field_attribute(".f", "#[f]")
        .message_attribute(".g", "#[g]")
        .enum_attribute(".h", "#[h]")
        .server_attribute(".i", "#[i]")
        .client_attribute(".j", "#[j]")
        .compile_well_known_types(true)
        .descriptor_set(DescriptorSets::All)
        .disable_comments(".k")
        .gate_server("l")
        .gate_client("m")
        .runtime("::n")
        .include("o")
        .service_config("p.json")
        .implementation("p")
        .implementation_check(ImplementationCheck::Deny)
        .dump_model(true);
    let by_name = [
        ("layout", "flat"),
        ("messages", "external"),
        ("messages_impl", "derive"),
        ("type_names", "false"),
        ("type_name_domain", ".q=r.com"),
        ("validate", "all"),
        ("validation_errors", "deferred"),
        ("server", "false"),
        ("client", "false"),
        ("default_stubs", "true"),
        ("fakes", "true"),
        ("extern_path", ".a=::a"),
        ("rename", ".r=s"),
        ("bytes", ".b"),
        ("btree_map", ".c"),
        ("boxed", ".d"),
        ("type_attribute", ".e=#[e]"),
        ("field_attribute", ".f=#[f]"),
        ("message_attribute", ".g=#[g]"),
        ("enum_attribute", ".h=#[h]"),
        ("server_attribute", ".i=#[i]"),
        ("client_attribute", ".j=#[j]"),
        ("compile_well_known_types", "true"),
        ("descriptor_set", "all"),
        ("disable_comments", ".k"),
        ("gate_server", "l"),
        ("gate_client", "m"),
        ("runtime", "::n"),
        ("include", "o"),
        ("service_config", "p.json"),
        ("implementation", "p"),
        ("implementation_check", "deny"),
        ("dump_model", "true"),
    ];
    let names = rpcsmith::options::table::OPTIONS
        .iter()
        .map(|spec| spec.name);
    assert_eq!(
        by_name.map(|(name, _)| name).to_vec(),
        names.collect::<Vec<_>>()
    );
    let expected = by_name
        .iter()
        .fold(Builder::new(), |builder, (name, value)| {
            builder.option(*name, *value)
        });
    assert_eq!(format!("{builder:?}"), format!("{expected:?}"));
}

/// `Debug` is what a build script that fails prints.
#[test]
fn faults_are_for_people() {
    let sandbox = Sandbox::new(&[(
        "clash.proto",
        "syntax = \"proto3\";\nmessage A {}\nmessage a {}\nmessage B {}\nmessage b {}\n",
    )]);
    let error = Builder::new()
        .out_dir(sandbox.path("built"))
        .compile(&["clash.proto"], &[sandbox.root()])
        .unwrap_err();
    assert_eq!(
        format!("Error: {error:?}"),
        "Error: \n\
         clash.proto:3:9: error: message `a` and message `A` are both `A` in Rust\n\
         clash.proto:2:9: note: message `A` is here\n  \
         help: rename one of them, or give it another name in Rust alone: `rename=.a=A2`\n\
         clash.proto:5:9: error: message `b` and message `B` are both `B` in Rust\n\
         clash.proto:4:9: note: message `B` is here\n  \
         help: rename one of them, or give it another name in Rust alone: `rename=.b=B2`"
    );
    assert_eq!(sandbox.files("built"), [""; 0]);
}

#[test]
fn a_wrong_option_is_a_fault() {
    let sandbox = Sandbox::with_protos();
    let builder = Builder::new()
        .option("layuot", "flat")
        .gate_server("no feature");
    let compiled = builder
        .out_dir(sandbox.path("built"))
        .compile(&["user.proto"], &[sandbox.path("proto")]);
    assert_eq!(
        compiled.unwrap_err().to_string(),
        "error: option `gate_server`: `no feature` is not the name of a Cargo feature\n  \
         help: it starts with a letter, a digit or `_` and goes on with those, `-`, `+` and `.`\n\
         error: unknown option `layuot`\n  \
         help: did you mean `layout`?"
    );
}

#[test]
fn it_needs_a_directory() {
    let sandbox = Sandbox::with_protos();
    let error = Builder::new()
        .compile(&["user.proto"], &[sandbox.path("proto")])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "error: the environment variable OUT_DIR is not set\n  \
         help: call the builder from build.rs, or name a directory with `out_dir`"
    );
}
