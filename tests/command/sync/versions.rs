//! A new version of a package beside the old one, with the same names of services.

use crate::support::{Outcome, Sandbox, assert_expected};

const V1: &str = "syntax = \"proto3\";\npackage acct.v1;\nmessage Account {}\n\
                  service AcctService {\n  rpc Open(Account) returns (Account);\n}\n";

/// A crate that serves `acct.v1.AcctService`, whose schema has a new `acct.v2.AcctService`.
fn with_two_versions() -> Sandbox {
    let sandbox = Sandbox::new(&[("acct/v1/acct.proto", V1)]);
    let outcome = sandbox.rpcsmith("new app --proto acct/v1/acct.proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    sandbox.write("app/proto/acct/v2/acct.proto", &V1.replace("v1", "v2"));
    let settings = sandbox.read("app/rpcsmith.toml");
    let files = settings.lines().find(|line| line.starts_with("files = "));
    let settings = settings.replace(
        files.expect("files"),
        "files = [\"proto/acct/v1/acct.proto\", \"proto/acct/v2/acct.proto\"]",
    );
    sandbox.write("app/rpcsmith.toml", &settings);
    sandbox
}

#[test]
fn the_new_version_is_reported_until_it_is_registered() {
    let sandbox = with_two_versions();
    let outcome = sandbox.rpcsmith("sync app");
    assert_eq!(outcome.code, Some(0));
    assert_expected(
        "sync_versions.txt",
        &(outcome.stdout + "--\n" + &outcome.stderr),
    );
    // Paste the printed code.
    sandbox.edit(
        "app/src/lib.rs",
        "        .reflection(",
        "        .add_service(crate::proto::acct::v2::acct_service_server::AcctServiceServer::new(crate::services::acct_v2_acct_service::AcctServiceImpl))\n        .reflection(",
    );
    sandbox.edit(
        "app/src/bin/acct_client.rs",
        "        .run()",
        "        .service(app::proto::acct::v2::acct_service_methods::ALL, app::proto::acct::v2::FILE_DESCRIPTOR_SET)\n        .run()",
    );
    assert_eq!(
        sandbox.rpcsmith("sync app --quiet"),
        Outcome::new(0, "", "")
    );
    assert_eq!(sandbox.rpcsmith("check app").stderr, "");
}

/// The files of the old version keep their names, and get its new rpcs.
#[test]
fn the_old_version_keeps_its_files() {
    let sandbox = with_two_versions();
    sandbox.rpcsmith("sync app --quiet");
    sandbox.edit(
        "app/proto/acct/v1/acct.proto",
        "  rpc Open",
        "  rpc Close(Account) returns (Account);\n  rpc Open",
    );
    let outcome = sandbox.rpcsmith("sync app");
    for line in [
        "merge app/src/services/acct_service.rs +1 rpc Close",
        "merge app/tests/acct_service.rs +1 test close",
    ] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }
    assert!(
        !sandbox
            .read("app/tests/acct_v2_acct_service.rs")
            .contains("close")
    );
}
