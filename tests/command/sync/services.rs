//! Services without an implementation: they get new files, unless there is an obstacle.

use crate::support::{CRATE, Outcome, Sandbox, assert_expected};

#[test]
fn a_new_service_gets_its_files() {
    let sandbox = Sandbox::with_crate();
    let service =
        "\n// Keeps teams.\nservice TeamService {\n  rpc Join(stream User) returns (User);\n}\n";
    let proto = sandbox.read("proto/user.proto") + service;
    sandbox.write("proto/user.proto", &proto);
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_expected("sync_new_service.txt", &outcome.stdout);
    assert_expected("sync_not_served.txt", &outcome.stderr);
    assert_eq!(
        sandbox.read("src/services/mod.rs"),
        "pub mod team_service;\n"
    );
    assert_expected(
        "sync_team_service.rs",
        &sandbox.read("src/services/team_service.rs"),
    );
    let [_, (_, manifest), ..] = CRATE;
    let added = "\n[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n\
                 tokio-stream = \"0.1\"\n";
    assert_eq!(sandbox.read("Cargo.toml"), manifest.to_owned() + added);
    let outcome = sandbox.rpcsmith("sync --quiet");
    assert_eq!(outcome, Outcome::new(0, "", ""));
}

/// A second service in a crate, as text for the end of its schema.
const TEAMS: &str = "\nservice TeamService {\n  rpc Join(User) returns (User);\n}\n";

fn with_teams() -> Sandbox {
    let sandbox = Sandbox::with_crate();
    let proto = sandbox.read("proto/user.proto") + TEAMS;
    sandbox.write("proto/user.proto", &proto);
    sandbox
}

/// A file exists with other content: it does not change, and is not declared.
#[test]
fn existing_files_do_not_change() {
    let sandbox = with_teams();
    sandbox.write("src/services/team_service.rs", "// notes\n");
    let outcome = sandbox.rpcsmith("sync --quiet");
    assert_eq!((outcome.code, &*outcome.stdout), (Some(1), ""));
    assert_expected("sync_in_the_way.txt", &outcome.stderr);
    assert_eq!(sandbox.read("src/services/team_service.rs"), "// notes\n");
    let [.., (_, library), _, _] = CRATE;
    assert_eq!(sandbox.read("src/lib.rs"), library);
    assert_eq!(sandbox.files("src/services"), ["team_service.rs"]);
}

/// Only the program could declare modules, and it belongs to the user.
#[test]
fn a_program_without_a_library_gets_no_service() {
    let sandbox = with_teams();
    let library = sandbox.read("src/lib.rs");
    sandbox.write("src/main.rs", &(library + "fn main() {}\n"));
    std::fs::remove_file(sandbox.path("src/lib.rs")).unwrap();
    let before = sandbox.texts();
    let outcome = sandbox.rpcsmith("sync --quiet");
    assert_eq!((outcome.code, &*outcome.stdout), (Some(1), ""));
    assert_expected("sync_no_library.txt", &outcome.stderr);
    let mut after = sandbox.texts();
    after.insert(
        "src/gen/user.v1.rs".to_owned(),
        before["src/gen/user.v1.rs"].clone(),
    );
    assert_eq!(after, before);
}

/// A service whose requests have rules gets a file for checks, and a new request gets a check in it.
#[test]
fn checks_are_added() {
    let sandbox = Sandbox::with_crate();
    let proto = "syntax = \"proto3\";\npackage team.v1;\nimport \"buf/validate/validate.proto\";\n\
                 message JoinRequest {\n  string name = 1 [(buf.validate.field).string.min_len = 1];\n}\n\
                 message Team {}\n\
                 service TeamService {\n  rpc Join(JoinRequest) returns (Team);\n}\n";
    sandbox.write("proto/team.proto", proto);
    sandbox.edit(
        "rpcsmith.toml",
        "\"proto/user.proto\"",
        "\"proto/user.proto\", \"proto/team.proto\"",
    );
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_expected("sync_checks.txt", &outcome.stdout);
    let checks = "src/services/team_service_validation.rs";
    let before = sandbox.read(checks);
    assert_expected("sync_team_checks.rs", &before);
    sandbox.edit(
        "proto/team.proto",
        "message Team {}\n",
        "message Team {}\nmessage LeaveRequest {\n  string name = 1 [(buf.validate.field).string.min_len = 1];\n}\n",
    );
    sandbox.edit(
        "proto/team.proto",
        "returns (Team);\n",
        "returns (Team);\n  rpc Leave(LeaveRequest) returns (Team);\n",
    );
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_expected("sync_more_checks.txt", &outcome.stdout);
    let after = sandbox.read(checks);
    assert!(after.starts_with(before.strip_suffix("}\n").unwrap()));
    assert_eq!(sandbox.rpcsmith("check --quiet").code, Some(0)); // The trait applies the rules itself: what a person deletes stays deleted.
    let function = after
        .find("    /// Checks a `team.v1.LeaveRequest`")
        .expect("a check");
    sandbox.write(checks, &(after[..function].trim_end().to_owned() + "\n}\n"));
    assert_eq!(sandbox.rpcsmith("check --quiet").code, Some(0));
    // A request without rules gets no check, because it would hide later rules.
    sandbox.edit(
        "proto/team.proto",
        "rpc Leave",
        "rpc List(Team) returns (Team);\n  rpc Leave",
    );
    let outcome = sandbox.rpcsmith("sync");
    assert!(outcome.stdout.contains("+1 rpc List"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("check"), "{}", outcome.stdout);
}

/// The check of a request is renamed with the rpc that takes it.
#[test]
fn checks_are_renamed_with_their_rpcs() {
    let sandbox = Sandbox::with_crate();
    let proto = "syntax = \"proto3\";\npackage team.v1;\nimport \"buf/validate/validate.proto\";\n\
                 message JoinRequest {\n  string name = 1 [(buf.validate.field).string.min_len = 1];\n}\n\
                 message Team {}\n\
                 service TeamService {\n  rpc Join(JoinRequest) returns (Team);\n}\n";
    sandbox.write("proto/team.proto", proto);
    sandbox.edit(
        "rpcsmith.toml",
        "\"proto/user.proto\"",
        "\"proto/user.proto\", \"proto/team.proto\"",
    );
    sandbox.rpcsmith("sync");
    let checks = "src/services/team_service_validation.rs";
    sandbox.edit(
        checks,
        "by_rules(request).await",
        "by_rules(request).await // and mine",
    );
    sandbox.write("proto/team.proto", &proto.replace("Join", "Enter"));
    let outcome = sandbox.rpcsmith("sync --rename Join=Enter");
    // The types of parameters are left to rustc.
    assert_eq!(outcome.code, Some(0));
    assert_expected(
        "sync_renamed_checks.txt",
        &(outcome.stdout + "--\n" + &outcome.stderr),
    );
    let after = sandbox.read(checks);
    assert_eq!(after.matches("async fn ").count(), 1, "{after}");
    assert!(after.contains("async fn enter_request("), "{after}");
}
