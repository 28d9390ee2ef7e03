//! Files that options name, at every entry point.

use std::process::Command;

use prost::Message;
use prost_types::compiler::CodeGeneratorResponse;
use rpcsmith::Builder;
use rpcsmith::frontend::{Parser, Sources, fetch};

use crate::support::{Sandbox, run};

const PROTO: &str = r#"syntax = "proto3";
package user.v1;
message Request {}
service Users { rpc Get(Request) returns (Request); }
"#;

const CONFIG: &str =
    r#"{"methodConfig": [{"name": [{"service": "user.v1.Users"}], "timeout": "2s"}]}"#;

fn sandbox() -> Sandbox {
    Sandbox::new(&[
        ("proto/users.proto", PROTO),
        ("config/service.json", CONFIG),
        ("broken.json", "{\n  \"methodConfig\": 1\n}"),
    ])
}

/// Paths in `rpcsmith.toml` are relative to the file, and those in flags to the current directory.
#[test]
fn the_command_reads_the_file() {
    let sandbox = sandbox();
    sandbox.write(
        "config/rpcsmith.toml",
        "files = ['../proto/users.proto']\ninclude_dirs = ['../proto']\nout = '../gen'\nservice_config = 'service.json'",
    );
    let outcome = sandbox.rpcsmith("generate --config config/rpcsmith.toml");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let generated = sandbox.read("gen/user.v1.rs");
    assert!(generated.contains(CONFIG), "{generated}");

    let outcome = sandbox.rpcsmith(
        "generate --config config/rpcsmith.toml --check --service-config config/service.json",
    );
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let outcome =
        sandbox.rpcsmith("generate --config config/rpcsmith.toml --service-config broken.json");
    assert_eq!(outcome.code, Some(1));
    let place = "broken.json:2:19";
    assert!(outcome.stderr.contains(place), "{}", outcome.stderr);
    let outcome =
        sandbox.rpcsmith("generate --config config/rpcsmith.toml --service-config missing.json");
    assert!(
        outcome
            .stderr
            .starts_with("error: option `service_config`: cannot read `missing.json`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn the_builder_reads_the_file() {
    let sandbox = sandbox();
    let builder = Builder::new().out_dir(sandbox.path("built"));
    builder
        .service_config(sandbox.path("config/service.json"))
        .compile(
            &[sandbox.path("proto/users.proto")],
            &[sandbox.path("proto")],
        )
        .unwrap();
    assert!(sandbox.read("built/user.v1.rs").contains(CONFIG));
}

/// The content replaces the path in the parameter. Other fields of the request stay the same.
#[test]
fn the_plugin_reads_the_file() {
    let sandbox = sandbox();
    let plugin = |parameter: &str| {
        let sources = Sources {
            files: vec![sandbox.path("proto/users.proto")],
            includes: vec![sandbox.path("proto")],
            parser: Parser::Embedded,
        };
        let request = fetch(&sources, parameter).unwrap().request;
        let mut command = Command::new(env!("CARGO_BIN_EXE_protoc-gen-rpcsmith"));
        let (outcome, response) = run(command.current_dir(sandbox.root()), &request);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        CodeGeneratorResponse::decode(response.as_slice()).unwrap()
    };
    for parameter in [
        "layout=flat,service_config=config/service.json,server=false".to_owned(),
        format!(
            "layout=flat,service_config={},server=false",
            CONFIG.replace(',', "\\,")
        ),
    ] {
        let response = plugin(&parameter);
        assert_eq!(response.error, None, "{parameter}");
        let contents: Vec<_> = response.file.iter().map(|file| file.content()).collect();
        assert_eq!(contents.len(), 1, "{parameter}");
        assert!(contents[0].contains(CONFIG), "{parameter}");
        assert!(!contents[0].contains("UsersServer"), "{parameter}");
    }
    let error = plugin("service_config=missing.json").error.unwrap();
    assert!(
        error.starts_with("error: option `service_config`: cannot read `missing.json`"),
        "{error}"
    );
}

/// A new crate with a service config has clients that use it, and the feature that they need.
#[test]
fn a_new_crate_includes_the_file() {
    let sandbox = Sandbox::with_crate();
    sandbox.write(
        "service.json",
        r#"{"methodConfig": [{"name": [{}], "timeout": "2s"}]}"#,
    );
    sandbox.edit(
        "rpcsmith.toml",
        "out =",
        "service_config = 'service.json'\nout =",
    );
    sandbox.edit(
        "Cargo.toml",
        r#"{version="0.2"}"#,
        r#"{version="0.2", default-features=false, features=["client", "server"]}"#,
    );
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let manifest = sandbox.read("Cargo.toml");
    assert!(
        manifest.contains(r#"features=["client", "server", "default"]"#),
        "{manifest}"
    );
    let generated = sandbox.read("src/gen/user.v1.rs");
    assert!(
        generated.contains("pub static SERVICE_CONFIG"),
        "{generated}"
    );
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));

    let sandbox = Sandbox::with_protos();
    let outcome = sandbox
        .rpcsmith("new users -I proto --proto proto/user.proto -o service_config=service.json");
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .starts_with("error: a new crate does not have the file of `service_config` yet"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_text_is_in_a_file_of_a_new_crate() {
    let sandbox = Sandbox::with_protos();
    let config = r#"{"methodConfig":[{"name":[{}],"timeout":"1s"}]}"#;
    let new = format!("new users -I proto --proto proto/user.proto -o service_config={config}");
    let outcome = sandbox.rpcsmith(&new);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let settings = sandbox.read("users/rpcsmith.toml");
    assert!(
        settings.contains("service_config = \"service-config.json\"\n"),
        "{settings}"
    );
    assert_eq!(sandbox.read("users/service-config.json"), config);
    let sandbox = sandbox.below("users");
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));
    let generated = sandbox.read("src/gen/user.v1.rs");
    assert!(
        generated.contains("pub static SERVICE_CONFIG"),
        "{generated}"
    );
}

/// The search for bundled files that need code plans all code, so it needs the content of the files that options name.
#[test]
fn bundled_files_get_code_beside_a_file() {
    let sandbox = sandbox();
    let proto = PROTO.replace(
        "message Request {}",
        "import \"google/api/httpbody.proto\";\nmessage Request { google.api.HttpBody body = 1; }",
    );
    sandbox.write("proto/users.proto", &proto);
    let outcome = sandbox.rpcsmith(
        "generate -I proto --out gen --service-config config/service.json proto/users.proto",
    );
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert!(sandbox.read("gen/google.api.rs").contains("HttpBody"));

    let builder = Builder::new().out_dir(sandbox.path("built"));
    builder
        .service_config(sandbox.path("config/service.json"))
        .compile(
            &[sandbox.path("proto/users.proto")],
            &[sandbox.path("proto")],
        )
        .unwrap();
    assert!(sandbox.read("built/google.api.rs").contains("HttpBody"));
}
