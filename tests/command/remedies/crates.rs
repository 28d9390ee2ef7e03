//! Remedies in errors of `new`, `init`, `sync`, `check`, `status` and `vendor`.

use super::Case;
use crate::support::{CRATE, USER, USERS_RS};

const MANIFEST: &str = "[package]\nname = \"users\"\nedition = \"2024\"\n\n[dependencies]\n";
const SETTINGS: &str = "files = [\"user.proto\"]\nout = \"src/gen\"\n";
/// A crate to which `init` adds only files.
const EMPTY_CRATE: [(&str, &str); 3] = [
    ("user.proto", USER),
    ("Cargo.toml", MANIFEST),
    ("src/lib.rs", ""),
];
const WITH_SETTINGS: [(&str, &str); 4] = [
    EMPTY_CRATE[0],
    EMPTY_CRATE[1],
    EMPTY_CRATE[2],
    ("rpcsmith.toml", SETTINGS),
];

pub const CASES: [Case; 24] = [
    Case {
        files: &[EMPTY_CRATE[0]],
        run: "new users --proto user.proto --with json -o json=false",
        help: "leave the option out",
        mended: &[],
        rerun: "new users --proto user.proto --with json",
    },
    Case {
        files: &WITH_SETTINGS,
        run: "init . --with json",
        help: "set `json = true` there",
        mended: &[(
            "rpcsmith.toml",
            "files = [\"user.proto\"]\njson = true\nout = \"src/gen\"\n",
        )],
        rerun: "init . --with json",
    },
    Case {
        files: &WITH_SETTINGS,
        run: "init . --proto user.proto",
        help: "list the files there, or leave --proto and --option out",
        mended: &[],
        rerun: "init .",
    },
    Case {
        files: &[
            EMPTY_CRATE[0],
            EMPTY_CRATE[1],
            EMPTY_CRATE[2],
            ("rpcsmith.toml", "files = [\"user.proto\"]\nout = \"gen\"\n"),
        ],
        run: "init .",
        help: "set `out = \"src/gen\"`",
        mended: &[("rpcsmith.toml", SETTINGS)],
        rerun: "init .",
    },
    Case {
        files: &[
            ("user.proto", USER),
            ("Cargo.toml", "[workspace]\nmembers = []\n"),
        ],
        run: "init . --proto user.proto",
        help: "go to the folder of a crate, or create one with `rpcsmith new`",
        mended: &[],
        rerun: "new users --proto user.proto",
    },
    Case {
        files: &EMPTY_CRATE,
        run: "status",
        help: "`rpcsmith init` creates the settings",
        mended: &[],
        rerun: "init . --proto user.proto && status",
    },
    Case {
        files: &[
            CRATE[0],
            CRATE[1],
            (
                "rpcsmith.toml",
                "out = \"src/gen\"\ninclude_dirs = [\"proto\"]\n",
            ),
            CRATE[3],
            CRATE[4],
            CRATE[5],
        ],
        run: "status",
        help: "list them as `files` in rpcsmith.toml",
        mended: &[CRATE[2]],
        rerun: "status",
    },
    Case {
        files: &[
            CRATE[0],
            CRATE[1],
            (
                "rpcsmith.toml",
                "files = [\"proto/user.proto\"]\ninclude_dirs = [\"proto\"]\n",
            ),
            CRATE[3],
            CRATE[4],
            CRATE[5],
        ],
        run: "status",
        help: "set `out` in rpcsmith.toml",
        mended: &[CRATE[2]],
        rerun: "status",
    },
    Case {
        files: &[
            CRATE[0],
            CRATE[1],
            CRATE[2],
            CRATE[3],
            CRATE[4],
            CRATE[5],
            (
                "proto/more.proto",
                "syntax = \"proto3\";\npackage more;\nmessage M {}\n",
            ),
        ],
        run: "sync",
        help: "list it, or its folder, as `files` in rpcsmith.toml",
        mended: &[(
            "rpcsmith.toml",
            "files = [\"proto\"]\ninclude_dirs = [\"proto\"]\nout = \"src/gen\"\n",
        )],
        rerun: "sync",
    },
    Case {
        files: &[
            CRATE[0],
            CRATE[1],
            CRATE[2],
            CRATE[3],
            CRATE[4],
            CRATE[5],
            (
                "proto/more.proto",
                "syntax = \"proto3\";\npackage more;\nmessage M {}\n",
            ),
        ],
        run: "sync",
        help: "`\"!proto/more.proto\"` there excludes it",
        mended: &[(
            "rpcsmith.toml",
            "files = [\"proto/user.proto\", \"!proto/more.proto\"]\ninclude_dirs = [\"proto\"]\nout = \"src/gen\"\n",
        )],
        rerun: "sync",
    },
    Case {
        files: &[CRATE[0], CRATE[2]],
        run: "status",
        help: "name the folder of a crate",
        mended: &[CRATE[1], CRATE[3], CRATE[4], CRATE[5]],
        rerun: "status",
    },
    Case {
        files: &[
            ("proto/user.proto", USER),
            ("Cargo.toml", "[workspace]\nmembers = [\"users\"]\n"),
            CRATE[2],
            ("users/proto/user.proto", USER),
            ("users/Cargo.toml", CRATE[1].1),
            ("users/rpcsmith.toml", CRATE[2].1),
            ("users/src/lib.rs", CRATE[3].1),
            ("users/src/people/users.rs", USERS_RS),
        ],
        run: "status",
        help: "name the folder of a member of the workspace",
        mended: &[],
        rerun: "status users",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "new fresh/.. --proto user.proto",
        help: "give one with --name",
        mended: &[],
        rerun: "new fresh/.. --proto user.proto --name people",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "new 9users --proto user.proto",
        help: "choose another name with --name: letters, digits, `-` and `_`, starting with a letter",
        mended: &[],
        rerun: "new 9users --proto user.proto --name users-9_",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "new us.ers --proto user.proto",
        help: "choose another name with --name: letters, digits, `-` and `_`, starting with a letter",
        mended: &[],
        rerun: "new us.ers --proto user.proto --name users",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "new users",
        help: "name the files with the services: --proto FILE",
        mended: &[],
        rerun: "new users --proto user.proto",
    },
    Case {
        files: &[("user.proto", USER), ("runtime/Cargo.toml", "")],
        run: "new users --proto user.proto --runtime path=nowhere",
        help: "give the folder of rpcsmith-runtime, which has its Cargo.toml",
        mended: &[],
        rerun: "new users --proto user.proto --runtime path=runtime",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "new users --proto user.proto -o layout=flat",
        help: "leave the option out",
        mended: &[],
        rerun: "new users --proto user.proto",
    },
    Case {
        files: &[("base.proto", "syntax = \"proto3\";\nmessage Base {}\n")],
        run: "new users --proto base.proto",
        help: "`rpcsmith generate` generates messages without services",
        mended: &[],
        rerun: "generate --out gen base.proto",
    },
    Case {
        files: &[("users/src/lib.rs", ""), ("user.proto", USER)],
        run: "new users --proto user.proto",
        help: "choose another path",
        mended: &[],
        rerun: "new people --proto user.proto",
    },
    Case {
        files: &[],
        run: "vendor",
        help: "in a crate without that file, name the files and a folder: `--file google/type/money.proto --into proto`",
        mended: &[],
        rerun: "vendor --file google/type/money.proto --into proto",
    },
    Case {
        files: &[],
        run: "vendor --file google/type/mony.proto --into proto",
        help: "did you mean `google/type/money.proto`?",
        mended: &[],
        rerun: "vendor --file google/type/money.proto --into proto",
    },
    Case {
        files: &[],
        run: "vendor --file unlike.proto --into proto",
        help: "`rpcsmith vendor --list` lists the bundled files",
        mended: &[],
        rerun: "vendor --list",
    },
    Case {
        files: &[
            ("protos/user.proto", USER),
            (
                "crate/rpcsmith.toml",
                "files = [\"../protos/user.proto\"]\ninclude_dirs = [\"../protos\"]\nout = \"src/gen\"\n",
            ),
        ],
        run: "vendor crate --file google/type/money.proto",
        help: "name a folder with `--into`, and add it to `include_dirs`",
        mended: &[(
            "crate/rpcsmith.toml",
            "files = [\"../protos/user.proto\"]\ninclude_dirs = [\"../protos\", \"proto\"]\nout = \"src/gen\"\n",
        )],
        rerun: "vendor crate --file google/type/money.proto --into crate/proto",
    },
];
