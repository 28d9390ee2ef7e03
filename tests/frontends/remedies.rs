//! Remedies: they are the same with both parsers, and they work.

use std::fs;

use rpcsmith::frontend::{Parser, fetch};

use super::support::{faults_in, folder, sources_in, with_protoc};

/// Files with declarations that others need.
const OTHERS: [(&str, &str); 4] = [
    (
        "acme/unit/v1/unit.proto",
        "syntax = \"proto3\";\npackage acme.unit.v1;\nmessage Unit { enum Kind { NONE = 0; } }\n",
    ),
    (
        "acme/mark/v1/mark.proto",
        "syntax = \"proto3\";\npackage acme.mark.v1;\nimport \"google/protobuf/descriptor.proto\";\n\
         extend google.protobuf.FieldOptions { string mark = 50001; }\n",
    ),
    (
        "acme/google/v1/own.proto",
        "syntax = \"proto3\";\npackage acme.google.v1;\nmessage Own {}\n",
    ),
    ("broken.proto", "this is no proto {"),
];

/// A file, the remedy in its error, and the file after following the remedy.
type Case = (&'static str, &'static str, &'static str);

const CASES: [Case; 12] = [
    (
        "message A { int32 a = 1; }\n",
        "add `syntax = \"proto3\";` as the first statement: a file without it is proto2",
        "syntax = \"proto3\";\nmessage A { int32 a = 1; }\n",
    ),
    (
        "package a;\nsyntax = \"proto3\";\nmessage A {}\n",
        "move `syntax` up: it is the first statement of a file",
        "syntax = \"proto3\";\npackage a;\nmessage A {}\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { google.protobuf.Timestamp at = 1; }\n",
        "add `import \"google/protobuf/timestamp.proto\";`",
        "syntax = \"proto3\";\nimport \"google/protobuf/timestamp.proto\";\n\
         message A { google.protobuf.Timestamp at = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { Timestamp at = 1; }\n",
        "write `google.protobuf.Timestamp` and add `import \"google/protobuf/timestamp.proto\";`",
        "syntax = \"proto3\";\nimport \"google/protobuf/timestamp.proto\";\n\
         message A { google.protobuf.Timestamp at = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\nmessage A { Any any = 1; }\n",
        "write `google.protobuf.Any`",
        "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n\
         message A { google.protobuf.Any any = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\npackage acme.google.v1;\nimport \"acme/google/v1/own.proto\";\n\
         message A { google.protobuf.Empty e = 1; Own own = 2; }\n",
        "write `.google.protobuf.Empty` and add `import \"google/protobuf/empty.proto\";`",
        "syntax = \"proto3\";\npackage acme.google.v1;\nimport \"acme/google/v1/own.proto\";\n\
         import \"google/protobuf/empty.proto\";\n\
         message A { .google.protobuf.Empty e = 1; Own own = 2; }\n",
    ),
    (
        "syntax = \"proto3\";\nservice S { rpc R(google.protobuf.Empty) returns (stream .google.protobuf.Empty); }\n",
        "add `import \"google/protobuf/empty.proto\";`",
        "syntax = \"proto3\";\nimport \"google/protobuf/empty.proto\";\n\
         service S { rpc R(google.protobuf.Empty) returns (stream .google.protobuf.Empty); }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { google.type.Money a = 1; }\n",
        "add `import \"google/type/money.proto\";`",
        "syntax = \"proto3\";\nimport \"google/type/money.proto\";\n\
         message A { google.type.Money a = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { string a = 1 [(buf.validate.field).string.email = true]; }\n",
        "add `import \"buf/validate/validate.proto\";`",
        "syntax = \"proto3\";\nimport \"buf/validate/validate.proto\";\n\
         message A { string a = 1 [(buf.validate.field).string.email = true]; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { map<string, acme.unit.v1.Unit.Kind> kinds = 1; }\n",
        "add `import \"acme/unit/v1/unit.proto\";`",
        "syntax = \"proto3\";\nimport \"acme/unit/v1/unit.proto\";\n\
         message A { map<string, acme.unit.v1.Unit.Kind> kinds = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\npackage acme.unit.v2;\nmessage A { repeated unit.v1.Unit units = 1; }\n",
        "add `import \"acme/unit/v1/unit.proto\";`",
        "syntax = \"proto3\";\npackage acme.unit.v2;\nimport \"acme/unit/v1/unit.proto\";\n\
         message A { repeated unit.v1.Unit units = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\npackage acme.v1;\nmessage A { int32 a = 1 [(mark.v1.mark) = \"a\"]; }\n",
        "add `import \"acme/mark/v1/mark.proto\";`",
        "syntax = \"proto3\";\npackage acme.v1;\nimport \"acme/mark/v1/mark.proto\";\n\
         message A { int32 a = 1 [(mark.v1.mark) = \"a\"]; }\n",
    ),
];

#[test]
fn remedies_for_missing_imports_work() {
    for (text, help, mended) in CASES {
        let folder = folder(&OTHERS);
        for parser in [Parser::Embedded, with_protoc()] {
            let path = folder.path().join("a.proto");
            fs::write(&path, text).expect("a file");
            let faults = faults_in(folder.path(), &["a.proto"], parser.clone());
            let helps = faults
                .lines()
                .filter_map(|line| line.strip_prefix("  help: "));
            for found in helps.clone() {
                assert_eq!(found, help, "{text}: {faults}");
            }
            assert!(helps.count() > 0, "{text}: {faults}");
            fs::write(&path, mended).expect("a file");
            let sources = sources_in(folder.path(), &["a.proto"], parser);
            let fetched = fetch(&sources, "");
            assert!(fetched.is_ok(), "{mended}: {fetched:?}");
        }
    }
}

/// Remedies of the embedded compiler, which need no other files.
const OWN: [Case; 14] = [
    (
        "syntax = \"proto3\";\nmessage A { int32 a = 1; int32 b = 1; }\n",
        "take 2, which is free",
        "syntax = \"proto3\";\nmessage A { int32 a = 1; int32 b = 2; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { reserved 1; int32 a = 1; }\n",
        "the number 2 is free",
        "syntax = \"proto3\";\nmessage A { reserved 1; int32 a = 2; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { int32 a; }\n",
        "write `=` and a number after its name",
        "syntax = \"proto3\";\nmessage A { int32 a = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { int32 a = 1;\n",
        "add the missing `}`",
        "syntax = \"proto3\";\nmessage A { int32 a = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { required int32 a = 1; }\n",
        "leave out `required`",
        "syntax = \"proto3\";\nmessage A { int32 a = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { int32 a_b = 1; int32 aB = 2; }\n",
        "rename one of them",
        "syntax = \"proto3\";\nmessage A { int32 a_b = 1; int32 aC = 2; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { map<float, int32> a = 1; }\n",
        "keys are integers, `bool` or `string`",
        "syntax = \"proto3\";\nmessage A { map<string, int32> a = 1; }\n",
    ),
    (
        "syntax = \"proto3\";\nenum E { ZERO = 0; NULL = 0; }\n",
        "if this is intended, set `option allow_alias = true;` in the enum",
        "syntax = \"proto3\";\nenum E { option allow_alias = true; ZERO = 0; NULL = 0; }\n",
    ),
    (
        "syntax = \"proto3\";\nmessage A { int32 a = 1 [features.field_presence = EXPLICIT]; }\n",
        "leave the option out, or write `edition = \"2023\";` in place of `syntax`",
        "edition = \"2023\";\nmessage A { int32 a = 1 [features.field_presence = EXPLICIT]; }\n",
    ),
    (
        "message A { int32 a = 1; }\nedition = \"2023\";\n",
        "move `edition` up: it is the first statement of a file",
        "edition = \"2023\";\nmessage A { int32 a = 1; }\n",
    ),
    (
        "edition = \"2025\";\n",
        "known are `2023`, `2024` and `2026`",
        "edition = \"2026\";\n",
    ),
    (
        "edition = \"2023\";\nmessage A { optional int32 a = 1; }\n",
        "remove it: fields have presence unless `features.field_presence` says otherwise",
        "edition = \"2023\";\nmessage A { int32 a = 1; }\n",
    ),
    (
        "edition = \"2024\";\nmessage a { int32 x = 1; }\n",
        "rename it, or set `features.enforce_naming_style = STYLE_LEGACY`",
        "edition = \"2024\";\nmessage a { option features.enforce_naming_style = STYLE_LEGACY; int32 x = 1; }\n",
    ),
    (
        "syntax = \"proto2\";\nmessage A {}\nextend A { optional int32 a = 100; }\n",
        "declare one in `A`: `extensions 100;`",
        "syntax = \"proto2\";\nmessage A { extensions 100; }\nextend A { optional int32 a = 100; }\n",
    ),
];

#[test]
fn remedies_of_the_compiler_work() {
    for (text, help, mended) in OWN {
        let folder = folder(&[("a.proto", text)]);
        let faults = faults_in(folder.path(), &["a.proto"], Parser::Embedded);
        assert!(
            faults.contains(&format!("  help: {help}")),
            "{text}: {faults}"
        );
        fs::write(folder.path().join("a.proto"), mended).expect("a file");
        let fetched = fetch(
            &sources_in(folder.path(), &["a.proto"], Parser::Embedded),
            "",
        );
        assert!(fetched.is_ok(), "{mended}: {fetched:?}");
    }
}

/// The include path of a file in a subfolder.
#[test]
fn the_remedy_has_the_include_path_of_a_subfolder() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"unit/v1/unit.proto\";\n",
        ),
        ("third/party/unit/v1/unit.proto", "syntax = \"proto3\";\n"),
        ("another/xunit/v1/unit.proto", "syntax = \"proto3\";\n"),
    ]);
    let include = folder.path().join("third/party");
    let help = format!("help: add the include path `{}`", include.display());
    for parser in [Parser::Embedded, with_protoc()] {
        let faults = faults_in(folder.path(), &["a.proto"], parser.clone());
        assert!(faults.contains(&help), "{faults}");
        let mut sources = sources_in(folder.path(), &["a.proto"], parser);
        sources.includes.push(include.clone());
        assert!(fetch(&sources, "").is_ok());
    }
}

