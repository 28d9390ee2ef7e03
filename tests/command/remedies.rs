//! Every printed remedy works: each case causes an error, follows its help, and has no error then.

mod crates;
mod expressions;
mod files;
mod http;
mod inputs;
mod openapi;
mod rules;
mod sites;
mod syncs;
mod table;
mod values;

use crate::support::{Sandbox, TEAM, USER};

/// An error, and how to follow its help.
struct Case {
    files: &'static [(&'static str, &'static str)],
    run: &'static str,
    /// A part of the help.
    help: &'static str,
    /// Files that follow the help, which replace others.
    mended: &'static [(&'static str, &'static str)],
    /// Arguments that follow the help. Several runs are separated by ` && `.
    rerun: &'static str,
}

const BASE: &str = "syntax = \"proto3\";\nmessage Base { message Kind {} }\n";
const USES_BASE: &str = "syntax = \"proto3\";\npackage a.type;\nimport \"base.proto\";\n\
                         message A { Base base = 1; Base.Kind kind = 2; }\n";
const TYPED: &str =
    "syntax = \"proto3\";\npackage b;\nimport \"a.proto\";\nmessage B { a.type.A a = 1; }\n";
const PROTOS: &[(&str, &str)] = &[
    ("proto/user.proto", USER),
    ("proto/team.proto", TEAM),
    ("proto/base.proto", BASE),
    ("proto/a.proto", USES_BASE),
    ("proto/b.proto", TYPED),
    ("base.json", "[]"),
];

const TYPES: [Case; 8] = [
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen team.proto",
        help: "generate `user.proto` as well",
        mended: &[],
        rerun: "generate -I proto --out gen team.proto user.proto",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen team.proto",
        help: "`extern_path=.user.v1=::some_crate::user::v1`",
        mended: &[],
        rerun: "generate -I proto --out gen team.proto -o extern_path=.user.v1=::some_crate::user::v1",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen b.proto",
        help: "`extern_path=.a.type=::some_crate::a::r#type`",
        mended: &[],
        rerun: "generate -I proto --out gen b.proto -o extern_path=.a.type=::some_crate::a::r#type",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen a.proto",
        help: "`extern_path=.Base=::some_crate::Base`",
        mended: &[],
        rerun: "generate -I proto --out gen a.proto -o extern_path=.Base=::some_crate::Base",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen a.proto base.proto --include a.type",
        help: "leave `include` out",
        mended: &[],
        rerun: "generate -I proto --out gen a.proto base.proto",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen team.proto user.proto --include team",
        help: "add `user.v1` to `include`",
        mended: &[],
        rerun: "generate -I proto --out gen team.proto user.proto --include team --include user.v1",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen team.proto -o json -o extern_path=.user.v1=::users",
        help: "`extern_json=.user.v1.User`",
        mended: &[],
        rerun: "generate -I proto --out gen team.proto -o json -o extern_path=.user.v1=::users -o extern_json=.user.v1.User",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen base.proto -o json -o messages=external",
        help: "leave out `json` or `messages=external`",
        mended: &[],
        rerun: "generate -I proto --out gen base.proto -o json && generate -I proto --out gen base.proto -o messages=external",
    },
];

const OPTIONS: [Case; 8] = [
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto -o layuot=flat",
        help: "did you mean `layout`?",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto -o layout=flat",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto -o layout=flat -o layout=package",
        help: "give it once",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto -o layout=flat",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto -o messages_impl=derive -o unknown_fields=.",
        help: "leave out `unknown_fields` or `messages_impl=derive`",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto -o messages_impl=derive && \
                generate -I proto --out gen user.proto -o unknown_fields=.",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto -o openapi_base={}",
        help: "name a document with the option `openapi`, for example `openapi=openapi.json`",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto -o openapi_base={} -o openapi=openapi.json",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto -o openapi=openapi.json -o openapi_base=base.json",
        help: "write the parts to add, for example `{\"info\": {\"title\": \"Users\"}}`",
        mended: &[("base.json", "{\"info\": {\"title\": \"Users\"}}")],
        rerun: "generate -I proto --out gen user.proto -o openapi=openapi.json -o openapi_base=base.json",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto -o bytes=a..b",
        help: "write `.pkg.Msg.field` for an element",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto -o bytes=.",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto --out gen user.proto --include user.v",
        help: "the nearest is `user.v1`",
        mended: &[],
        rerun: "generate -I proto --out gen user.proto --include user.v1",
    },
    Case {
        files: PROTOS,
        run: "generate -I proto user.proto",
        help: "name it with --out",
        mended: &[],
        rerun: "generate -I proto user.proto --out gen",
    },
];

const DOUBLE: &str = "syntax = \"proto2\";\npackage x;\nmessage M { extensions 100 to 200; }\n\
                      extend M { optional int32 one = 100; }\n";

