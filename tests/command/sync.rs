//! `rpcsmith sync`: adds what a crate lacks, and changes nothing else.

mod clients;
mod features;
mod files;
mod services;
mod versions;

use crate::support::{CRATE, Outcome, Sandbox, USERS_RS, assert_expected};

const RPC: &str = "  rpc GetUser(GetUserRequest) returns (User);\n";

/// A crate whose schema has a new rpc with comments, and a new streaming rpc.
fn with_new_rpcs() -> Sandbox {
    let sandbox = Sandbox::with_crate();
    let rpcs = format!(
        "{RPC}  // Forgets a user.\n  rpc DeleteUser(GetUserRequest) returns (User);\n  \
         rpc WatchUsers(stream User) returns (stream User);\n"
    );
    sandbox.edit("proto/user.proto", RPC, &rpcs);
    sandbox
}

#[test]
fn new_rpcs_are_added_to_the_implementation_only() {
    let sandbox = with_new_rpcs();
    let before = sandbox.texts();
    let outcome = sandbox.rpcsmith("sync");
    let written = "write src/gen/user.v1.rs\n\
                   merge src/people/users.rs +2 rpcs DeleteUser (line 12), WatchUsers (line 24), 0 existing bytes changed\n\
                   same Cargo.toml\n\
                   same src/lib.rs\n\
                   same src/gen (1 file)\n\
                   2 files written, 3 up to date\n";
    assert_eq!(outcome, Outcome::new(0, written, ""));
    for (name, text) in sandbox.texts() {
        match &*name {
            "src/gen/user.v1.rs" => {}
            "src/people/users.rs" => {
                let (start, end) = USERS_RS.split_at(USERS_RS.len() - "}\n\n// the end\n".len());
                let added = text
                    .strip_prefix(start)
                    .and_then(|text| text.strip_suffix(end));
                assert_expected("sync_functions.rs", added.unwrap());
            }
            _ => assert_eq!(text, before[&name], "{name}"),
        }
    }
    let after = sandbox.texts();
    let same = "same Cargo.toml\n\
                same src/lib.rs\n\
                same src/people/users.rs\n\
                same src/gen (2 files)\n\
                5 files up to date\n";
    assert_eq!(sandbox.rpcsmith("sync"), Outcome::new(0, same, ""));
    assert_eq!(sandbox.texts(), after);
}

#[test]
fn dry_runs_write_nothing() {
    let sandbox = with_new_rpcs();
    let before = sandbox.texts();
    for arguments in [
        "sync --dry-run",
        "sync --diff",
        "sync --diff --json",
        "sync --dry-run --json",
    ] {
        let outcome = sandbox.rpcsmith(arguments);
        assert_eq!(
            (outcome.code, &*outcome.stderr),
            (Some(0), ""),
            "{arguments}"
        );
        assert_eq!(sandbox.texts(), before, "{arguments}");
    }
    let planned = "write src/gen/user.v1.rs\n\
                   merge src/people/users.rs +2 rpcs DeleteUser (line 12), WatchUsers (line 24), 0 existing bytes changed\n\
                   same Cargo.toml\n\
                   same src/lib.rs\n\
                   same src/gen (1 file)\n\
                   2 files to write, 3 up to date; nothing is written\n";
    assert_eq!(sandbox.rpcsmith("sync --dry-run").stdout, planned);
    let diff = sandbox.rpcsmith("sync --diff").stdout;
    let of_person = diff.find("--- a/src/people/users.rs").unwrap();
    assert_expected("sync.diff", &diff[of_person..]);
    assert_expected(
        "sync.json",
        &sandbox.rpcsmith("sync --dry-run --json").stdout,
    );
}

/// The diff has all changes of the run.
#[test]
fn the_diff_can_be_applied() {
    let sandbox = with_new_rpcs();
    let diff = sandbox.rpcsmith("sync --diff").stdout;
    let mut git = std::process::Command::new("git");
    git.args(["apply", "-"]).current_dir(sandbox.root());
    let (outcome, _) = crate::support::run(&mut git, diff.as_bytes());
    assert_eq!(outcome, Outcome::new(0, "", ""));
    assert_eq!(sandbox.rpcsmith("check --quiet"), Outcome::new(0, "", ""));
}

