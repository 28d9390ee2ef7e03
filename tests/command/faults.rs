//! Errors of the command: they have the line, a mark and a remedy, and nothing is written.

use crate::support::{Outcome, Sandbox};

const CLASH: &str = r#"syntax = "proto3";
package clash;

message HTTPCode {}
message HttpCode {}
"#;

#[test]
fn the_source_line_is_shown() {
    let sandbox = Sandbox::new(&[("proto/clash.proto", CLASH), ("gen/mod.rs", "// before\n")]);
    assert_eq!(
        sandbox.rpcsmith("generate -I proto --out gen proto/clash.proto"),
        Outcome::new(1, "", CLASH_SHOWN)
    );
    assert_eq!(
        (sandbox.files("gen"), sandbox.read("gen/mod.rs")),
        (vec!["mod.rs".to_owned()], "// before\n".to_owned())
    );
}

const CLASH_SHOWN: &str = "\
error: message `HttpCode` and message `HTTPCode` are both `HttpCode` in Rust
 --> proto/clash.proto:5:9
  |
4 | message HTTPCode {}
  |         -------- message `HTTPCode` is here
5 | message HttpCode {}
  |         ^^^^^^^^
  |
  = help: rename one of them, or give it another name in Rust alone: `rename=.clash.HttpCode=HttpCode2`

";

/// Protoc accepts such texts, and its descriptors contain the bytes.
#[test]
fn texts_that_are_not_utf8_have_a_place() {
    let generate = |fields: &str| {
        let text = format!("syntax = \"proto2\";\nmessage A {{\n  {fields}\n}}\n");
        Sandbox::new(&[("a.proto", &text)]).rpcsmith("generate --out gen a.proto")
    };
    for (option, fault) in [
        (
            r#"default = "a\377""#,
            "has a default that is not UTF-8; only `bytes` can have one",
        ),
        (
            r#"json_name = "\377""#,
            "has a `json_name` that is not UTF-8",
        ),
    ] {
        let refused = generate(&format!("optional string text = 1 [{option}];"));
        let expected = format!("error: field `text` {fault}\n --> a.proto:3:19\n");
        assert_eq!(refused.code, Some(1));
        assert!(refused.stderr.starts_with(&expected), "{}", refused.stderr);
    }
    let valid = r#"optional bytes data = 1 [default = "a\377"];
        optional string text = 2 [default = "\303\244"]; reserved "b\377";"#;
    let generated = generate(valid);
    assert_eq!(generated.code, Some(0), "{}", generated.stderr);
}

#[test]
fn two_files_are_both_shown() {
    let sandbox = Sandbox::new(&[
        ("proto/one.proto", "syntax = \"proto3\";\nmessage Same {}\n"),
        (
            "proto/two.proto",
            "syntax = \"proto3\";\n\nmessage SAME {}\n",
        ),
    ]);
    assert_eq!(
        sandbox.rpcsmith("generate -I proto --out gen proto/one.proto proto/two.proto"),
        Outcome::new(
            1,
            "",
            "\
error: message `SAME` and message `Same` are both `Same` in Rust
 --> proto/two.proto:3:9
  |
3 | message SAME {}
  |         ^^^^
  |
 ::: proto/one.proto:2:9
  |
2 | message Same {}
  |         ---- message `Same` is here
  |
  = help: rename one of them, or give it another name in Rust alone: `rename=.SAME=Same2`

",
        )
    );
    assert_eq!(sandbox.files("gen"), [""; 0]);
}

#[test]
fn json_has_the_places() {
    let sandbox = Sandbox::new(&[("proto/clash.proto", CLASH)]);
    assert_eq!(
        sandbox.rpcsmith("generate -I proto --out gen --json proto/clash.proto"),
        Outcome::new(
            1,
            r#"{
  "status": "failed",
  "out": null,
  "files": [],
  "warnings": [],
  "errors": [
    {
      "file": "clash.proto",
      "line": 5,
      "column": 9,
      "message": "message `HttpCode` and message `HTTPCode` are both `HttpCode` in Rust",
      "help": "rename one of them, or give it another name in Rust alone: `rename=.clash.HttpCode=HttpCode2`",
      "notes": [
        {
          "file": "clash.proto",
          "line": 4,
          "column": 9,
          "message": "message `HTTPCode` is here"
        }
      ]
    }
  ]
}
"#,
            CLASH_SHOWN,
        )
    );
}

