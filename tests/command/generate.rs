//! `rpcsmith generate`: its files and its output.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::support::{Outcome, Sandbox};

const GENERATE: &str = "generate -I proto --out gen proto/user.proto";

#[test]
fn files_are_written_and_counted() {
    let sandbox = Sandbox::with_protos();
    assert_eq!(
        sandbox.rpcsmith("generate -I proto --out src/gen proto/user.proto proto/team.proto"),
        Outcome::new(
            0,
            "created src/gen/mod.rs\n\
             created src/gen/team.v1.rs\n\
             created src/gen/user.v1.rs\n\
             generated 3 files in src/gen (3 created, 0 changed, 0 unchanged) from 2 proto files\n",
            "",
        )
    );
    assert_eq!(
        sandbox.files("src/gen"),
        ["mod.rs", "team.v1.rs", "user.v1.rs"]
    );
}

#[test]
fn unchanged_files_are_not_written() {
    let sandbox = Sandbox::with_protos();
    sandbox.rpcsmith(GENERATE);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let modified = |name| {
        File::open(sandbox.path(name))
            .unwrap()
            .metadata()
            .unwrap()
            .modified()
            .unwrap()
    };
    for name in ["gen/mod.rs", "gen/user.v1.rs"] {
        File::options()
            .write(true)
            .open(sandbox.path(name))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    sandbox.write(
        "proto/user.proto",
        &crate::support::USER.replace("GetUserRequest", "Ask"),
    );
    assert_eq!(
        sandbox.rpcsmith(GENERATE),
        Outcome::new(
            0,
            "changed gen/user.v1.rs\n\
             generated 2 files in gen (0 created, 1 changed, 1 unchanged) from 1 proto file\n",
            "",
        )
    );
    assert_eq!(modified("gen/mod.rs"), long_ago);
    assert_ne!(modified("gen/user.v1.rs"), long_ago);
}

#[test]
fn stale_files_are_removed() {
    let sandbox = Sandbox::with_protos();
    sandbox.rpcsmith("generate -I proto --out gen proto/user.proto proto/team.proto");
    sandbox.write("gen/by_hand.rs", "//! Mine.\n");
    assert_eq!(
        sandbox.rpcsmith(GENERATE),
        Outcome::new(
            0,
            "changed gen/mod.rs\n\
             removed gen/team.v1.rs\n\
             generated 2 files in gen (0 created, 1 changed, 1 unchanged, 1 removed) from 1 proto file\n",
            "",
        )
    );
    assert_eq!(sandbox.files("gen"), ["by_hand.rs", "mod.rs", "user.v1.rs"]);
}

#[test]
fn check_lists_differences_and_writes_nothing() {
    let sandbox = Sandbox::with_protos();
    let check = format!("{GENERATE} --check");
    assert_eq!(
        sandbox.rpcsmith(&check),
        Outcome::new(
            1,
            "missing gen/mod.rs\n\
             missing gen/user.v1.rs\n\
             2 of 2 files in gen not up to date; run without --check to write\n",
            "",
        )
    );
    assert_eq!(sandbox.files("gen"), [""; 0]);

    sandbox.rpcsmith(GENERATE);
    assert_eq!(
        sandbox.rpcsmith(&check),
        Outcome::new(0, "2 files in gen up to date\n", "")
    );

    let edited = format!("{}// edited\n", sandbox.read("gen/user.v1.rs"));
    sandbox.write("gen/user.v1.rs", &edited);
    sandbox.write("gen/old.v1.rs", &sandbox.read("gen/mod.rs"));
    let before = sandbox.files("gen");
    assert_eq!(
        sandbox.rpcsmith(&check),
        Outcome::new(
            1,
            "stale gen/old.v1.rs\n\
             changed gen/user.v1.rs\n\
             2 of 3 files in gen not up to date; run without --check to write\n",
            "",
        )
    );
    assert_eq!(
        (sandbox.files("gen"), sandbox.read("gen/user.v1.rs")),
        (before, edited)
    );
}

#[test]
fn json_has_the_same_content() {
    let sandbox = Sandbox::with_protos();
    sandbox.rpcsmith(GENERATE);
    let edited = format!("{}// edited\n", sandbox.read("gen/user.v1.rs"));
    sandbox.write("gen/user.v1.rs", &edited);
    assert_eq!(
        sandbox.rpcsmith(&format!("{GENERATE} --check --json")),
        Outcome::new(
            1,
            r#"{
  "status": "differs",
  "out": "gen",
  "files": [
    {
      "name": "mod.rs",
      "status": "unchanged"
    },
    {
      "name": "user.v1.rs",
      "status": "changed"
    }
  ],
  "warnings": [],
  "errors": []
}
"#,
            "",
        )
    );
    assert_eq!(
        sandbox.rpcsmith(&format!("{GENERATE} --json")).stdout,
        r#"{
  "status": "ok",
  "out": "gen",
  "files": [
    {
      "name": "mod.rs",
      "status": "unchanged"
    },
    {
      "name": "user.v1.rs",
      "status": "changed"
    }
  ],
  "warnings": [],
  "errors": []
}
"#
    );
}

