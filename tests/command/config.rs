//! `rpcsmith.toml`.

use crate::support::{Outcome, Sandbox};

const SETTINGS: &str = r##"
files = ["proto/user.proto"]
include_dirs = ["proto"]
out = "gen"
layout = "flat"
server = false
runtime = "crate::runtime"
btree_map = ["."]

[type_attribute]
".user.v1.User" = ["#[derive(Eq, Hash)]", "#[must_use]"]
"GetUserRequest" = "#[derive(Eq)]"
"##;

const FLAGS: [&str; 11] = [
    "generate",
    "-Iproto",
    "--out=other",
    "--layout=flat",
    "--server=false",
    "--runtime=crate::runtime",
    "--btree-map=.",
    "--type-attribute=.user.v1.User=#[derive(Eq, Hash)]",
    "--type-attribute=.user.v1.User=#[must_use]",
    "--type-attribute=GetUserRequest=#[derive(Eq)]",
    "proto/user.proto",
];

#[test]
fn settings_replace_flags() {
    let sandbox = Sandbox::with_protos();
    assert_eq!(sandbox.rpcsmith_with(&FLAGS, &[]).code, Some(0));
    sandbox.write("rpcsmith.toml", SETTINGS);
    let summary = "created gen/user.v1.rs\n\
                   generated 1 file in gen (1 created, 0 changed, 0 unchanged) from 1 proto file\n";
    assert_eq!(sandbox.rpcsmith("generate"), Outcome::new(0, summary, ""));
    assert_eq!(
        sandbox.read("gen/user.v1.rs"),
        sandbox.read("other/user.v1.rs")
    );
}

#[test]
fn paths_are_relative_to_the_file() {
    let sandbox = Sandbox::with_protos();
    sandbox.write(
        "sub/settings.toml",
        &SETTINGS.replace("\"proto", "\"../proto"),
    );
    let summary = "created sub/gen/user.v1.rs\n\
                   generated 1 file in sub/gen (1 created, 0 changed, 0 unchanged) from 1 proto file\n";
    assert_eq!(
        sandbox.rpcsmith("generate --config sub/settings.toml"),
        Outcome::new(0, summary, "")
    );
}

#[test]
fn flags_replace_values_and_extend_lists() {
    let sandbox = Sandbox::with_protos();
    sandbox.write("rpcsmith.toml", SETTINGS);
    let outcome =
        sandbox.rpcsmith("generate --out=both --layout=package --server=true proto/team.proto");
    let summary = "created both/mod.rs\n\
                   created both/team.v1.rs\n\
                   created both/user.v1.rs\n\
                   generated 3 files in both (3 created, 0 changed, 0 unchanged) from 2 proto files\n";
    assert_eq!(outcome, Outcome::new(0, summary, ""));
}

/// Settings with an error in most lines.
const INVALID_SETTINGS: &str = r#"layuot = "flat"
layout = "fat"
files = "a.proto"
wholly_unknown = 1
server = "x"
out = 3
bytes = [1, "a..b"]

[type_attribute]
".a" = ["oops"]
"#;

/// The errors of [`INVALID_SETTINGS`].
const ERRORS: &str = "\
error: unknown setting `layuot`
 --> rpcsmith.toml:1:1
  |
1 | layuot = \"flat\"
  | ^^^^^^
  |
  = help: did you mean `layout`?

error: option `layout`: unknown value `fat`
 --> rpcsmith.toml:2:10
  |
2 | layout = \"fat\"
  |          ^^^^^
  |
  = help: did you mean `flat`? It takes `package` or `flat`

error: expected an array of paths, found string
 --> rpcsmith.toml:3:9
  |
3 | files = \"a.proto\"
  |         ^^^^^^^^^

error: unknown setting `wholly_unknown`
 --> rpcsmith.toml:4:1
  |
4 | wholly_unknown = 1
  | ^^^^^^^^^^^^^^
  |
  = help: `rpcsmith options` lists the options; the other settings are `files`, `include_dirs`, `out` and `protoc`

error: option `server`: unknown value `x`
 --> rpcsmith.toml:5:10
  |
5 | server = \"x\"
  |          ^^^
  |
  = help: use `true` or `false`

error: expected a path, found integer
 --> rpcsmith.toml:6:7
  |
6 | out = 3
  |       ^

error: expected a string, found integer
 --> rpcsmith.toml:7:10
  |
7 | bytes = [1, \"a..b\"]
  |          ^

error: option `bytes`: `a..b` is not a protobuf path
 --> rpcsmith.toml:7:13
  |
7 | bytes = [1, \"a..b\"]
  |             ^^^^^^
  |
  = help: write `.pkg.Msg.field` for an element and all in it, `Msg.field` for every path that ends so, or `.` for all

error: option `type_attribute`: `oops` is not an attribute
  --> rpcsmith.toml:10:9
   |
10 | \".a\" = [\"oops\"]
   |         ^^^^^^
   |
   = help: attributes start with `#[` and end with `]`, for example `#[derive(Eq)]`

";

#[test]
fn errors_have_their_place_in_the_file() {
    let sandbox = Sandbox::new(&[("rpcsmith.toml", INVALID_SETTINGS)]);
    assert_eq!(sandbox.rpcsmith("generate"), Outcome::new(2, "", ERRORS));
}

#[test]
fn invalid_toml_is_shown() {
    let sandbox = Sandbox::new(&[("rpcsmith.toml", "out = gen\n")]);
    let shown = "\
error: string values must be quoted, expected literal string
 --> rpcsmith.toml:1:7
  |
1 | out = gen
  |       ^^^

";
    assert_eq!(sandbox.rpcsmith("generate"), Outcome::new(2, "", shown));
}

#[test]
fn the_named_file_must_exist() {
    let outcome = Sandbox::new(&[]).rpcsmith("generate --config missing.toml");
    let code = outcome.code;
    let named = outcome
        .stderr
        .starts_with("error: cannot read `missing.toml`: ");
    assert_eq!((code, named), (Some(2), true), "{}", outcome.stderr);
}
