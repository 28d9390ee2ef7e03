//! Remedies for findings of `sync` and `check` in the code of the user.

use crate::support::{CRATE, Sandbox, USER};

const RPC: &str = "  rpc GetUser(GetUserRequest) returns (User);\n";

/// Runs `check`, asserts that it prints the help, and returns its output.
fn helped(sandbox: &Sandbox, help: &str) -> String {
    let outcome = sandbox.rpcsmith("check");
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains(help), "{}", outcome.stderr);
    outcome.stderr
}

fn assert_in_line(sandbox: &Sandbox) {
    let outcome = sandbox.rpcsmith("check");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
}

/// The option `implementation` reports what is missing, and `sync` adds it.
#[test]
fn sync_adds_missing_functions() {
    let sandbox = Sandbox::with_crate();
    let more = format!("{RPC}  rpc DropUser(GetUserRequest) returns (User);\n");
    sandbox.edit("proto/user.proto", RPC, &more);
    let service = "service AuditService {\n  rpc List(User) returns (User);\n}\n";
    let text = sandbox.read("proto/user.proto");
    sandbox.write("proto/user.proto", &(text + service));
    let outcome = sandbox.rpcsmith("generate --implementation=.");
    let helps = [
        "help: `rpcsmith sync` adds it\n",
        "help: `rpcsmith sync` adds an implementation to the crate\n",
    ];
    for help in helps {
        assert!(outcome.stderr.contains(help), "{}", outcome.stderr);
    }
    sandbox.rpcsmith("sync");
    let outcome = sandbox.rpcsmith("generate --implementation=.");
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), ""));
}

/// The printed command works without changes.
#[test]
fn the_help_for_renames_works() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit("proto/user.proto", "GetUser(", "FetchUser(");
    let help = helped(
        &sandbox,
        "if its new name is `fetch_user`, run `rpcsmith sync --rename",
    );
    let (_, command) = help.split_once("run `rpcsmith ").unwrap();
    let (command, _) = command.split_once('`').unwrap();
    sandbox.rpcsmith(command);
    assert_in_line(&sandbox);
    // There are two new rpcs, and the user names one.
    sandbox.edit("proto/user.proto", "FetchUser(", "FindUser(");
    let more = "FindUser(GetUserRequest) returns (User);\n  rpc SeekUser(";
    sandbox.edit("proto/user.proto", "FindUser(", more);
    let help = helped(&sandbox, "with its new name: `find_user`, `seek_user`");
    let (_, command) = help.split_once("run `rpcsmith ").unwrap();
    let (command, _) = command.split_once('`').unwrap();
    sandbox.rpcsmith(&command.replace("NEW", "find_user"));
    assert_in_line(&sandbox);
}

#[test]
fn the_help_for_removed_rpcs_works() {
    let sandbox = Sandbox::with_crate();
    let gone = "\n  async fn gone(&self) {}\n}\n\n// the end\n";
    sandbox.edit("src/people/users.rs", "}\n\n// the end\n", gone);
    helped(&sandbox, "= help: delete it\n");
    sandbox.edit("src/people/users.rs", "\n  async fn gone(&self) {}\n", "");
    assert_in_line(&sandbox);
}

#[test]
fn the_help_for_types_works() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "proto/user.proto",
        "returns (User)",
        "returns (stream User)",
    );
    let help = helped(&sandbox, ", and adapt the body");
    let (_, expected) = help.split_once("help: write `").unwrap();
    let (expected, _) = expected.split_once("`, and adapt").unwrap();
    sandbox.edit(
        "src/people/users.rs",
        "Result<Response<User>,Status>",
        expected,
    );
    sandbox.rpcsmith("sync");
    assert_in_line(&sandbox);
}

#[test]
fn the_help_for_wrong_renames_works() {
    let sandbox = Sandbox::with_crate();
    let refused = sandbox.rpcsmith("sync --rename nobody=get_user");
    let help = "Old is a function that the schema no longer has, and New is an rpc without an implementation";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    let renamed = "FetchUser(GetUserRequest) returns (User);\n  rpc SeekUser(";
    sandbox.edit("proto/user.proto", "GetUser(", renamed);
    let written = "  async fn seek_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>,Status> {\n    \
                   Ok(Response::new(User::default()))\n  }\n}\n\n// the end\n";
    sandbox.edit("src/people/users.rs", "}\n\n// the end\n", written);
    let refused = sandbox.rpcsmith("sync --rename get_user=seek_user");
    let help = "has `seek_user` already, and it is not an unchanged stub: delete it first";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    sandbox.edit("src/people/users.rs", written, "}\n\n// the end\n");
    let taken = sandbox.rpcsmith("sync --rename get_user=seek_user");
    assert_eq!(taken.code, Some(0), "{}", taken.stderr);
    assert_in_line(&sandbox);
}

