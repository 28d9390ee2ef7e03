//! The embedded compiler: its requests are those of protoc, byte for byte.

use std::path::{Path, PathBuf};

use rpcsmith::frontend::Parser;

use super::support::{
    PROTOS, Request, assert_same, fetch_ok, folder, protoc, readable, request_in, sources,
    with_protoc,
};

const RICH: &[&str] = &[
    "tests/frontends/protos/shop/v1/shop.proto",
    "tests/frontends/protos/legacy.proto",
    "tests/frontends/protos/shop/v1/items.proto",
];

/// Custom options, comments, spans, synthetic oneofs and order are the same.
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
    let dumped = dumped(RICH, &[PROTOS], folder.path());
    for parser in [Parser::Embedded, with_protoc()] {
        let ours = fetch_ok(&sources(RICH, &[PROTOS], parser));
        assert_same(&Request::of(&ours.request), &dumped);
    }
}

/// The request that protoc sends to a plugin.
#[cfg(unix)]
fn dumped(files: &[&str], includes: &[&str], folder: &Path) -> Request {
    let dump = folder.join("request");
    let includes = includes
        .iter()
        .map(|include| format!("--proto_path={include}"));
    let status = std::process::Command::new(protoc())
        .arg("--plugin=protoc-gen-dump=tests/frontends/stand_ins/dump")
        .arg(format!("--dump_out=key=value:{}", folder.display()))
        .args(includes)
        .args(files)
        .env("DUMP", &dump)
        .status()
        .expect("protoc");
    assert!(status.success());
    Request::of(&std::fs::read(dump).expect("a request"))
}

/// The same for each golden case, with all its files.
#[cfg(unix)]
#[test]
fn requests_of_goldens_are_those_of_a_plugin_of_protoc() {
    let temporary = folder(&[]);
    let mut cases = 0;
    for case in std::fs::read_dir("tests/golden").expect("the goldens") {
        let proto = case.expect("a case").path().join("proto");
        if !proto.is_dir() {
            continue;
        }
        let selection =
            rpcsmith::frontend::select(std::slice::from_ref(&proto), &[]).expect("files");
        let names = selection.files().into_iter().map(|file| {
            let name = file.strip_prefix(&proto).expect("it is below");
            name.to_str().expect("UTF-8").to_owned()
        });
        let names: Vec<String> = names.collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let proto = proto.to_str().expect("UTF-8");
        let bundled = "src/frontend/include";
        let dumped = dumped(&names, &[proto, bundled], temporary.path());
        let ours = fetch_ok(&sources(&names, &[proto], Parser::Embedded));
        assert_same(&Request::of(&ours.request), &dumped);
        cases += 1;
    }
    assert!(cases > 60, "{cases}");
}

