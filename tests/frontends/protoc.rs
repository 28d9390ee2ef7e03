//! The program `protoc`.

use std::path::{Path, PathBuf};

use prost::Message;
use rpcsmith::frontend::Parser;

use super::support::{
    File, PROTOS, Request, faults_in, fetch_ok, folder, readable, sources, sources_in, text,
    with_protoc,
};

#[test]
fn editions_pass_through_with_their_options() {
    let files = ["tests/frontends/protos/uses_modern.proto"];
    let fetched = fetch_ok(&sources(&files, &[PROTOS], with_protoc()));
    let request = Request::of(&fetched.request);
    let files = request.proto_file.iter();
    let editions: Vec<(String, i32)> = files
        .map(|file| File::decode(file.as_slice()).expect("a file"))
        .map(|file| (file.name, file.edition))
        .collect();
    let expected = [
        ("google/protobuf/descriptor.proto", 0),
        ("options.proto", 0),
        ("modern.proto", 1000),
        ("uses_modern.proto", 0),
    ];
    assert_eq!(
        editions,
        expected.map(|(name, edition)| (name.to_owned(), edition))
    );
    let modern = readable(&request.proto_file[2]);
    let (_, field) = modern.split_once("name: \"explicit\"\n").expect("a field");
    let (field, _) = field.split_once("  }\n  field").expect("its end");
    assert_eq!(
        field,
        "    number: 2
    label: LABEL_OPTIONAL
    type: TYPE_INT32
    options {
      features {
        field_presence: EXPLICIT
      }
      1159: 1
    }
    json_name: \"explicit\"
"
    );
}

#[test]
fn errors_of_protoc_have_their_places() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\";\nimport \"b.proto\";\nimport \"gone.proto\";\nmessage A {\n\t/* ü */\tB b = 1;\n}\n",
        ),
        (
            "b.proto",
            "syntax = \"proto3\";\nmessage B {\n\tint32 \"b\" = 1;\n}\n",
        ),
        (
            "c.proto",
            "syntax = \"proto3\";\nmessage C {\n\t/* ü */\tNope b = 1;\n}\n",
        ),
    ]);
    let faults = |file| faults_in(folder.path(), &[file], with_protoc());
    assert_eq!(
        faults("a.proto"),
        "\
a.proto:2:1: error: Import \"b.proto\" was not found or had errors
a.proto:3:1: error: Import \"gone.proto\" was not found or had errors
a.proto:5:11: error: \"B\" is not defined
b.proto:3:8: error: Expected field name
gone.proto: error: File not found
  help: add the include path that holds it, or correct the name"
    );
    assert_eq!(
        faults("c.proto"),
        "c.proto:3:11: error: \"Nope\" is not defined"
    );
}

#[test]
fn warnings_of_protoc_are_kept() {
    let folder = folder(&[(
        "a.proto",
        "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n",
    )]);
    let fetched = fetch_ok(&sources_in(folder.path(), &["a.proto"], with_protoc()));
    assert_eq!(
        text(&fetched.warnings),
        "a.proto:2:1: warning: Import google/protobuf/any.proto is unused"
    );
}

#[test]
fn a_missing_protoc_is_reported_with_a_remedy() {
    let folder = folder(&[("a.proto", "")]);
    let parser = Parser::Protoc {
        path: Some(PathBuf::from("nowhere/protoc")),
    };
    assert_eq!(
        faults_in(folder.path(), &["a.proto"], parser),
        "error: `nowhere/protoc` cannot be run: No such file or directory (os error 2)\n  \
         help: install protoc and put it on PATH, or name it: in the environment variable \
         PROTOC, with `--protoc` for the command, with `.protoc_path(…)` for the builder"
    );
}

/// The errors with a program of the folder `stand_ins` instead of protoc.
#[cfg(unix)]
fn errors_with(stand_in: &str) -> String {
    let folder = folder(&[("a.proto", "\n edition = \"2023\";\n")]);
    let path = Path::new("tests/frontends/stand_ins").join(stand_in);
    let parser = Parser::Protoc { path: Some(path) };
    faults_in(folder.path(), &["a.proto"], parser)
}

#[cfg(unix)]
#[test]
fn a_protoc_that_knows_no_editions_gets_the_remedy() {
    assert_eq!(
        errors_with("protoc_without_editions"),
        "a.proto:2:2: error: Expected top-level statement\n  \
         help: edition 2023 needs protoc 27 or newer: see `protoc --version`"
    );
}

#[test]
fn an_edition_that_protoc_does_not_know_gets_the_remedy() {
    let folder = folder(&[("a.proto", "edition = \"2025\";\n")]);
    assert_eq!(
        faults_in(folder.path(), &["a.proto"], with_protoc()),
        "a.proto:1:11: error: Unknown edition \"2025\"\n  \
         help: write an edition that there is: 2023, 2024 or 2026"
    );
}

#[cfg(unix)]
#[test]
fn failures_of_protoc_are_never_successes() {
    assert_eq!(
        errors_with("protoc_without_a_word"),
        "error: protoc ended with exit status: 3 without an error message"
    );
    assert_eq!(
        errors_with("protoc_with_a_warning"),
        "error: protoc ended with exit status: 3 without an error message\na.proto: warning: So what"
    );
    assert_eq!(
        errors_with("protoc_without_a_result"),
        "error: protoc left no result: No such file or directory (os error 2)"
    );
    assert_eq!(
        errors_with("protoc_with_nonsense"),
        "error: the descriptor set cannot be decoded: failed to decode Protobuf message: invalid wire type value: 6\n  \
         help: write it with `protoc --include_imports --include_source_info --descriptor_set_out=…` or \
         `buf build -o ….binpb`"
    );
}