/// Without the source, errors have the place in one line.
#[test]
fn a_compiled_input_needs_no_source() {
    let sandbox = Sandbox::new(&[("proto/clash.proto", CLASH)]);
    let sources = rpcsmith::frontend::Sources {
        files: vec![sandbox.path("proto/clash.proto")],
        includes: vec![sandbox.path("proto")],
        parser: rpcsmith::frontend::Parser::Embedded,
    };
    let request = rpcsmith::frontend::fetch(&sources, "").unwrap().request;
    assert_eq!(
        sandbox.rpcsmith_with(&["generate", "--out=gen", "--request=-"], &request),
        Outcome::new(
            1,
            "",
            "\
clash.proto:5:9: error: message `HttpCode` and message `HTTPCode` are both `HttpCode` in Rust
clash.proto:4:9: note: message `HTTPCode` is here
  help: rename one of them, or give it another name in Rust alone: `rename=.clash.HttpCode=HttpCode2`

",
        )
    );
}

#[test]
fn syntax_errors_are_shown() {
    let sandbox = Sandbox::new(&[(
        "a.proto",
        "syntax = \"proto3\";\nmessage A {\n\tint32 ä = 1;\n}\n",
    )]);
    let outcome = sandbox.rpcsmith("generate --out gen a.proto");
    assert_eq!(
        outcome,
        Outcome::new(
            1,
            "",
            "\
error: `ä` is not allowed here: it is not ASCII
 --> a.proto:3:8
  |
3 |     int32 ä = 1;
  |           ^
  |
  = help: names and keywords have ASCII letters, digits and `_` only

error: expected a field name, found `ä`
 --> a.proto:3:8
  |
3 |     int32 ä = 1;
  |           ^

",
        )
    );
}

/// Wrong arguments, and their errors with the nearest right ones.
const WRONG_ARGUMENTS: [(&str, &str); 6] = [
    (
        "generate --out gen --layuot=flat a.proto",
        "\
error: unexpected argument '--layuot' found

  tip: a similar argument exists: '--layout'

Usage: rpcsmith generate --out <DIR> --layout <package|flat> [FILES]...

For more information, try '--help'.
",
    ),
    (
        "generate --out gen --layout=flatt a.proto",
        "\
error: invalid value 'flatt' for '--layout <package|flat>'
  [possible values: package, flat]

  tip: a similar value exists: 'flat'

For more information, try '--help'.
",
    ),
    (
        "generate --out gen -o layuot=flat -o bytes=a..b a.proto",
        "\
error: option `bytes`: `a..b` is not a protobuf path
 |
 = help: write `.pkg.Msg.field` for an element and all in it, `Msg.field` for every path that ends so, or `.` for all

error: unknown option `layuot`
 |
 = help: did you mean `layout`?

",
    ),
    (
        "generate --out gen --layout flat -o layout=package a.proto",
        "\
error: option `layout` is given twice, as `flat` and as `package`
 |
 = help: give it once

",
    ),
    (
        "generate a.proto",
        "\
error: no output directory is given
 |
 = help: name it with --out, or set `out` in rpcsmith.toml

",
    ),
    (
        "generate --out gen",
        "\
error: no .proto file is given
 |
 = help: name one, or list them as `files` in rpcsmith.toml

",
    ),
];

#[test]
fn errors_of_arguments_suggest_the_nearest_right_ones() {
    for (arguments, stderr) in WRONG_ARGUMENTS {
        assert_eq!(
            Sandbox::new(&[]).rpcsmith(arguments),
            Outcome::new(2, "", stderr),
            "{arguments}"
        );
    }
}

#[test]
fn a_missing_file_is_an_error_of_the_input() {
    assert_eq!(
        Sandbox::new(&[("proto/a.proto", "")]).rpcsmith("generate -I proto --out gen b.proto"),
        Outcome::new(
            1,
            "",
            "\
error: there is no file `b.proto`
 |
 = help: it is neither a path on disk nor relative to an include path (`proto`)

",
        )
    );
}
