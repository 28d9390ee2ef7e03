//! Routes of HTTP/JSON that two packages of a project have.

use crate::support::{Outcome, Sandbox};

/// A file with a package whose service has a route.
fn package(name: &str, path: &str) -> String {
    format!(
        "syntax = \"proto3\";\n\
         package {name}.v1;\n\
         import \"google/api/annotations.proto\";\n\
         message Item {{ string id = 1; }}\n\
         service Items {{\n\
         \x20 rpc Get(Item) returns (Item) {{ option (google.api.http).get = \"{path}\"; }}\n\
         }}\n"
    )
}

fn assert_refused(outcome: &Outcome, folder: &str) {
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert_text(outcome, folder);
}

/// The error names both places.
fn assert_text(outcome: &Outcome, folder: &str) {
    let error = "error: method `Get`: `GET /v1/items/{id}` matches the same requests as `GET /v1/items/*` of `one.v1.Items.Get`\n";
    let place = format!("--> {folder}two.proto:6:7\n");
    let note = format!("::: {folder}one.proto:6:7\n");
    let help = "= help: change the path of one of them, or generate the packages in different projects: a server with both does not start\n";
    for part in [error, &place, &note, help] {
        assert!(outcome.stderr.contains(part), "{}", outcome.stderr);
    }
}

#[test]
fn a_project_has_no_route_twice() {
    let sandbox = Sandbox::new(&[
        ("one.proto", &package("one", "/v1/items/*")),
        ("two.proto", &package("two", "/v1/items/{id}")),
    ]);
    // Different servers may have the packages.
    let generated = sandbox.rpcsmith("generate --out gen -o http -o json one.proto two.proto");
    assert_eq!(generated.code, Some(0), "{}", generated.stderr);
    let protos = "--with http --proto one.proto --proto two.proto";
    let new = format!("new items {protos}");
    assert_refused(&sandbox.rpcsmith(&new), "");
    let init = sandbox.rpcsmith(&format!("init items {protos}"));
    assert_refused(&init, "");

    let created = sandbox.rpcsmith("new items --with http --proto one.proto --quiet");
    assert_eq!(created.code, Some(0), "{}", created.stderr);
    let other = |path: &str| sandbox.write("items/proto/two.proto", &package("two", path));
    other("/v1/items/{id}");
    for command in ["sync items", "check items"] {
        let outcome = sandbox.rpcsmith(command);
        assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
        assert_text(&outcome, "items/proto/");
    }
    // The help works.
    other("/v1/others/{id}");
    assert_eq!(sandbox.rpcsmith("sync items").code, Some(0));
    sandbox.write("two.proto", &package("two", "/v1/others/{id}"));
    let created = sandbox.rpcsmith(&new.replace("items", "both"));
    assert_eq!(created.code, Some(0), "{}", created.stderr);
}
