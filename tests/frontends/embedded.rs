//! The embedded parser: its requests are those of protoc.

use std::path::{Path, PathBuf};

use rpcsmith::frontend::Parser;

use super::support::{
    PROTOS, Request, assert_same, fetch_ok, folder, protoc, request_in, sources, with_protoc,
};

const RICH: &[&str] = &[
    "tests/frontends/protos/shop/v1/shop.proto",
    "tests/frontends/protos/legacy.proto",
    "tests/frontends/protos/shop/v1/items.proto",
];

/// Custom options, comments, spans, synthetic oneofs and order are the same, byte by byte.
#[test]
fn a_request_is_that_of_protoc() {
    let ours = fetch_ok(&sources(RICH, &[PROTOS], Parser::Embedded));
    let protocs = fetch_ok(&sources(RICH, &[PROTOS], with_protoc()));
    let ours = Request::of(&ours.request);
    assert_same(&ours, &Request::of(&protocs.request));
    assert_eq!(
        ours.names(),
        [
            "google/protobuf/timestamp.proto",
            "google/protobuf/descriptor.proto",
            "options.proto",
            "shop/v1/items.proto",
            "shop/v1/shop.proto",
            "legacy.proto",
        ]
    );
    assert_eq!(
        ours.file_to_generate,
        ["shop/v1/shop.proto", "legacy.proto", "shop/v1/items.proto"]
    );
    assert_eq!(ours.parameter.as_deref(), Some("key=value"));
}

#[cfg(unix)]
#[test]
fn a_request_is_that_of_a_plugin_of_protoc() {
    let folder = folder(&[]);
    let dump = folder.path().join("request");
    let status = std::process::Command::new(protoc())
        .arg("--plugin=protoc-gen-dump=tests/frontends/stand_ins/dump")
        .arg(format!("--dump_out=key=value:{}", folder.path().display()))
        .arg(format!("--proto_path={PROTOS}"))
        .args(RICH)
        .env("DUMP", &dump)
        .status()
        .expect("protoc");
    assert!(status.success());
    let dumped = std::fs::read(dump).expect("a request");
    for parser in [Parser::Embedded, with_protoc()] {
        let ours = fetch_ok(&sources(RICH, &[PROTOS], parser));
        assert_same(&Request::of(&ours.request), &Request::of(&dumped));
    }
}

/// protox has them in a hash table. protoc keeps their order in the file.
#[test]
fn map_entries_of_option_values_have_one_order() {
    let folder = folder(&[(
        "a.proto",
        r#"syntax = "proto3";
           import "options.proto";
           message A {
             option (options.message_rule) = {
               inner { weights: [{key: "a"}, {key: "b"}, {key: "c"}, {key: "d"}, {key: "e"}] }
               weights: [{key: "f" value: 1}, {key: "g" value: -1}, {key: "h" value: 7}]
             };
           }"#,
    )]);
    assert_same(
        &request_in(folder.path(), Parser::Embedded),
        &request_in(folder.path(), with_protoc()),
    );
}

/// The files of protobuf 29 and later have syntax that the embedded parser does not know.
#[test]
fn the_parsers_own_files_of_protobuf_have_priority() {
    let newer = protoc_bin_vendored::include_path().expect("protobuf's protos");
    let newer = newer.to_str().expect("UTF-8");
    let beside = fetch_ok(&sources(RICH, &[newer, PROTOS], Parser::Embedded));
    let alone = fetch_ok(&sources(RICH, &[PROTOS], Parser::Embedded));
    assert!(beside.request == alone.request);
    assert_eq!(beside.read, alone.read);
}

#[test]
fn well_known_types_are_found_without_files() {
    let files = ["google/protobuf/any.proto"];
    for parser in [Parser::Embedded, with_protoc()] {
        let fetched = fetch_ok(&sources(&files, &[PROTOS], parser));
        let request = Request::of(&fetched.request);
        assert_eq!(request.file_to_generate, files);
        assert_eq!(request.names(), files);
        assert_eq!(fetched.read, Vec::<PathBuf>::new());
    }
}

#[test]
fn byte_order_marks_are_ignored() {
    let content = "// Leading.\nsyntax = \"proto3\";\nmessage M {}\n";
    let plain = folder(&[("a.proto", content)]);
    let marked = folder(&[("a.proto", &format!("\u{feff}{content}"))]);
    for parser in [Parser::Embedded, with_protoc()] {
        assert_eq!(
            request_in(marked.path(), parser.clone()),
            request_in(plain.path(), parser)
        );
    }
}

/// protoc keeps them in the text of comments.
#[test]
fn carriage_returns_are_ignored() {
    let content =
        "// Leading.\nsyntax = \"proto3\";\n/* Of two\n * lines. */\nmessage M {} // Trailing.\n";
    let unix = folder(&[("a.proto", content)]);
    let windows = folder(&[("a.proto", &content.replace('\n', "\r\n"))]);
    assert_eq!(
        request_in(windows.path(), Parser::Embedded),
        request_in(unix.path(), Parser::Embedded)
    );
}

#[test]
fn spans_are_correct_after_other_letters_than_ascii() {
    let folder = folder(&[(
        "a.proto",
        "syntax = \"proto3\";\n\n// Grüße\n// 世界\nmessage /* ü */ M {\n  int32 a = 1; // ü\n}\n",
    )]);
    assert_same(
        &request_in(folder.path(), Parser::Embedded),
        &request_in(folder.path(), with_protoc()),
    );
}

#[test]
fn the_import_closure_has_each_file_once() {
    let expected = [
        "options.proto",
        "legacy.proto",
        "shop/v1/items.proto",
        "shop/v1/shop.proto",
    ]
    .map(|name| Path::new(PROTOS).join(name));
    let files = ["./tests/frontends/protos/legacy.proto", RICH[0], RICH[0]];
    for parser in [Parser::Embedded, with_protoc()] {
        let fetched = fetch_ok(&sources(&files, &[PROTOS], parser));
        assert_eq!(fetched.read, expected);
        assert_eq!(fetched.warnings, []);
    }
}
