//! Errors of the embedded compiler, with their places.

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
a.proto:4:8: error: expected a field name, found `\"a\"`
a.proto:6:9: error: expected a message name, found `7`
b.proto:2:12: error: expected a type, found `}`
c.proto:1:21: error: the file has a second `package`
  help: remove one of the two statements
c.proto:3:1: error: expected a label or a statement, found `\"\\q\"`
  help: add `syntax = \"proto3\";` as the first statement: a file without it is proto2
c.proto:3:1: error: expected a type, found `\"\\q\"`
c.proto:3:3: error: the string has an invalid escape
  help: for a backslash write `\\\\`
c.proto:3:5: error: the file ends within the block of this message
  help: add the missing `}`
d.proto:2:1: error: the file ends within the block of this message
  help: add the missing `}`"
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
a.proto:3:11: error: `Nope` is not declared
  help: check the spelling, and whether its file is imported
a.proto:4:3: error: `A.Z` is not declared
  help: check the spelling, and whether its file is imported
a.proto:5:3: error: `S` is not a type
a.proto:8:9: error: `a` is not declared
  help: check the spelling, and whether its file is imported"
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
a.proto:5:17: error: `Nope` is not declared
  help: check the spelling, and whether its file is imported
a.proto:7:14: error: `S` is not a type"
    );
}

#[test]
fn collisions_are_reported() {
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
a.proto:3:34: error: the number 1 of `A` is already used by `a`
  help: take 2, which is free
a.proto:4:12: error: the number 7 of the field `c` is reserved
  help: the number 2 is free"
    );
    assert_eq!(
        faults("b.proto"),
        "\
b.proto:3:8: error: `B` is already declared
  help: rename one of the two"
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
        "a.proto:3:35: error: the value of `(options.message_rule)` is invalid: `options.Rule` has no field `ids` (at 3:44)"
    );
    assert_eq!(
        faults("b.proto"),
        "\
b.proto:4:16: error: there is no option `nope` in `google.protobuf.FieldOptions`
  help: the name of a custom option is in parentheses: `(nope)`"
    );
}

#[test]
fn all_files_are_reported_together() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"b.proto\";\nimport \"c.proto\";\nmessage A { Nope a = 1; }\n",
        ),
        (
            "b.proto",
            "\u{feff}// First.\n  edition /* the */ =\n'2025';\n",
        ),
        ("c.proto", "edition = \"2023\";\nthis is not parsed\n"),
        ("d.proto", "syntax = \"proto3\";\nmessage D { D d = 0; }\n"),
    ]);
    assert_eq!(
        faults_in(folder.path(), &["a.proto", "d.proto"], Parser::Embedded),
        "\
b.proto:3:1: error: unknown edition `2025`
  help: known are `2023`, `2024` and `2026`
c.proto:2:1: error: expected a statement, found `this`
  help: a file has `import`, `package`, `option`, `message`, `enum`, `extend` and `service`
d.proto:2:19: error: the number of the field `d` must be positive"
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
  help: add the include path that holds it, or correct the name
a.proto:4:3: error: `b.proto` is imported twice
  help: leave one of the imports out
b.proto:2:1: error: the import `../up.proto` leads out of the include paths
  help: write it relative to an include path, without `\\`, `.`, `..` and empty parts
c.proto:2:1: error: the import `sub` is not found
  help: add the include path that holds it, or correct the name"
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
        "\
b.proto:1:1: error: files import each other: `b.proto` -> `c.proto` -> `b.proto`
  help: move what both need to a third file"
    );
    assert_eq!(
        faults("self.proto"),
        "\
self.proto:1:1: error: files import each other: `self.proto` -> `self.proto`
  help: move what both need to a third file"
    );
}