const INPUTS: [Case; 7] = [
    Case {
        files: PROTOS,
        run: "generate -I elsewhere --out gen proto/user.proto",
        help: "add the include path `proto`",
        mended: &[],
        rerun: "generate -I elsewhere -I proto --out gen proto/user.proto",
    },
    Case {
        files: &[("one/user.proto", BASE), ("two/user.proto", USER)],
        run: "generate -I one -I two --out gen two/user.proto",
        help: "give the include path `two` first",
        mended: &[],
        rerun: "generate -I two -I one --out gen two/user.proto",
    },
    Case {
        files: &[("proto/user.proto", USER), ("api/v1/team.proto", TEAM)],
        run: "generate -I . --out gen api/v1/team.proto",
        help: "add the include path `proto`",
        mended: &[],
        rerun: "generate -I . -I proto --out gen api/v1/team.proto --layout=flat",
    },
    Case {
        files: &[
            (
                "a.proto",
                "syntax = \"proto3\";\nimport public \"./b.proto\";\n",
            ),
            ("b.proto", BASE),
        ],
        run: "generate --out gen a.proto",
        help: "write it relative to an include path, without `\\`, `.`, `..` and empty parts",
        mended: &[(
            "a.proto",
            "syntax = \"proto3\";\nimport public \"b.proto\";\n",
        )],
        rerun: "generate --out gen a.proto",
    },
    Case {
        files: &[("gen/mod.rs/in_the_way", ""), ("user.proto", USER)],
        run: "generate --out gen user.proto",
        help: "choose another output directory",
        mended: &[],
        rerun: "generate --out other user.proto",
    },
    Case {
        files: &[
            ("x.proto", DOUBLE),
            (
                "y.proto",
                "syntax = \"proto2\";\npackage y;\nimport \"x.proto\";\nextend x.M { optional int32 two = 100; }\n",
            ),
        ],
        run: "generate --out gen x.proto y.proto",
        help: "change the number of one of them",
        mended: &[(
            "y.proto",
            "syntax = \"proto2\";\npackage y;\nimport \"x.proto\";\nextend x.M { optional int32 two = 101; }\n",
        )],
        rerun: "generate --out gen x.proto y.proto",
    },
    Case {
        files: &[
            ("rpcsmith.toml", "flies = [\"user.proto\"]\nout = \"gen\"\n"),
            ("user.proto", USER),
        ],
        run: "generate",
        help: "did you mean `files`?",
        mended: &[("rpcsmith.toml", "files = [\"user.proto\"]\nout = \"gen\"\n")],
        rerun: "generate",
    },
];

#[test]
fn every_remedy_works() {
    let cases = TYPES.iter().chain(&OPTIONS).chain(&INPUTS);
    let cases = cases
        .chain(&inputs::CASES)
        .chain(&crates::CASES)
        .chain(&openapi::CASES);
    let protoc = protoc_bin_vendored::protoc_bin_path().unwrap();
    let protoc = protoc.to_str().unwrap();
    let mut wrong = Vec::new();
    for Case {
        files,
        run,
        help,
        mended,
        rerun,
    } in cases
    {
        let sandbox = Sandbox::new(files);
        let faulty = sandbox.rpcsmith(&run.replace("{protoc}", protoc));
        if !faulty.stderr.contains(help) {
            wrong.push(format!("{run}: no `{help}` in\n{}", faulty.stderr));
            continue;
        }
        for (name, text) in *mended {
            sandbox.write(name, text);
        }
        for rerun in rerun.split(" && ") {
            let outcome = sandbox.rpcsmith(&rerun.replace("{protoc}", protoc));
            if outcome.code != Some(0) || outcome.stderr.contains("help: ") {
                wrong.push(format!("{rerun}: {}", outcome.stderr));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The suggested path of a type without a package leads to its nested types too.
#[test]
fn types_in_no_package_are_found_in_another_crate() {
    let sandbox = Sandbox::new(PROTOS);
    sandbox.rpcsmith("generate -I proto --out gen a.proto -o extern_path=.Base=::some_crate::Base");
    let text = sandbox.read("gen/a.type.rs");
    assert!(text.contains("base: Option<::some_crate::Base>"), "{text}");
    assert!(
        text.contains("kind: Option<::some_crate::base::Kind>"),
        "{text}"
    );
}

/// If new names collide, the help has a free one.
#[test]
fn colliding_renames_get_a_free_name() {
    let sandbox = Sandbox::new(PROTOS);
    let generate = "generate -I proto --out gen user.proto -o";
    let refused = sandbox.rpcsmith(&format!("{generate} rename=.user.v1.GetUserRequest=User"));
    let offered = refused.stderr.split_once("write `").unwrap().1;
    let (offered, instead) = offered.split_once('`').unwrap();
    let old = " instead of `rename=.user.v1.GetUserRequest=User`";
    assert!(instead.starts_with(old), "{}", refused.stderr);
    let taken = sandbox.rpcsmith(&format!("{generate} {offered}"));
    assert_eq!((taken.code, &*taken.stderr), (Some(0), ""));
}
