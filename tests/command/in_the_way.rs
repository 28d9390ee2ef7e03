//! Obstacles in the place of an output file: files of others, and items that are not regular files.

use rpcsmith::Builder;

use crate::support::{Outcome, Sandbox};

const MINE: &str = "pub mod mine;\n";

/// The error about a file that is not generated.
fn refused(file: &str) -> String {
    format!(
        "error: rpcsmith did not generate `{file}`, and does not overwrite it\n \
        |\n \
         = help: move it away, or choose another output directory; to overwrite it, pass `--force` to `rpcsmith generate` \
         or `rpcsmith sync`, or call `.force(true)` in build.rs\n\n"
    )
}

#[test]
fn generate_overwrites_no_other_files() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("gen/mod.rs", MINE);
    const GENERATE: &str = "generate -I proto --out gen proto/user.proto";
    for arguments in [GENERATE.to_owned(), format!("{GENERATE} --check")] {
        let outcome = sandbox.rpcsmith(&arguments);
        assert_eq!(outcome, Outcome::new(1, "", &refused("gen/mod.rs")));
        assert_eq!(sandbox.files("gen"), ["mod.rs"]);
        assert_eq!(sandbox.read("gen/mod.rs"), MINE);
    }
    let forced = sandbox.rpcsmith(&format!("{GENERATE} --force"));
    assert_eq!(
        forced,
        Outcome::new(
            0,
            "changed gen/mod.rs\n\
             created gen/user.v1.rs\n\
             generated 2 files in gen (1 created, 1 changed, 0 unchanged) from 1 proto file\n",
            ""
        )
    );
    // Generated files and empty files are overwritten.
    sandbox.write("gen/user.v1.rs", "");
    sandbox.edit("gen/mod.rs", "pub mod user", "pub mod users");
    assert_eq!(sandbox.rpcsmith(GENERATE).code, Some(0));
}

#[test]
fn sync_overwrites_no_other_files() {
    let sandbox = Sandbox::with_crate();
    sandbox.write("src/gen/mod.rs", MINE);
    for arguments in ["sync", "sync --dry-run", "check"] {
        let before = sandbox.texts();
        let outcome = sandbox.rpcsmith(arguments);
        assert_eq!(outcome, Outcome::new(2, "", &refused("src/gen/mod.rs")));
        assert_eq!(sandbox.texts(), before);
    }
    assert_eq!(sandbox.rpcsmith("sync --force --quiet").code, Some(0));
    assert_eq!(sandbox.rpcsmith("check --quiet").code, Some(0));
}

#[test]
fn the_builder_overwrites_no_other_files() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("gen/user.v1.rs", MINE);
    let builder = Builder::new().out_dir(sandbox.path("gen"));
    let compile = |builder: &Builder| builder.compile(&["user.proto"], &[sandbox.path("proto")]);
    let error = compile(&builder).unwrap_err().to_string();
    assert!(error.contains("gen/user.v1.rs`, and does not"), "{error}");
    assert_eq!(sandbox.files("gen"), ["user.v1.rs"]);
    compile(&builder.force(true)).unwrap();
    assert_eq!(sandbox.files("gen"), ["mod.rs", "user.v1.rs"]);
}

/// A read of a named pipe waits for a writer, and a device may have no end.
#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    fn pipe(sandbox: &Sandbox, name: &str) {
        let made = Command::new("mkfifo").arg(sandbox.path(name)).status();
        assert!(made.unwrap().success());
    }

    fn remove(sandbox: &Sandbox, name: &str) {
        std::fs::remove_file(sandbox.path(name)).unwrap();
    }

    #[test]
    fn generate_ends_with_any_obstacle() {
        let sandbox = Sandbox::with_protos();
        sandbox.write("gen/kept.rs", MINE);
        pipe(&sandbox, "pipe");
        for (kind, link) in [
            ("a named pipe", None),
            ("a named pipe", Some("../pipe")),
            ("a device", Some("/dev/zero")),
            ("a socket", None),
        ] {
            let place = |name: &str| match (kind, link) {
                (_, Some(target)) => symlink(target, sandbox.path(name)).unwrap(),
                ("a socket", _) => drop(UnixListener::bind(sandbox.path(name)).unwrap()),
                _ => pipe(&sandbox, name),
            };
            for name in ["gen/mod.rs", "gen/user.v1.rs"] {
                place(name);
                for flags in ["", " --force", " --check"] {
                    let arguments =
                        "generate -I proto --out gen proto/user.proto".to_owned() + flags;
                    let fault = format!(
                        "error: cannot write `{name}`: it is {kind}\n |\n \
                         = help: move it away, or choose another output directory\n\n"
                    );
                    assert_eq!(sandbox.rpcsmith(&arguments), Outcome::new(1, "", &fault));
                }
                remove(&sandbox, name);
            }
            // Stale files are not read.
            place("gen/old.v1.rs");
            let outcome = sandbox.rpcsmith("generate -I proto --out gen proto/user.proto");
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
            for name in ["gen/old.v1.rs", "gen/mod.rs", "gen/user.v1.rs"] {
                remove(&sandbox, name);
            }
        }
    }

    #[test]
    fn the_output_directory_may_be_a_file() {
        let sandbox = Sandbox::with_protos();
        pipe(&sandbox, "gen");
        let outcome = sandbox.rpcsmith("generate -I proto --out gen proto/user.proto");
        let fault =
            "error: `gen` is not a directory\n |\n = help: choose another output directory\n\n";
        assert_eq!(outcome, Outcome::new(1, "", fault));
        assert_eq!(
            sandbox.rpcsmith("new gen --proto proto/user.proto").code,
            Some(1)
        );
    }

    /// Files of a crate, and the commands that read them.
    #[test]
    fn commands_for_crates_end_with_any_obstacle() {
        let cases = [
            ("Cargo.toml", "sync"),
            ("Cargo.toml", "init"),
            ("Cargo.toml", "status"),
            ("rpcsmith.toml", "sync"),
            ("rpcsmith.toml", "generate"),
            ("rpcsmith.toml", "vendor"),
            ("src/gen/mod.rs", "sync"),
            ("src/gen/user.v1.rs", "check"),
            ("src/lib.rs", "sync"),
            ("src/lib.rs", "init"),
            ("src/people/users.rs", "check"),
            ("proto/user.proto", "sync"),
            ("proto/user.proto", "generate"),
            (
                "proto/google/type/money.proto",
                "vendor --file google/type/money.proto",
            ),
            (
                "proto/google/type/money.proto",
                "vendor --file google/type/money.proto --update --dry-run",
            ),
        ];
        for (name, arguments) in cases {
            let sandbox = Sandbox::with_crate();
            let _ = std::fs::remove_file(sandbox.path(name));
            std::fs::create_dir_all(sandbox.path(name).parent().unwrap()).unwrap();
            pipe(&sandbox, name);
            let outcome = sandbox.rpcsmith(arguments);
            assert_ne!(
                outcome.code,
                Some(0),
                "{arguments} with {name}: {outcome:?}"
            );
            assert!(
                !outcome.stderr.is_empty() || !outcome.stdout.is_empty(),
                "{arguments} with {name}"
            );
        }
    }
}
