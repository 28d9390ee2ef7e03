//! Requests of buf, which runs the plugin several times unless its template has `strategy: all` and one input.

use std::process::Command;

use prost::Message;
use prost_types::compiler::{CodeGeneratorRequest, CodeGeneratorResponse, Version};
use rpcsmith::frontend::{Parser, Sources, fetch};

use crate::plugin::PLUGIN;
use crate::support::{Outcome, Sandbox, USER, run};

const TEMPLATE: &str = "version: v2\nplugins:\n  - local: protoc-gen-rpcsmith\n    out: gen\n";
const STRATEGY: &str = "    strategy: all\n";
const EMPTY: &str = "syntax = \"proto3\";\n";

/// A module with two directories of protos.
fn two_directories() -> Sandbox {
    Sandbox::new(&[
        ("proto/user/v1/user.proto", USER),
        ("proto/team/v1/team.proto", EMPTY),
    ])
}

fn request(sandbox: &Sandbox, files: &[&str], parameter: &str) -> Vec<u8> {
    let sources = Sources {
        files: files.iter().map(|file| sandbox.path(file)).collect(),
        includes: vec![sandbox.path("proto")],
        parser: Parser::Embedded,
    };
    fetch(&sources, parameter).unwrap().request
}

/// The error in the response of the plugin.
fn error(sandbox: &Sandbox, request: &[u8]) -> Option<String> {
    let (outcome, response) = run(Command::new(PLUGIN).current_dir(sandbox.root()), request);
    assert_eq!(outcome, Outcome::new(0, "", ""));
    CodeGeneratorResponse::decode(&*response).unwrap().error
}

/// The error for a request for one directory, without options.
fn error_for_one(sandbox: &Sandbox) -> Option<String> {
    error(
        sandbox,
        &request(sandbox, &["proto/user/v1/user.proto"], ""),
    )
}

fn refused(template: &str) -> Option<String> {
    let fault = "error: buf runs the plugin once for each directory, and only one `mod.rs` of these runs would be \
                 left\n  help: add `strategy: all` to the plugin";
    Some(format!("{template}: {fault}"))
}

#[test]
fn one_of_several_requests_is_refused() {
    let sandbox = Sandbox::new(&[
        ("buf.gen.yaml", TEMPLATE),
        ("proto/user/v1/user.proto", USER),
        // A file of another module.
        ("other/team/v1/team.proto", EMPTY),
    ]);
    assert_eq!(error_for_one(&sandbox), None);
    sandbox.write("proto/user/v1/more.proto", EMPTY);
    assert_eq!(error_for_one(&sandbox), None);
    sandbox.write("proto/team/v1/team.proto", EMPTY);
    assert_eq!(error_for_one(&sandbox), refused("buf.gen.yaml"));
    // The remedy.
    sandbox.write("buf.gen.yaml", &format!("{TEMPLATE}{STRATEGY}"));
    assert_eq!(error_for_one(&sandbox), None);
}

/// Each directory of each module of a workspace is a run.
#[test]
fn directories_of_all_modules_count() {
    let workspaces = [
        (
            "buf.yaml",
            "version: v2\nmodules:\n  - path: proto\n  - path: ./other\n",
        ),
        (
            "buf.work.yaml",
            "version: v1\ndirectories: [proto, other]\n",
        ),
    ];
    for (name, workspace) in workspaces {
        let sandbox = Sandbox::new(&[
            ("buf.gen.yaml", TEMPLATE),
            ("proto/user/v1/user.proto", USER),
            ("other/user/v1/more.proto", EMPTY),
        ]);
        sandbox.write(name, workspace);
        assert_eq!(error_for_one(&sandbox), None, "{name}");
        sandbox.write("other/team/v1/team.proto", EMPTY);
        assert_eq!(error_for_one(&sandbox), refused("buf.gen.yaml"), "{name}");
    }
}

/// A template that `--template` names can have any name, and may be JSON. It has the same options as the request.
#[test]
fn templates_of_any_name_are_found_by_their_options() {
    let sandbox = two_directories();
    sandbox.write("buf.gen.yaml", &format!("{TEMPLATE}{STRATEGY}"));
    let json = r#"{"version": "v2", "plugins": [{"local": ["protoc-gen-rpcsmith"], "out": "x", "opt": "client=false"}]}"#;
    sandbox.write("other.json", json);
    assert_eq!(error_for_one(&sandbox), None);
    let files = ["proto/user/v1/user.proto"];
    let other = request(&sandbox, &files, "client=false");
    assert_eq!(error(&sandbox, &other), refused("other.json"));
    let flat = request(&sandbox, &files, "layout=flat");
    assert_eq!(error(&sandbox, &flat), None);
    let by_package = request(&sandbox, &files, "layout=flat,openapi={package}.json");
    assert_eq!(error(&sandbox, &by_package), None);
    // One document for all packages, which each run would write.
    let merged = request(&sandbox, &files, "layout=flat,openapi=openapi.json");
    let fault = error(&sandbox, &merged).unwrap();
    assert!(
        fault.contains("only one `openapi.json` of these runs"),
        "{fault}"
    );
}

