//! Tests of new rpcs create their client as the existing tests do.

use crate::support::{Outcome, Sandbox, assert_expected};

const PROTO: &str = "syntax = \"proto3\";\npackage acct.v1;\nmessage Account {}\nmessage Closed {}\n\
                     service AcctService {\n  rpc Open(Account) returns (Account);\n}\n";
const TESTS: &str = "tests/acct_service.rs";

/// A crate with tests of the user, whose schema has a new rpc.
fn with_tests(tests: &str) -> Sandbox {
    let sandbox = Sandbox::new(&[("acct.proto", PROTO)]);
    let outcome = sandbox.rpcsmith("new app --proto acct.proto --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
    let sandbox = sandbox.below("app");
    sandbox.write(TESTS, tests);
    sandbox.edit(
        "proto/acct.proto",
        "  rpc Open",
        "  rpc Close(Closed) returns (Closed);\n  rpc Open",
    );
    sandbox
}

const USES: &str = "use app::proto::acct::v1::acct_service_client::AcctServiceClient;\nuse app::proto::acct::v1 as pb;\nuse rpcsmith_runtime::Code;\n";

#[test]
fn the_signature_decides_how_tests_create_the_client() {
    for (client, test, call) in [
        (
            "fn client() -> AcctServiceClient { todo!() }",
            "",
            "client().close(pb::Closed::default())",
        ),
        (
            "async fn client() -> AcctServiceClient { todo!() }",
            "",
            "client().await.close(pb::Closed::default())",
        ),
        (
            "fn client() -> impl std::future::Future<Output = AcctServiceClient> { async { todo!() } }",
            "",
            "client().await.close(pb::Closed::default())",
        ),
        (
            "fn client() -> Result<AcctServiceClient, String> { todo!() }",
            "#[tokio::test]\nasync fn open() { let c = client().expect(\"one\"); }\n",
            "client().unwrap().close(pb::Closed::default())",
        ),
        (
            "async fn client() -> std::io::Result<pb::acct_service_client::AcctServiceClient> { todo!() }",
            "#[tokio::test]\nasync fn open() -> Result<(), Box<dyn std::error::Error>> { let c = client().await?; Ok(()) }\n",
            "client().await?.close(pb::Closed::default())",
        ),
    ] {
        let before = format!("{USES}\n{client}\n\n{test}");
        let sandbox = with_tests(&before);
        let outcome = sandbox.rpcsmith("sync");
        assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
        let after = sandbox.read(TESTS);
        let added = after.strip_prefix(&before).expect("nothing else changes");
        let added: String = added.split_whitespace().collect::<Vec<_>>().join(" ");
        let (output, end) = if call.contains('?') {
            (" -> Result<(), Box<dyn std::error::Error>>", " Ok(())")
        } else {
            ("", "")
        };
        let expected = format!(
            "#[tokio::test] async fn close(){output} {{ let result = {call}.await; assert_eq!(result.unwrap_err().code(), Code::Unimplemented);{end} }}"
        );
        assert_eq!(
            added.replace("client() .", "client()."),
            expected,
            "{client}"
        );
    }
}

/// If tests cannot call the function `client`, they are printed with the reason.
#[test]
fn tests_are_printed_if_the_client_is_unclear() {
    for (client, why) in [
        (
            "fn client(port: u16) -> AcctServiceClient { todo!() }",
            "its function `client` takes arguments",
        ),
        (
            "fn client<T>() -> AcctServiceClient { todo!() }",
            "its function `client` takes arguments",
        ),
        ("fn client() {}", "its function `client` returns nothing"),
        (
            "fn client() -> (AcctServiceClient, u8) { todo!() }",
            "its function `client` returns no client of the service",
        ),
        (
            "fn client() -> other::AcctServiceClient { todo!() }",
            "its function `client` returns no client of the service",
        ),
        (
            "mod common;\nuse common::client;",
            "it has no function `client`",
        ),
        ("fn client( {", "it cannot be read"),
    ] {
        let before = format!("{USES}\n{client}\n");
        let sandbox = with_tests(&before);
        let outcome = sandbox.rpcsmith("sync");
        let warning = format!(
            "tests/acct_service.rs: warning: no test of `acct.v1.AcctService` is added: {why}\n"
        );
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(
            outcome.stderr.starts_with(&warning),
            "{client}: {}",
            outcome.stderr
        );
        assert_eq!(sandbox.read(TESTS), before);
        assert_eq!(sandbox.rpcsmith("sync").stderr, "", "it is reported once");
        if client.contains("port") {
            assert_expected("sync_untested.txt", &outcome.stderr);
        }
    }
}