const RENAMED: &str = "\
error: `get_user` implements no rpc of `user.v1.UserService`
 --> src/people/users.rs:7:12
  |
7 |   async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>,Status> {
  |            ^^^^^^^^
  |
  = help: if its new name is `fetch_user`, run `rpcsmith sync --rename get_user=fetch_user`; otherwise, delete it

";

#[test]
fn renames_are_suggested_and_change_one_identifier() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit("proto/user.proto", "GetUser(", "FetchUser(");
    let outcome = sandbox.rpcsmith("sync --dry-run --quiet");
    assert_eq!(outcome, Outcome::new(1, "", RENAMED));
    let outcome = sandbox.rpcsmith("sync --rename GetUser=FetchUser");
    let written = "write src/gen/user.v1.rs\n\
                   merge src/people/users.rs get_user is now fetch_user (line 7), 8 existing bytes changed\n\
                   same Cargo.toml\n\
                   same src/lib.rs\n\
                   same src/gen (1 file)\n\
                   2 files written, 3 up to date\n";
    assert_eq!(outcome, Outcome::new(0, written, ""));
    let renamed = USERS_RS.replace("get_user(", "fetch_user(");
    assert_eq!(sandbox.read("src/people/users.rs"), renamed);
    assert_eq!(sandbox.rpcsmith("check --quiet"), Outcome::new(0, "", ""));
}

/// The arguments of the command in the message, as a shell splits them.
fn hint(stderr: &str) -> Vec<String> {
    let (_, command) = stderr.split_once("run `rpcsmith ").expect("a command");
    let (command, _) = command.split_once('`').expect("its end");
    command.split_whitespace().map(str::to_owned).collect()
}

/// The command in a message works without changes: at once, after the stub was added, from outside of the crate, and if two
/// services have such a function.
#[test]
fn suggested_commands_work() {
    let second = "\nservice OtherService {\n  rpc GetUser(GetUserRequest) returns (User);\n}\n";
    for (with_second, synced) in [(false, false), (false, true), (true, false), (true, true)] {
        let sandbox = Sandbox::new(&[]);
        for (name, text) in CRATE {
            sandbox.write(&format!("crates/users/{name}"), text);
        }
        let proto = "crates/users/proto/user.proto";
        if with_second {
            let text = sandbox.read(proto) + second;
            sandbox.write(proto, &text);
            let users = sandbox.read("crates/users/src/people/users.rs");
            let (_, implementation) = users.split_once("pub struct Users ;").expect("it");
            let other = implementation.replace(
                "user_service_server::UserService",
                "other_service_server::OtherService",
            );
            sandbox.write("crates/users/src/people/users.rs", &(users + &other));
        }
        sandbox.rpcsmith("sync crates/users --quiet");
        let text = sandbox.read(proto).replace("GetUser(", "FetchUser(");
        sandbox.write(proto, &text);
        let dry = if synced { "" } else { " --dry-run" };
        let mut stderr = sandbox
            .rpcsmith(&format!("sync crates/users --quiet{dry}"))
            .stderr;
        for left in (0..=usize::from(with_second)).rev() {
            let arguments = hint(&stderr);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let outcome = sandbox.rpcsmith_with(&arguments, b"");
            assert_eq!(
                outcome.code,
                Some(i32::from(left > 0)),
                "{arguments:?} {outcome:?}"
            );
            let summary = format!("{left} thing left for you\n");
            assert!(
                left == 0 || outcome.stdout.ends_with(&summary),
                "{outcome:?}"
            );
            stderr = outcome.stderr;
        }
        let users = sandbox.read("crates/users/src/people/users.rs");
        let functions = users.matches("async fn ").count();
        assert_eq!(
            (functions, users.matches("fetch_user").count()),
            (1 + usize::from(with_second), functions)
        );
        assert_eq!(sandbox.rpcsmith("check crates/users --quiet").code, Some(0));
    }
}