#[test]
fn quiet_prints_nothing() {
    let sandbox = Sandbox::with_protos();
    assert_eq!(
        sandbox.rpcsmith(&format!("{GENERATE} --quiet")),
        Outcome::new(0, "", "")
    );
    assert_eq!(sandbox.files("gen"), ["mod.rs", "user.v1.rs"]);
}

/// Each option is a flag, and `--option` has the same effect.
#[test]
fn flags_are_options() {
    let sandbox = Sandbox::with_protos();
    let arguments = [
        "generate",
        "-I=proto",
        "--out=flags",
        "--layout=flat",
        "--server=false",
        "--default-stubs",
        "--type-attribute=.user.v1.User=#[derive(Eq, Hash)]",
        "--type-attribute=GetUserRequest=#[derive(Eq)]",
        "proto/user.proto",
    ];
    assert_eq!(sandbox.rpcsmith_with(&arguments, &[]).code, Some(0));
    let arguments = [
        "generate",
        "-Iproto",
        "--out=names",
        "-olayout=flat",
        "-oserver=false",
        "-odefault_stubs",
        "-otype_attribute=.user.v1.User=#[derive(Eq, Hash)]",
        "-otype_attribute=GetUserRequest=#[derive(Eq)]",
        "proto/user.proto",
    ];
    assert_eq!(sandbox.rpcsmith_with(&arguments, &[]).code, Some(0));
    assert_eq!(
        (sandbox.files("flags"), sandbox.files("names")),
        (vec!["user.v1.rs".to_owned()], vec!["user.v1.rs".to_owned()])
    );
    assert_eq!(
        sandbox.read("flags/user.v1.rs"),
        sandbox.read("names/user.v1.rs")
    );
    sandbox.rpcsmith("generate -I proto --out plain proto/user.proto");
    assert_ne!(
        sandbox.read("flags/user.v1.rs"),
        sandbox.read("plain/user.v1.rs")
    );
}

/// A message that requires itself is accepted with a warning, in text and JSON.
#[test]
fn warnings_of_the_schema_are_shown() {
    let schema = "syntax = \"proto2\";\nmessage Own { required Own own = 1; }\n";
    let sandbox = Sandbox::new(&[("own.proto", schema)]);
    let warning = "message `Own` requires itself, so it can never be complete: the field that leads back to it is \
                   optional in Rust";
    let outcome = sandbox.rpcsmith("generate --out gen own.proto");
    let shown = format!("warning: {warning}\n --> own.proto:2:9\n");
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stderr.contains(&shown), "{}", outcome.stderr);
    let outcome = sandbox.rpcsmith("generate --out gen --json own.proto");
    let message = format!("\"message\": \"{warning}\"");
    assert!(outcome.stdout.contains(&message), "{}", outcome.stdout);
}