/// `buf generate --path proto/user` runs the plugin once, even if the module has other files. So does protoc.
#[test]
fn a_run_for_one_directory_passes() {
    let sandbox = two_directories();
    sandbox.write("buf.gen.yaml", &format!("{TEMPLATE}{STRATEGY}"));
    assert_eq!(error_for_one(&sandbox), None);
    sandbox.write("buf.gen.yaml", TEMPLATE);
    let of_buf = request(&sandbox, &["proto/user/v1/user.proto"], "");
    let mut of_protoc = CodeGeneratorRequest::decode(&*of_buf).unwrap();
    of_protoc.compiler_version = Some(Version::default());
    assert_eq!(error(&sandbox, &of_protoc.encode_to_vec()), None);
    assert_eq!(error(&sandbox, &of_buf), refused("buf.gen.yaml"));
}

/// A request with files of several directories comes from `strategy: all`, or is a run for one directory with imports.
#[test]
fn imports_do_not_mean_one_run() {
    let sandbox = two_directories();
    sandbox.write("proto/rest/v1/rest.proto", EMPTY);
    let files = ["proto/user/v1/user.proto", "proto/team/v1/team.proto"];
    let two = request(&sandbox, &files, "");
    sandbox.write("buf.gen.yaml", TEMPLATE);
    assert_eq!(error(&sandbox, &two), None);
    let with_imports = format!("{TEMPLATE}    include_imports: true\n");
    sandbox.write("buf.gen.yaml", &with_imports);
    assert_eq!(error(&sandbox, &two), refused("buf.gen.yaml"));
    sandbox.write("buf.gen.yaml", &format!("{with_imports}{STRATEGY}"));
    assert_eq!(error(&sandbox, &two), None);
}

/// The number of directories of a module of the registry, or of a repository, is unknown.
#[test]
fn inputs_that_are_not_on_disk_need_the_strategy() {
    let elsewhere = two_directories();
    let request = request(&elsewhere, &["proto/user/v1/user.proto"], "");
    let inputs = "inputs:\n  - module: buf.build/acme/users\n";
    let sandbox = Sandbox::new(&[("buf.gen.yaml", &format!("{TEMPLATE}{inputs}"))]);
    assert_eq!(error(&sandbox, &request), refused("buf.gen.yaml"));
    sandbox.write("buf.gen.yaml", &format!("{TEMPLATE}{STRATEGY}{inputs}"));
    assert_eq!(error(&sandbox, &request), None);
}

#[test]
fn one_of_several_inputs_is_refused() {
    let inputs = "inputs:\n  - directory: proto\n  - directory: other\n";
    let sandbox = two_directories();
    let template = format!("{TEMPLATE}{STRATEGY}{inputs}");
    sandbox.write("buf.gen.yaml", &template);
    let files = ["proto/user/v1/user.proto", "proto/team/v1/team.proto"];
    let refused = "buf.gen.yaml: error: buf runs the plugin once for each input, and only one `mod.rs` of these runs \
                   would be left\n  help: name their folders as `modules` in buf.yaml and give `directory: .` as the \
                   only input, or write a template with an `out` of its own for each input";
    let request = request(&sandbox, &files, "");
    assert_eq!(error(&sandbox, &request).as_deref(), Some(refused));
    // Both remedies. `cargo xtask entry-points` tests the first one with buf itself.
    let one = template.replace(
        "  - directory: proto\n  - directory: other\n",
        "  - directory: .\n",
    );
    sandbox.write("buf.gen.yaml", &one);
    assert_eq!(error(&sandbox, &request), None);
    sandbox.write(
        "buf.gen.yaml",
        &template.replace("  - directory: other\n", ""),
    );
    assert_eq!(error(&sandbox, &request), None);
}

/// A template in another folder, or on the command line.
#[test]
fn errors_ask_for_hidden_templates() {
    let sandbox = two_directories();
    assert_eq!(error_for_one(&sandbox), None);
    sandbox.write("buf.yaml", "version: v2\nmodules:\n  - path: proto\n");
    let refused = "error: buf runs the plugin once for each directory, and only one `mod.rs` of these runs would be \
                   left\n  help: add `strategy: all` to the plugin; the template must be a YAML or JSON file in the \
                   folder where buf runs, because the plugin sees no other";
    assert_eq!(error_for_one(&sandbox).as_deref(), Some(refused));
    sandbox.write("buf.users.yaml", &format!("{TEMPLATE}{STRATEGY}"));
    assert_eq!(error_for_one(&sandbox), None);
}
