//! The option `rename` at every entry point, and in crates.

use prost::Message;
use prost_types::compiler::CodeGeneratorResponse;
use rpcsmith::Builder;
use rpcsmith::frontend::{Parser, Sources, fetch};
use rpcsmith::rust::Layout;

use crate::support::{Outcome, Sandbox, USERS_RS};

/// A foreign schema with two types that collide in Rust.
const SENSORS: &str = r#"syntax = "proto3";
package sensors;

message AS3935Config {}
message AS3935_config {}

service Sensors {
  rpc Configure(AS3935_config) returns (AS3935Config);
}
"#;

const PATH: &str = ".sensors.AS3935_config";

/// Each entry point rejects the schema, and accepts the remedy in the error.
#[test]
fn every_entry_point_accepts_the_remedy() {
    let sandbox = Sandbox::new(&[("sensors.proto", SENSORS)]);
    let generate = "generate --out gen --layout flat";
    let refused = sandbox.rpcsmith(&format!("{generate} sensors.proto"));
    let offered = refused.stderr.split_once("`rename=");
    let offered = offered.and_then(|(_, rest)| rest.split_once('`'));
    let (offered, _) = offered.unwrap_or_else(|| panic!("{}", refused.stderr));
    assert_eq!(offered, ".sensors.AS3935_config=As3935Config2");

    let outcome = sandbox.rpcsmith(&format!("{generate} --rename {offered} sensors.proto"));
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let expected = sandbox.read("gen/sensors.rs");

    let (path, name) = offered.split_once('=').unwrap();
    let forms = [
        format!("rename = [\"{offered}\"]"),
        format!("[rename]\n\"{path}\" = \"{name}\""),
    ];
    for form in forms {
        let start = "files = [\"sensors.proto\"]\nout = \"toml\"\nlayout = \"flat\"";
        sandbox.write("rpcsmith.toml", &format!("{start}\n{form}\n"));
        let outcome = sandbox.rpcsmith("generate --quiet");
        assert_eq!(outcome, Outcome::new(0, "", ""));
        assert_eq!(sandbox.read("toml/sensors.rs"), expected);
    }

    let file = sandbox.path("sensors.proto");
    let builder = Builder::new()
        .layout(Layout::Flat)
        .out_dir(sandbox.path("built"));
    builder
        .rename(path, name)
        .compile(&[&file], &[sandbox.path(".")])
        .unwrap();
    assert_eq!(sandbox.read("built/sensors.rs"), expected);

    let sources = Sources {
        files: vec![file],
        includes: vec![sandbox.path(".")],
        parser: Parser::Embedded,
    };
    let request = fetch(&sources, &format!("layout=flat,rename={offered}")).unwrap();
    let mut response = Vec::new();
    let result = rpcsmith::respond(&request.request).unwrap();
    result.write_to(&mut response).unwrap();
    let response = CodeGeneratorResponse::decode(&*response).unwrap();
    assert_eq!(response.file[0].content.as_deref(), Some(&*expected));
}

/// A new crate has the new names in its settings and in its code.
#[test]
fn new_crates_have_the_new_names() {
    let sandbox = Sandbox::new(&[("sensors.proto", SENSORS)]);
    let new = format!(
        "new app --proto sensors.proto --quiet -o rename={PATH}=LegacyConfig \
         -o rename=.sensors.Sensors=Probes -o rename=.sensors.Sensors.Configure=set_up"
    );
    assert_eq!(sandbox.rpcsmith(&new), Outcome::new(0, "", ""));
    let implementation = sandbox.read("app/src/services/probes.rs");
    assert!(
        implementation.contains("impl Probes for ProbesImpl {\n    async fn set_up("),
        "{implementation}"
    );
    assert!(
        implementation.contains("Request<LegacyConfig>"),
        "{implementation}"
    );
    let current = sandbox.rpcsmith("check app --quiet");
    assert_eq!(current, Outcome::new(0, "", ""));
}

/// Implementations are found by the new names, and new rpcs use them.
#[test]
fn sync_uses_the_new_names() {
    let sandbox = Sandbox::with_crate();
    let settings = sandbox.read("rpcsmith.toml");
    let names = "[rename]\n\".user.v1.UserService.GetUser\" = \"find\"\n\
                 \".user.v1.UserService.DropUser\" = \"forget\"\n\
                 \".user.v1.User\" = \"Person\"\n";
    sandbox.write("rpcsmith.toml", &(settings + names));
    let rpc = "  rpc GetUser(GetUserRequest) returns (User);\n";
    let rpcs = format!("{rpc}  rpc DropUser(GetUserRequest) returns (User);\n");
    sandbox.edit("proto/user.proto", rpc, &rpcs);
    let renamed = USERS_RS
        .replace("fn get_user", "fn find")
        .replace("Response<User>", "Response<Person>")
        .replace("User{name}", "Person{name}");
    sandbox.write("src/people/users.rs", &renamed);
    let outcome = sandbox.rpcsmith("sync");
    let merged = "merge src/people/users.rs +1 rpc DropUser (line 12), 0 existing bytes changed\n";
    assert!(outcome.stdout.contains(merged), "{outcome:?}");
    let users = sandbox.read("src/people/users.rs");
    assert!(users.contains("async fn forget("), "{users}");
    assert!(users.contains("Response<Person>"), "{users}");
    assert_eq!(sandbox.rpcsmith("check --quiet"), Outcome::new(0, "", ""));
}
