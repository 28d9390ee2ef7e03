//! Errors of the embedded parser, with their places.

use rpcsmith::frontend::Parser;

use super::support::{faults_in, folder};

#[test]
fn every_file_with_invalid_syntax_is_reported() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"b.proto\";\nmessage A {\n\tint32 \"a\" = 1;\n}\nmessage 7 {}\n",
        ),
        ("b.proto", "message B {\n  oneof x {}\n}\n"),
        (
            "c.proto",
            "/* ü */ package c; package d;\nmessage C {\n\"\\q\"",
        ),
        ("d.proto", "message D {\n"),
    ]);
    let files = ["a.proto", "b.proto", "c.proto", "d.proto"];
    assert_eq!(
        faults_in(folder.path(), &files, Parser::Embedded),
        "\
a.proto:4:8: error: expected an identifier, but found '\"a\"'
a.proto:6:9: error: expected an identifier, but found '7'
b.proto:2:3: error: a oneof must have at least one field
c.proto:1:21: error: multiple package names specified
c.proto:1:10: note: defined here…
c.proto:3:1: error: expected a message field, oneof, reserved range, enum, message, option or '}', but found '\"q\"'
c.proto:3:2: error: invalid string escape
d.proto:2:1: error: expected a message field, oneof, reserved range, enum, message, option or '}', but reached end of \
         file"
    );
}

#[test]
fn every_unknown_name_is_reported() {
    let folder = folder(&[(
        "a.proto",
        "syntax = \"proto3\";\nmessage A {\n\t/* ü */ Nope a = 1;\n  A.Z z = 9;\n  S s = 10;\n}\n\
         service S {\n  rpc R(a) returns (A);\n}\n",
    )]);
    assert_eq!(
        faults_in(folder.path(), &["a.proto"], Parser::Embedded),
        "\
a.proto:3:11: error: name 'Nope' is not defined
a.proto:4:3: error: 'A.Z' resolves to 'A.Z', which is not defined
  help: The innermost scope is searched first in name resolution. Consider using a leading '.' (i.e., '.A.Z') to start \
         from the outermost scope.
a.proto:5:3: error: 'S' is not a message or enum type
a.proto:7:9: note: defined here
a.proto:8:9: error: name 'a' is not defined"
    );
}

#[test]
fn the_type_of_a_map_has_its_place() {
    let folder = folder(&[(
        "a.proto",
        "syntax = \"proto3\";\nmessage A {\n  message B {\n    map<string, B> b = 1;\n    \
         map<string, Nope> c = 2;\n  }\n  map<int32, S> s = 1;\n}\nservice S {}\n",
    )]);
    assert_eq!(
        faults_in(folder.path(), &["a.proto"], Parser::Embedded),
        "\
a.proto:5:5: error: name 'Nope' is not defined
a.proto:7:3: error: 'S' is not a message or enum type
a.proto:9:9: note: defined here"
    );
}

#[test]
fn collisions_have_both_places() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nmessage A {\n\t/* ü */ int32 a = 1; int32 b = 1;\n  reserved 7;\n\
             \tint32 c = 7;\n}\n",
        ),
        (
            "b.proto",
            "syntax = \"proto3\";\nmessage B {}\n  enum B {\n  B_0 = 0;\n}\n",
        ),
    ]);
    let faults = |file| faults_in(folder.path(), &[file], Parser::Embedded);
    assert_eq!(
        faults("a.proto"),
        "\
a.proto:3:34: error: field number '1' is already used
a.proto:3:21: note: first defined here
a.proto:5:12: error: field number '7' conflicts with reserved range '7 to 7'
a.proto:4:12: note: reserved range defined here"
    );
    assert_eq!(
        faults("b.proto"),
        "b.proto:3:8: error: name 'B' is defined twice\nb.proto:2:9: note: first defined here"
    );
}

#[test]
fn invalid_options_are_reported_with_their_cause() {
    let folder = folder(&[
        (
            "a.proto",
            "import \"options.proto\";\nmessage A {\n  option (options.message_rule) = { id: \"\" ids: 2 };\n}\n",
        ),
        (
            "b.proto",
            "syntax = \"proto3\";\nmessage B {\n  option (nope) = 1;\n  int32 d = 1 [nope = 2];\n}\n",
        ),
    ]);
    let faults = |file| faults_in(folder.path(), &[file], Parser::Embedded);
    assert_eq!(
        faults("a.proto"),
        "a.proto:3:3: error: invalid value of type 'options.Rule' for option '(options.message_rule)': \
         field 'ids' not found for message 'options.Rule'"
    );
    assert_eq!(
        faults("b.proto"),
        "b.proto:3:3: error: name 'nope' is not defined\n\
         b.proto:4:16: error: option field 'nope' is not defined"
    );
}

#[test]
fn unsupported_editions_are_rejected_in_imports_too() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"b.proto\";\nimport \"c.proto\";\n",
        ),
        (
            "b.proto",
            "\u{feff}// First.\n  edition /* the */ =\n'2024';\n",
        ),
        ("c.proto", "edition = \"2023\";\nthis is not parsed\n"),
    ]);
    assert_eq!(
        faults_in(folder.path(), &["a.proto"], Parser::Embedded),
        "\
b.proto:2:3: error: the embedded parser reads proto2 and proto3, not edition 2024
  help: let protoc 32 or newer read it: `--protoc` for the command, `.protoc(true)` or `.protoc_path(…)` for the builder
c.proto:1:1: error: the embedded parser reads proto2 and proto3, not edition 2023
  help: let protoc 27 or newer read it: `--protoc` for the command, `.protoc(true)` or `.protoc_path(…)` for the builder"
    );
}

#[test]
fn missing_imports_are_reported_at_the_import() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"b.proto\";\nimport  \"gone.proto\";\n  import \"b.proto\";\n",
        ),
        (
            "b.proto",
            "syntax = \"proto3\";\nimport\n\"../up.proto\";\n",
        ),
        ("c.proto", "syntax = \"proto3\";\nimport public \"sub\";\n"),
        ("sub/d.proto", ""),
    ]);
    assert_eq!(
        faults_in(folder.path(), &["a.proto", "c.proto"], Parser::Embedded),
        "\
a.proto:3:1: error: the import `gone.proto` is not found
  help: add the include path that holds it
a.proto:4:3: error: `b.proto` is imported twice
b.proto:3:1: error: an import leads out of the include paths
  help: write it relative to an include path, without `\\`, `.`, `..` and empty parts
c.proto:2:1: error: the import `sub` is not found
  help: add the include path that holds it"
    );
}

#[test]
fn import_cycles_are_reported_where_they_close() {
    let folder = folder(&[
        ("a.proto", "import \"b.proto\";"),
        ("b.proto", "import \"c.proto\";"),
        (
            "c.proto",
            "\nimport \"google/protobuf/any.proto\"; import \"b.proto\";",
        ),
        ("self.proto", "import \"self.proto\";"),
    ]);
    let faults = |file| faults_in(folder.path(), &[file], Parser::Embedded);
    assert_eq!(
        faults("a.proto"),
        "c.proto:2:37: error: files import each other: `b.proto` -> `c.proto` -> `b.proto`"
    );
    assert_eq!(
        faults("self.proto"),
        "self.proto:1:1: error: files import each other: `self.proto` -> `self.proto`"
    );
}