/// A manifest to whose dependencies nothing can be added.
#[test]
fn the_help_for_dependencies_works() {
    let sandbox = Sandbox::with_crate();
    let manifest = "package = { name = \"users\", edition = \"2024\" }\n\
                    dependencies = { rpcsmith-runtime = \"0.2\" }\n";
    sandbox.write("Cargo.toml", manifest);
    helped(
        &sandbox,
        "add it by hand, because `sync` does not edit a table on one line",
    );
    let mended = manifest.replace("{ rpcsmith", "{ prost = \"0.14\", rpcsmith");
    sandbox.write("Cargo.toml", &mended);
    assert_in_line(&sandbox);
    // A dependency with another name.
    let aliased = "[package]\nname = \"users\"\nedition = \"2024\"\n\n[dependencies]\n\
                   other = { package = \"prost\", version = \"0.14\" }\nrpcsmith-runtime = \"0.2\"\n";
    sandbox.write("Cargo.toml", aliased);
    helped(&sandbox, "rename the dependency");
    sandbox.write(
        "Cargo.toml",
        &aliased.replace(
            "other = { package = \"prost\", version = \"0.14\" }",
            "prost = \"0.14\"",
        ),
    );
    assert_in_line(&sandbox);
    // Of a version that does not fit the generated code.
    let current = sandbox.read("Cargo.toml");
    sandbox.write(
        "Cargo.toml",
        &current.replace("rpcsmith-runtime = \"0.2\"", "rpcsmith-runtime = \"0.1\""),
    );
    helped(&sandbox, "require that version, and replace the names");
    sandbox.write("Cargo.toml", &current);
    assert_in_line(&sandbox);
}

/// `sync` cannot add an implementation.
#[test]
fn the_help_for_services_works() {
    // A program without a library.
    let sandbox = Sandbox::new(&[
        CRATE[0],
        CRATE[1],
        CRATE[2],
        (
            "src/main.rs",
            "#[path = \"gen/mod.rs\"]\nmod proto;\nfn main() {}\n",
        ),
    ]);
    let refused = sandbox.rpcsmith("sync");
    let help = "implement it in the program, or move the modules of the program into a library";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    sandbox.write("src/lib.rs", "#[path = \"gen/mod.rs\"]\npub mod proto;\n");
    sandbox.write("src/main.rs", "fn main() {}\n");
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    // A file that no module declares.
    let audit = "service AuditService {\n  rpc List(User) returns (User);\n}\n";
    sandbox.write("proto/user.proto", &(USER.to_owned() + audit));
    sandbox.write("src/services/audit_service.rs", "// mine\n");
    let refused = sandbox.rpcsmith("sync");
    let help = "if it implements the service, add `pub mod audit_service;` to its parent module; otherwise, move it away";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    std::fs::remove_file(sandbox.path("src/services/audit_service.rs")).unwrap();
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

/// A service config is added to the settings of a new crate.
#[test]
fn service_configs_are_added_after_new() {
    let config =
        r#"{"methodConfig": [{"name": [{"service": "user.v1.UserService"}], "timeout": "1s"}]}"#;
    let sandbox = Sandbox::new(&[("user.proto", USER), ("config.json", config)]);
    let refused = sandbox.rpcsmith("new users --proto user.proto -o service_config=config.json");
    let help = "give its text, or set `service_config` in its rpcsmith.toml when it is there, and run `rpcsmith sync`";
    assert!(refused.stderr.contains(help), "{}", refused.stderr);
    sandbox.rpcsmith("new users --proto user.proto --quiet");
    let settings = sandbox.read("users/rpcsmith.toml");
    sandbox.write("users/config.json", config);
    sandbox.write(
        "users/rpcsmith.toml",
        &("service_config = \"config.json\"\n".to_owned() + &settings),
    );
    let outcome = sandbox.rpcsmith("sync users");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}
