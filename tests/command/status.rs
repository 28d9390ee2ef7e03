//! `rpcsmith status`: the state of each rpc.

use crate::support::{Outcome, Sandbox, assert_expected};

const RPC: &str = "  rpc GetUser(GetUserRequest) returns (User);\n";

/// A crate with an rpc in every state.
fn mixed() -> Sandbox {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "proto/user.proto",
        RPC,
        &format!(
            "{RPC}  rpc Stubbed(User) returns (User);\n  rpc Gone(User) returns (User);\n  \
             rpc Changed(User) returns (User);\n"
        ),
    );
    assert_eq!(sandbox.rpcsmith("sync --quiet"), Outcome::new(0, "", ""));
    sandbox.edit(
        "proto/user.proto",
        "Changed(User)",
        "Changed(GetUserRequest)",
    );
    sandbox.edit(
        "proto/user.proto",
        "rpc Gone(User)",
        "rpc Wanted(GetUserRequest)",
    );
    sandbox
}

#[test]
fn each_rpc_has_its_place() {
    let sandbox = mixed();
    let before = sandbox.texts();
    let outcome = sandbox.rpcsmith("status");
    assert_expected("status.txt", &outcome.stdout);
    assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    let outcome = sandbox.rpcsmith("status --json");
    assert_expected("status.json", &outcome.stdout);
    assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    assert_eq!(sandbox.texts(), before);
}

#[test]
fn states_can_be_denied() {
    let sandbox = mixed();
    for state in ["stub", "missing", "removed", "differs"] {
        let outcome = sandbox.rpcsmith(&format!("status --deny {state}"));
        let denied = format!("error: 1 rpc denied: {state}\n\n");
        assert_eq!((outcome.code, outcome.stderr), (Some(1), denied));
    }
    let outcome = sandbox.rpcsmith("status --deny stub,missing,removed,differs --json");
    assert_eq!(
        (
            outcome.code,
            outcome.stdout.contains("\"status\": \"denied\"")
        ),
        (Some(1), true)
    );
    let settled = Sandbox::with_crate().rpcsmith("status --deny stub,missing,removed,differs");
    assert_eq!((settled.code, &*settled.stderr), (Some(0), ""));
    let outcome = sandbox.rpcsmith("status --deny implemented");
    assert_eq!((outcome.code, &*outcome.stdout), (Some(2), ""));
}

#[test]
fn services_without_an_implementation_lack_all_rpcs() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "src/lib.rs",
        "mod people { pub mod users; }\npub use people::users::Users;\n",
        "",
    );
    let expected = "user.v1.UserService\n  GetUser  missing      proto/user.proto:13\n\
                    0 implemented, 0 stub, 1 missing, 0 removed, 0 differs\n";
    assert_eq!(sandbox.rpcsmith("status"), Outcome::new(0, expected, ""));
}

#[test]
fn unreadable_files_are_reported() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "src/people/users.rs",
        "pub struct Users ;",
        "pub struct Users {",
    );
    let outcome = sandbox.rpcsmith("status --deny missing");
    assert_expected(
        "status_unread.txt",
        &(outcome.stdout + "--\n" + &outcome.stderr),
    );
    assert_eq!(outcome.code, Some(1));
}