#[test]
fn map_entries_of_option_values_keep_their_order() {
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

/// The bundled files are those of protoc, and come last.
#[test]
fn files_of_protobuf_on_an_include_path_have_priority() {
    let protocs = protoc_bin_vendored::include_path().expect("protobuf's protos");
    let include = protocs.to_str().expect("UTF-8");
    let beside = fetch_ok(&sources(RICH, &[include, PROTOS], Parser::Embedded));
    let alone = fetch_ok(&sources(RICH, &[PROTOS], Parser::Embedded));
    assert!(beside.request == alone.request);
    let own = ["timestamp.proto", "descriptor.proto"];
    let own = own.map(|name| protocs.join("google/protobuf").join(name));
    assert_eq!(beside.read, [&own[..], &alone.read].concat());

    let folder = folder(&[
        (
            "google/protobuf/timestamp.proto",
            "syntax = \"proto3\"; package google.protobuf; message Timestamp { string mine = 1; }",
        ),
        (
            "a.proto",
            "syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\"; \
             message A { google.protobuf.Timestamp at = 1; }",
        ),
    ]);
    let ours = request_in(folder.path(), Parser::Embedded);
    assert_same(&ours, &request_in(folder.path(), with_protoc()));
    assert!(readable(&ours.proto_file[0]).contains("mine"));
}

/// The files to generate lack options of source retention, and imports have them.
#[cfg(unix)]
#[test]
fn options_of_source_retention_are_those_of_a_plugin_of_protoc() {
    let options = "edition = \"2024\"; import \"google/protobuf/descriptor.proto\"; \
                   extend google.protobuf.MessageOptions { \
                     string note = 50001 [retention = RETENTION_SOURCE]; string mark = 50002; }";
    let uses = |name: &str, import: &str| {
        format!(
            "edition = \"2024\"; option features.enforce_naming_style = STYLE_LEGACY; \
             import \"options.proto\"; {import} \
             message {name} {{ option (note) = \"n\"; option (mark) = \"m\"; }}"
        )
    };
    let folder = folder(&[
        ("options.proto", options),
        ("b.proto", &uses("B", "")),
        ("a.proto", &uses("A", "import \"b.proto\";")),
    ]);
    let path = folder.path();
    let dumped = dumped(&["a.proto"], &[path.to_str().expect("UTF-8")], path);
    let notes = |request: &Request| {
        let files = request.proto_file.iter().map(|file| readable(file));
        let files: Vec<String> = files.collect();
        ["a.proto", "b.proto"].map(|name| {
            let start = format!("name: \"{name}\"\n");
            let file = files.iter().find(|file| file.starts_with(&start));
            file.expect(name).contains("50001")
        })
    };
    assert_eq!(notes(&dumped), [false, true]);
    for parser in [Parser::Embedded, with_protoc()] {
        let ours = fetch_ok(&sources(
            &["a.proto"],
            &[path.to_str().expect("UTF-8")],
            parser,
        ));
        assert_same(&Request::of(&ours.request), &dumped);
    }
}

/// protoc does not merge the statements of a custom option in an import.
#[cfg(unix)]
#[test]
fn custom_options_of_imports_are_as_written() {
    let options = "edition = \"2023\"; import \"google/protobuf/descriptor.proto\"; \
                   message Rule { int32 a = 1; int32 b = 2; repeated Rule inner = 3; \
                     int32 zero = 4 [features.field_presence = IMPLICIT]; \
                     Rule group = 5 [features.message_encoding = DELIMITED]; \
                     oneof one { string text = 6; bool truth = 7; } extensions 100 to max; } \
                   extend Rule { Rule more = 100; repeated int64 list = 101; } \
                   extend google.protobuf.MessageOptions { Rule rule = 50001; repeated sint32 numbers = 50002; } \
                   extend google.protobuf.FileOptions { string file = 50001; } \
                   extend google.protobuf.EnumValueOptions { int32 value = 50001; }";
    let imported = "edition = \"2026\"; import \"options.proto\"; \
                    import \"google/protobuf/go_features.proto\"; import \"google/protobuf/cpp_features.proto\"; \
                    import \"google/protobuf/json_enumvalue_options.proto\"; import \"google/protobuf/cpp_file_options.proto\"; \
                    option features.(pb.go).api_level = API_OPAQUE; option (file) = \"f\"; option java_package = \"j\"; \
                    option features.enum_type = CLOSED; option features.(pb.cpp).string_type = VIEW; \
                    option features.(pb.go).legacy_unmarshal_json_enum = true; \
                    export message Import { option (rule).b = 2; option (numbers) = -1; option (rule).a = 1; option (numbers) = 2; \
                      option deprecated = true; option (rule).zero = 0; option (rule).inner = { b: 1 a: 2 }; \
                      option (rule).group.(more).(list) = 3; option (rule).group.(more).(list) = 4; \
                      option (rule).text = \"t\"; option (rule).group.group = { [list]: [1, 2] zero: 0 }; \
                      option (rule).inner = {}; } \
                    option (pb.file.cpp).namespace = \"n\"; \
                    enum E { E_A = 0 [(value) = 1, (pb.enumvalue.json).string = \"s\"]; }";
    let folder = folder(&[
        ("options.proto", options),
        ("b.proto", imported),
        (
            "a.proto",
            "edition = \"2023\"; import \"b.proto\"; message A { Import b = 1; }",
        ),
    ]);
    let path = folder.path();
    let dumped = dumped(&["a.proto"], &[path.to_str().expect("UTF-8")], path);
    for parser in [Parser::Embedded, with_protoc()] {
        let ours = fetch_ok(&sources(
            &["a.proto"],
            &[path.to_str().expect("UTF-8")],
            parser,
        ));
        assert_same(&Request::of(&ours.request), &dumped);
    }
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

#[test]
fn carriage_returns_in_comments_are_kept() {
    let content =
        "// Leading.\nsyntax = \"proto3\";\n/* Of two\n * lines. */\nmessage M {} // Trailing.\n";
    let windows = folder(&[("a.proto", &content.replace('\n', "\r\n"))]);
    assert_same(
        &request_in(windows.path(), Parser::Embedded),
        &request_in(windows.path(), with_protoc()),
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
