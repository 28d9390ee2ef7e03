//! Remedies for arguments of `rpcsmith generate`.

use super::{Case, DOUBLE};
use crate::support::{TEAM, USER};

const EDITION: &str = "edition = \"2025\";\nmessage A {}\n";
const PACKAGES: &[(&str, &str)] = &[
    (
        "a.proto",
        "syntax = \"proto3\";\npackage names.fooBar;\nmessage A {}\n",
    ),
    (
        "b.proto",
        "syntax = \"proto3\";\npackage names.foo_bar;\nmessage A {}\n",
    ),
];
const SERVICE_CONFIG: &str = r#"{"methodConfig": [{"name": [{"service": "user.v1.UserServices", "method": "GetUser"}], "timeout": "1s"}]}"#;

pub const CASES: [Case; 27] = [
    Case {
        files: &[("user.proto", USER), ("gen", "")],
        run: "generate --out gen user.proto",
        help: "choose another output directory",
        mended: &[],
        rerun: "generate --out other user.proto",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen",
        help: "name one, or list them as `files` in rpcsmith.toml",
        mended: &[],
        rerun: "generate --out gen user.proto",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto !user.proto",
        help: "name at least one that is not excluded",
        mended: &[("team.proto", TEAM)],
        rerun: "generate --out gen user.proto team.proto !team.proto",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen *.prto",
        help: "name a file, a folder or a pattern by its path on disk; `*` matches within a name, `**` any number of folders",
        mended: &[],
        rerun: "generate --out gen **/u*.proto",
    },
    Case {
        files: &[("proto/user/user.proto", USER)],
        run: "generate -I proto --out gen user",
        help: "give folders by their paths on disk: `proto/user`",
        mended: &[],
        rerun: "generate -I proto --out gen proto/user",
    },
    Case {
        files: &[("proto/user.proto", USER)],
        run: "generate -I proto --out gen usr.proto",
        help: "it is neither a path on disk nor relative to an include path (`proto`)",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto",
    },
    Case {
        files: &[("a:b/user.proto", USER)],
        run: "generate --protoc-path={protoc} -I a:b --out gen user.proto",
        help: "move the files to a folder without `:` in its path",
        mended: &[("ab/user.proto", USER)],
        rerun: "generate --protoc-path={protoc} -I ab --out gen user.proto",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --protoc-path=nowhere/protoc --out gen user.proto",
        help: "install protoc and put it on PATH, or name it",
        mended: &[],
        rerun: "generate --protoc-path={protoc} --out gen user.proto",
    },
    Case {
        files: &[("a.proto", EDITION)],
        run: "generate --protoc-path={protoc} --out gen a.proto",
        help: "write an edition that there is: 2023, 2024 or 2026",
        mended: &[("a.proto", "edition = \"2026\";\nmessage A {}\n")],
        rerun: "generate --protoc-path={protoc} --out gen a.proto",
    },
    Case {
        files: &[(
            "a.proto",
            "syntax = \"proto2\";\nmessage S { required S s = 1; }\n",
        )],
        run: "generate --out gen a.proto",
        help: "make such a field `optional` in the schema",
        mended: &[(
            "a.proto",
            "syntax = \"proto2\";\nmessage S { optional S s = 1; }\n",
        )],
        rerun: "generate --out gen a.proto",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto -o zzzzzzzz=1",
        help: "the options are `target`, ",
        mended: &[],
        rerun: "generate --out gen user.proto -o layout=flat",
    },
    Case {
        files: &[("user.proto", USER), ("rpcsmith.toml", "zzzzzzzz = 1\n")],
        run: "generate --out gen user.proto",
        help: "`rpcsmith options` lists the options; the other settings are `files`, `include_dirs`, `out` and `protoc`",
        mended: &[(
            "rpcsmith.toml",
            "files = [\"user.proto\"]\nout = \"gen\"\nlayout = \"flat\"\n",
        )],
        rerun: "generate",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto -o bytes=.user.v1.Usr.name",
        help: "paths are written as in the proto files: `.package.Message.field`",
        mended: &[],
        rerun: "generate --out gen user.proto -o bytes=.user.v1.User.name",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto -o rename=.user.v1.User=A -o rename=.user.v1.User=B",
        help: "give it one",
        mended: &[],
        rerun: "generate --out gen user.proto -o rename=.user.v1.User=A",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto -o rename=.user.v1.Usr=A",
        help: "did you mean `.user.v1.User`?",
        mended: &[],
        rerun: "generate --out gen user.proto -o rename=.user.v1.User=A",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto -o rename=.other.Thing=A",
        help: "write the full path of a package, message, enum, field, oneof, value, extension, service or method, for example `.pkg.Message.field`",
        mended: &[],
        rerun: "generate --out gen user.proto -o rename=.user.v1.User.name=label",
    },
    Case {
        files: &[("user.proto", USER)],
        run: "generate --out gen user.proto -o extern_path=.user.v1.User=::x::User -o rename=.user.v1.User.name=label",
        help: "leave it out",
        mended: &[],
        rerun: "generate --out gen user.proto -o extern_path=.user.v1.User=::x::User",
    },
    Case {
        files: &[("x.proto", DOUBLE)],
        run: "generate --out gen x.proto -o rename=.x.one=first",
        help: "set `extensions=true`, or leave it out",
        mended: &[],
        rerun: "generate --out gen x.proto -o extensions=true -o rename=.x.one=first && generate --out gen x.proto",
    },
    Case {
        files: &[(
            "a.proto",
            "syntax = \"proto3\";\npackage a;\nenum E { option allow_alias = true; A = 0; B = 0; }\n",
        )],
        run: "generate --out gen a.proto -o rename=.a.E.B=Zero",
        help: "give `A` another name",
        mended: &[],
        rerun: "generate --out gen a.proto -o rename=.a.E.A=Zero",
    },
    Case {
        files: PACKAGES,
        run: "generate --out gen a.proto b.proto",
        help: "rename one of them, generate them apart",
        mended: &[(
            "b.proto",
            "syntax = \"proto3\";\npackage names.other;\nmessage A {}\n",
        )],
        rerun: "generate --out gen a.proto b.proto",
    },
    Case {
        files: PACKAGES,
        run: "generate --out gen a.proto b.proto",
        help: "give it another name in Rust alone: `rename=.names.foo_bar=foo_bar2`",
        mended: &[],
        rerun: "generate --out gen a.proto b.proto -o rename=.names.foo_bar=foo_bar2",
    },
    Case {
        files: &[(
            "a.proto",
            "syntax = \"proto3\";\nenum E { A = 0; }\nmessage M { E mode = 1; optional int32 set_mode = 2; }\n",
        )],
        run: "generate --out gen a.proto",
        help: "give it another name in Rust alone: `rename=.M.set_mode=set_mode2`",
        mended: &[],
        rerun: "generate --out gen a.proto -o rename=.M.set_mode=set_mode2",
    },
    Case {
        files: &[(
            "a.proto",
            "syntax = \"proto3\";\nmessage A { int32 a = 1 [features.field_presence = EXPLICIT]; }\n",
        )],
        run: "generate --out gen a.proto",
        help: "leave the option out, or write `edition = \"2023\";` in place of `syntax`",
        mended: &[(
            "a.proto",
            "edition = \"2023\";\nmessage A { int32 a = 1 [features.field_presence = EXPLICIT]; }\n",
        )],
        rerun: "generate --out gen a.proto --protoc-path={protoc}",
    },
    Case {
        files: PACKAGES,
        run: "generate --out gen a.proto b.proto",
        help: "generate them apart, or",
        mended: &[],
        rerun: "generate --out gen a.proto && generate --out other b.proto",
    },
    Case {
        files: &[("user.proto", USER), ("config.json", SERVICE_CONFIG)],
        run: "generate --out gen user.proto -o service_config=config.json",
        help: "did you mean `user.v1.UserService`?",
        mended: &[(
            "config.json",
            r#"{"methodConfig": [{"name": [{"service": "user.v1.UserService", "method": "GetUser"}], "timeout": "1s"}]}"#,
        )],
        rerun: "generate --out gen user.proto -o service_config=config.json",
    },
    Case {
        files: &[
            ("user.proto", USER),
            (
                "config.json",
                r#"{"methodConfig": [{"name": [{"service": "user.v1.UserService", "method": "GetUsr"}], "timeout": "1s"}]}"#,
            ),
        ],
        run: "generate --out gen user.proto -o service_config=config.json",
        help: "did you mean `GetUser`?",
        mended: &[(
            "config.json",
            r#"{"methodConfig": [{"name": [{"service": "user.v1.UserService", "method": "GetUser"}], "timeout": "1s"}]}"#,
        )],
        rerun: "generate --out gen user.proto -o service_config=config.json",
    },
    Case {
        files: &[
            ("user.proto", USER),
            (
                "config.json",
                r#"{"methodConfig": [{"name": [{"service": "user.v1.UserService"}], "timeout": "soon"}]}"#,
            ),
        ],
        run: "generate --out gen user.proto -o service_config=config.json",
        help: "`soon` is not a duration such as `1.5s`",
        mended: &[(
            "config.json",
            r#"{"methodConfig": [{"name": [{"service": "user.v1.UserService"}], "timeout": "1.5s"}]}"#,
        )],
        rerun: "generate --out gen user.proto -o service_config=config.json",
    },
];
