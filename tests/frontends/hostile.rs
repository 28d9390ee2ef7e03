//! Hostile content: it is rejected with a place, without a panic.

use std::fs::File;
use std::path::Path;

use rpcsmith::frontend::Parser;

use super::support::{
    Request, assert_same, faults_in, fetch_ok, folder, request_in, sources_in, with_protoc, write,
};

/// The errors of a file with this content.
fn faults(content: &[u8]) -> String {
    let folder = folder(&[]);
    write(folder.path(), "a.proto", content);
    faults_in(folder.path(), &["a.proto"], Parser::Embedded)
}

/// A file with an option value whose type contains itself.
fn nested_value(depth: usize) -> String {
    format!(
        "syntax = \"proto3\";\nimport \"google/protobuf/descriptor.proto\";\nmessage M {{ M m = 1; }}\n\
         extend google.protobuf.FileOptions {{ M o = 50000; }}\noption (o) = {{\n{}{}\n}};\n",
        "m {".repeat(depth),
        "}".repeat(depth)
    )
}

#[test]
fn bytes_that_are_not_text_are_rejected() {
    assert_eq!(
        faults(b"\xEF\xBB\xBFsyntax = \"proto3\";\n// \xC3\xBC \xFF\n"),
        "a.proto:2:7: error: the file is not UTF-8\n  help: save it as UTF-8"
    );
    assert_eq!(
        faults(b"syntax = \"proto3\";\nmessage \0 {}\n"),
        "a.proto:2:9: error: invalid token"
    );
    assert_eq!(faults(b"\0"), "a.proto:1:1: error: invalid token");
    assert_eq!(
        faults(b"/*"),
        "a.proto:1:3: error: expected comment terminator, but reached end of file"
    );
    assert_eq!(
        faults(b"option x = \"\\"),
        "\
a.proto:1:13: error: invalid string escape
a.proto:1:14: error: expected ';', but reached end of file
a.proto:1:14: error: expected string terminator, but reached end of file"
    );
}

#[test]
fn deep_nesting_is_rejected() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(1000), close.repeat(1000));
    assert_eq!(
        faults(deep("message M {", "}").as_bytes()),
        "a.proto:1:1111: error: brackets are nested more than 100 deep"
    );
    assert_eq!(
        faults(nested_value(1000).as_bytes()),
        "a.proto:6:300: error: brackets are nested more than 100 deep"
    );
    let hidden = nested_value(1000).replace("{\nm", "{ # /*\nm");
    assert_eq!(
        faults(hidden.as_bytes()),
        "a.proto:6:300: error: brackets are nested more than 100 deep"
    );
}

#[test]
fn nesting_up_to_the_limit_is_accepted() {
    let folder = folder(&[("a.proto", &nested_value(99))]);
    assert_same(
        &request_in(folder.path(), Parser::Embedded),
        &request_in(folder.path(), with_protoc()),
    );
    let messages = format!("{}{}", "message M {".repeat(32), "}".repeat(32));
    assert_eq!(
        faults(messages.as_bytes()),
        "a.proto:1:342: error: reached maximum recursion limit for nested messages\n  \
         help: messages and groups may be nested at most 31 levels deep"
    );
}

#[test]
fn large_files_are_rejected() {
    let folder = folder(&[]);
    let file = File::create(folder.path().join("a.proto")).expect("a file");
    file.set_len((64 << 20) + 1).expect("a sparse file");
    assert_eq!(
        faults_in(folder.path(), &["a.proto"], Parser::Embedded),
        "a.proto: error: the file has more than 64 MiB\n  help: split it"
    );
}

#[test]
fn long_chains_of_imports_are_accepted() {
    let chain = |folder: &Path, number: usize| {
        let content = match number {
            0 => "syntax = \"proto3\";".to_owned(),
            _ => format!("syntax = \"proto3\";\nimport \"{}.proto\";", number - 1),
        };
        write(folder, &format!("{number}.proto"), content.as_bytes());
    };
    let folder = folder(&[]);
    (0..3000).for_each(|number| chain(folder.path(), number));
    let sources = sources_in(folder.path(), &["2999.proto"], Parser::Embedded);
    let names = Request::of(&fetch_ok(&sources).request).names();
    let expected: Vec<String> = (0..3000).map(|number| format!("{number}.proto")).collect();
    assert_eq!(names, expected);
}
