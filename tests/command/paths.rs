//! Paths in `rpcsmith.toml`: `..`, absolute paths and links.

use std::os::unix::fs::symlink;

use crate::support::{Outcome, Sandbox};

fn settings(out: &str) -> String {
    format!("files = [\"proto/user.proto\"]\ninclude_dirs = [\"proto\"]\nout = \"{out}\"\n")
}

/// `out` may be in any place, such as another crate of the workspace. Files of others are not overwritten there.
#[test]
fn out_can_be_anywhere_and_overwrites_no_other_files() {
    for absolute in [false, true] {
        let sandbox = Sandbox::with_protos();
        sandbox.write("crate/proto/user.proto", &sandbox.read("proto/user.proto"));
        sandbox.write("elsewhere/mine.rs", "// Mine.\n");
        let out = if absolute {
            sandbox.path("elsewhere").display().to_string()
        } else {
            "../elsewhere".to_owned()
        };
        sandbox.write("crate/rpcsmith.toml", &settings(&out));
        let sandbox = sandbox.below("crate");
        let generated = sandbox.rpcsmith("generate --quiet");
        assert_eq!(generated, Outcome::new(0, "", ""));
        let files = ["mine.rs", "mod.rs", "user.v1.rs"];
        assert_eq!(sandbox.files("../elsewhere"), files);
        sandbox.write("../elsewhere/mod.rs", "// Mine.\n");
        assert_eq!(sandbox.rpcsmith("generate --quiet").code, Some(1));
        assert_eq!(sandbox.read("../elsewhere/mod.rs"), "// Mine.\n");
    }
}

#[test]
fn out_can_be_a_link_to_a_directory_only() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("rpcsmith.toml", &settings("gen"));
    sandbox.write("real/kept.txt", "");
    symlink("real", sandbox.path("gen")).unwrap();
    assert_eq!(
        sandbox.rpcsmith("generate --quiet"),
        Outcome::new(0, "", "")
    );
    assert_eq!(sandbox.files("real"), ["kept.txt", "mod.rs", "user.v1.rs"]);
    for target in ["nowhere", "real/kept.txt", "gen"] {
        std::fs::remove_file(sandbox.path("gen")).unwrap();
        symlink(target, sandbox.path("gen")).unwrap();
        let fault =
            "error: `gen` is not a directory\n |\n = help: choose another output directory\n\n";
        assert_eq!(
            sandbox.rpcsmith("generate"),
            Outcome::new(1, "", fault),
            "{target}"
        );
    }
}

/// Each file of a folder with a link to itself is listed once.
#[test]
fn cyclic_links_end() {
    let sandbox = Sandbox::with_protos();
    symlink("..", sandbox.path("proto/loop")).unwrap();
    symlink("self", sandbox.path("proto/self")).unwrap();
    for files in ["proto", "proto/**/*.proto"] {
        let settings = settings("gen").replace("proto/user.proto", files);
        sandbox.write("rpcsmith.toml", &settings);
        let outcome = sandbox.rpcsmith("generate --quiet");
        assert_eq!(outcome, Outcome::new(0, "", ""), "{files}");
        assert_eq!(sandbox.files("gen"), ["mod.rs", "team.v1.rs", "user.v1.rs"]);
        std::fs::remove_dir_all(sandbox.path("gen")).unwrap();
    }
}

/// New files of a crate are not written through a link out of the crate.
#[test]
fn sync_writes_no_new_file_outside_of_the_crate() {
    let sandbox = Sandbox::with_crate();
    let service = "\nservice TeamService {\n  rpc GetTeam(GetUserRequest) returns (User);\n}\n";
    let proto = sandbox.read("proto/user.proto") + service;
    sandbox.write("proto/user.proto", &proto);
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), sandbox.path("src/services")).unwrap();
    let before = sandbox.texts();
    let outcome = sandbox.rpcsmith("sync");
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(
        outcome.stderr.contains("which is outside of"),
        "{}",
        outcome.stderr
    );
    assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
    assert_eq!(sandbox.texts(), before);
}
