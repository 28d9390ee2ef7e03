//! The features of the runtime that `rpcsmith sync` adds.

use super::RPC;
use crate::support::Sandbox;

/// With `http = true`, a server needs a feature of the runtime to serve its routes.
#[test]
fn the_features_for_http_are_added() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit("rpcsmith.toml", "out =", "json = true\nhttp = true\nout =");
    let route = "(User) {\n    option (google.api.http) = {get: \"/v1/{name=users/*}\"};\n  }\n";
    sandbox.edit("proto/user.proto", RPC, &RPC.replace("(User);\n", route));
    let import = "package user.v1;\nimport \"google/api/annotations.proto\";\n";
    sandbox.edit("proto/user.proto", "package user.v1;\n", import);
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let manifest = sandbox.read("Cargo.toml");
    let expected = "rpcsmith-runtime={version=\"0.2\", features = [\"http-json\", \"json\"]}";
    assert!(manifest.contains(expected), "{manifest}");
}

/// With `json = true`, the code needs a feature of the runtime.
#[test]
fn the_feature_for_json_is_added() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit("rpcsmith.toml", "out =", "json = true\nout =");
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
    let manifest = sandbox.read("Cargo.toml");
    let expected = "rpcsmith-runtime={version=\"0.2\", features = [\"json\"]}";
    assert!(manifest.contains(expected), "{manifest}");
    assert!(sandbox.read("src/gen/mod.rs").contains("fn register_all("));
}