/// The first run counts the work that remains after a rename.
#[test]
fn remaining_work_is_counted_after_renames() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "proto/user.proto",
        "GetUser(GetUserRequest)",
        "FetchUser(stream GetUserRequest)",
    );
    let first = sandbox.rpcsmith("sync --rename GetUser=FetchUser");
    assert_eq!(first.code, Some(1));
    assert!(
        first.stdout.ends_with("; 1 thing left for you\n"),
        "{}",
        first.stdout
    );
    let second = sandbox.rpcsmith("sync --quiet");
    assert_eq!((second.code, second.stderr), (Some(1), first.stderr));
}

const REMOVED: &str = "\
error: `get_user` implements no rpc of `user.v1.UserService`
 --> src/people/users.rs:7:12
  |
7 |   async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>,Status> {
  |            ^^^^^^^^
  |
  = help: delete it

";

/// Functions of removed rpcs are reported, and never deleted.
#[test]
fn removed_rpcs_are_not_deleted() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit("proto/user.proto", RPC, "");
    let outcome = sandbox.rpcsmith("sync --quiet");
    assert_eq!(outcome, Outcome::new(1, "", REMOVED));
    assert_eq!(sandbox.read("src/people/users.rs"), USERS_RS);
    assert_eq!(sandbox.rpcsmith("sync --quiet"), outcome);
}

const DIFFERS: &str = "\
error: the request of `get_user` should be `Request<::rpcsmith_runtime::Streaming<GetUserRequest>>`, found `Request<GetUserRequest>`
  --> src/people/users.rs:7:37
   |
 7 |   async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>,Status> {
   |                                     ^^^^^^^^^^^^^^^^^^^^^^^
   |
  ::: proto/user.proto:13:7
   |
13 |   rpc GetUser(stream GetUserRequest) returns (User);
   |       ------- the schema has it here
   |
   = help: write `Request<::rpcsmith_runtime::Streaming<GetUserRequest>>`, and adapt the body

";

#[test]
fn other_kinds_of_rpcs_are_reported() {
    let sandbox = Sandbox::with_crate();
    sandbox.edit(
        "proto/user.proto",
        "GetUser(GetUserRequest)",
        "GetUser(stream GetUserRequest)",
    );
    let outcome = sandbox.rpcsmith("sync --quiet");
    assert_eq!(outcome, Outcome::new(1, "", DIFFERS));
}

/// The implementation of a second service contains a macro, while the first one has a new rpc.
#[test]
fn a_refusal_does_not_affect_other_services() {
    let sandbox = with_new_rpcs();
    let service = "\nservice TeamService {\n  rpc Join(User) returns (User);\n}\n";
    let proto = sandbox.read("proto/user.proto") + service;
    sandbox.write("proto/user.proto", &proto);
    sandbox.write(
        "src/team.rs",
        "pub struct Team;\n\nimpl crate::proto::user::v1::team_service_server::TeamService for Team {\n    \
         functions!();\n}\n",
    );
    sandbox.edit("src/lib.rs", "pub use", "mod team;\npub use");
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(1));
    assert_expected("sync_refused.txt", &outcome.stderr);
    assert_expected("sync_others.txt", &outcome.stdout);
    let users = sandbox.read("src/people/users.rs");
    assert_eq!(users.matches("async fn ").count(), 3);
}