/// The end of an error of the compiler for which the files show no remedy.
const UNKNOWN: &str =
    "` is not declared\n  help: check the spelling, and whether its file is imported";

/// Remedies that cause another error are not suggested.
#[test]
fn remedies_that_do_not_work_are_not_suggested() {
    let folder = folder(&[
        // An import of it would be a cycle.
        (
            "acme/user.proto",
            "syntax = \"proto3\";\npackage acme;\nimport \"a.proto\";\nmessage User {}\n",
        ),
        // Two files have an element with this end of the name.
        (
            "b.proto",
            "syntax = \"proto3\";\npackage b;\nmessage Twice {}\n",
        ),
        (
            "c.proto",
            "syntax = \"proto3\";\npackage c;\nmessage Twice {}\n",
        ),
    ]);
    for name in ["acme.User", "Twice", "Nowhere"] {
        let text = format!("syntax = \"proto3\";\nmessage A {{ {name} a = 1; }}\n");
        fs::write(folder.path().join("a.proto"), text).expect("a file");
        for parser in [Parser::Embedded, with_protoc()] {
            let is_embedded = parser == Parser::Embedded;
            let faults = faults_in(folder.path(), &["a.proto"], parser);
            if is_embedded {
                assert!(faults.ends_with(UNKNOWN), "{faults}");
            } else {
                assert!(faults.contains("is not defined"), "{faults}");
                assert!(!faults.contains("help"), "{faults}");
            }
        }
    }
}
