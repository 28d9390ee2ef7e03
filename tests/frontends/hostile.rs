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
        faults(b"syntax = \"proto3\";\nmessage \0 {}\n"),
        "\
a.proto:2:9: error: a control character is not allowed here
  help: remove it: whitespace is a space, a tab or a line break
a.proto:2:11: error: expected a message name, found `{`"
    );
    assert_eq!(
        faults(b"\0"),
        "\
a.proto:1:1: error: a control character is not allowed here
  help: remove it: whitespace is a space, a tab or a line break"
    );
    assert_eq!(
        faults(b"/*"),
        "\
a.proto:1:1: error: the comment that does not end starts here
a.proto:1:3: error: the block comment does not end
  help: add `*/`"
    );
    assert_eq!(
        faults(b"option x = \"\\"),
        "\
a.proto:1:14: error: expected `;`, found the end of the file
a.proto:1:14: error: the string does not end
  help: add the closing quote
a.proto:1:14: error: the string has an invalid escape
  help: for a backslash write `\\\\`"
    );
}

/// protoc accepts such comments. They do not become documentation.
#[test]
fn comments_that_are_not_text_are_skipped() {
    let folder = folder(&[]);
    let content = b"\xEF\xBB\xBFsyntax = \"proto3\";\n// \xC3\xBC \xFF\nmessage A {}\n// About B\nmessage B {}\n";
    write(folder.path(), "a.proto", content);
    for parser in [Parser::Embedded, with_protoc()] {
        let fetched = fetch_ok(&sources_in(folder.path(), &["a.proto"], parser));
        let request = rpcsmith::frontend::with_parameter(&fetched.request, "").expect("a request");
        let generated = rpcsmith::generate(&request).expect("code");
        let code = &generated.files[0].content;
        assert!(code.contains("/// About B"), "{code}");
        assert!(code.contains("pub struct A"), "{code}");
    }
}

#[test]
fn deep_nesting_is_rejected() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(1000), close.repeat(1000));
    assert_eq!(
        faults(deep("message M {", "}").as_bytes()),
        "a.proto:1:342: error: messages are nested too deeply: at most 31 levels are allowed"
    );
    assert_eq!(
        faults(nested_value(1000).as_bytes()),
        "a.proto:5:14: error: the value of `(o)` is invalid: more than 100 messages are in each other (at 6:301)"
    );
    let hidden = nested_value(1000).replace("{\nm", "{ # /*\nm");
    assert_eq!(
        faults(hidden.as_bytes()),
        "\
a.proto:5:18: error: the comment that does not end starts here
a.proto:8:1: error: the block comment does not end
  help: add `*/`
a.proto:8:1: error: the file ends within an option value
  help: add the missing `}`"
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
        "a.proto:1:342: error: messages are nested too deeply: at most 31 levels are allowed"
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