/// New dependencies of the code are added to Cargo.toml, with both kinds of line ends.
#[test]
fn dependencies_are_added_to_the_manifest() {
    let sandbox = Sandbox::with_crate();
    let [_, (_, manifest), ..] = CRATE;
    let manifest = manifest.replace('\n', "\r\n");
    sandbox.write("Cargo.toml", &manifest);
    sandbox.edit(
        "proto/user.proto",
        "message User {",
        "message User {\n  google.protobuf.Any more = 2;",
    );
    sandbox.edit(
        "proto/user.proto",
        "message User {",
        "import \"google/protobuf/any.proto\";\nmessage User {",
    );
    sandbox.edit("rpcsmith.toml", "out =", "fakes = true\nout =");
    let outcome = sandbox.rpcsmith("sync");
    let written = "write src/gen/user.v1.rs\n\
                   merge Cargo.toml +1 dependency prost-types (line 7), +1 feature fake of rpcsmith-runtime (line 8), \
                   0 existing bytes changed\n\
                   same src/lib.rs\n\
                   same src/people/users.rs\n\
                   same src/gen (1 file)\n\
                   2 files written, 3 up to date\n";
    assert_eq!(outcome, Outcome::new(0, written, ""));
    let expected = manifest
        .replace(
            "rpcsmith-runtime={version=\"0.2\"}",
            "rpcsmith-runtime={version=\"0.2\", features = [\"fake\"]}",
        )
        .replace("rpcsmith", "prost-types = \"0.14.6\"\r\nrpcsmith");
    assert_eq!(sandbox.read("Cargo.toml"), expected);
}

#[test]
fn errors_of_a_run_are_reported() {
    let sandbox = Sandbox::with_crate();
    let before = sandbox.texts();
    let outcome = sandbox.rpcsmith("sync proto");
    let expected = "error: there is no `proto/rpcsmith.toml`\n |\n = \
                    help: go to the crate, or name its directory; `rpcsmith init` creates the settings\n\n";
    assert_eq!(outcome, Outcome::new(2, "", expected));
    let outcome = sandbox.rpcsmith("sync --rename GetUser");
    assert_eq!((outcome.code, &*outcome.stdout), (Some(2), ""));
    assert_expected("sync_wrong_rename.txt", &outcome.stderr);
    let outcome = sandbox.rpcsmith("sync --rename Nobody=GetUser");
    assert_eq!((outcome.code, &*outcome.stdout), (Some(2), ""));
    assert_expected("sync_odd_rename.txt", &outcome.stderr);
    assert_eq!(sandbox.texts(), before);
    sandbox.edit(
        "proto/user.proto",
        "string name = 1;\n}\n\nmessage G",
        "strin name = 1;\n}\n\nmessage G",
    );
    let before = sandbox.texts();
    let outcome = sandbox.rpcsmith("sync --json");
    assert_eq!(outcome.code, Some(2));
    assert_expected("sync_faulty.json", &outcome.stdout);
    assert_eq!(sandbox.texts(), before);
}

/// Paths of a crate in another folder are relative to the current directory.
#[test]
fn paths_are_relative_to_the_current_directory() {
    let sandbox = Sandbox::new(&[]);
    for (name, text) in CRATE {
        sandbox.write(&format!("crates/users/{name}"), text);
    }
    let outcome = sandbox.rpcsmith("sync crates/users");
    let written = "write crates/users/src/gen/mod.rs\n\
                   write crates/users/src/gen/user.v1.rs\n\
                   same crates/users/Cargo.toml\n\
                   same crates/users/src/lib.rs\n\
                   same crates/users/src/people/users.rs\n\
                   2 files written, 3 up to date\n";
    assert_eq!(outcome, Outcome::new(0, written, ""));
}

/// A link stays a link, and its target is written.
#[cfg(unix)]
#[test]
fn links_stay_links() {
    let sandbox = with_new_rpcs();
    let link = sandbox.path("src/people/users.rs");
    std::fs::rename(&link, sandbox.path("src/people/real.rs")).unwrap();
    std::os::unix::fs::symlink("real.rs", &link).unwrap();
    assert_eq!(sandbox.rpcsmith("sync --quiet"), Outcome::new(0, "", ""));
    assert!(link.is_symlink());
    assert_eq!(
        sandbox
            .read("src/people/real.rs")
            .matches("async fn ")
            .count(),
        3
    );
}
