//! Bundled files: imports of them work without installing anything, and their types get code where it is needed.

use std::path::Path;

use rpcsmith::frontend::{Parser, Sources, fetch};

use super::support::{Request, folder, readable, text, with_protoc};

const INCLUDE: &str = "src/frontend/include";

fn bundled_names() -> Vec<String> {
    let selection = rpcsmith::frontend::select(&[INCLUDE.into()], &[]).expect("files");
    let files = selection.files().into_iter().map(|file| {
        let name = file.strip_prefix(INCLUDE).expect("it is below");
        name.to_string_lossy().replace('\\', "/")
    });
    files.collect()
}

/// Both parsers find all of them, with an include path that has none.
#[test]
fn each_bundled_file_can_be_imported() {
    let imports: String = bundled_names()
        .iter()
        .map(|name| format!("import \"{name}\";\n"))
        .collect();
    let folder = folder(&[("a.proto", &format!("syntax = \"proto3\";\n{imports}"))]);
    for parser in [Parser::Embedded, with_protoc()] {
        let request = request_of(folder.path(), &["a.proto"], parser, "");
        let names = request.names();
        for name in bundled_names() {
            assert!(names.contains(&name), "{name} is not in {names:?}");
        }
        // They are imported, but none of their types is used.
        assert_eq!(request.file_to_generate, ["a.proto"]);
    }
}

/// All of them compile to Rust: each package gets its file.
#[test]
fn code_can_be_generated_for_each_bundled_file() {
    let sources = Sources {
        files: bundled_names().into_iter().map(Into::into).collect(),
        includes: vec!["tests/frontends/protos".into()],
        parser: Parser::Embedded,
    };
    let fetched = fetch(&sources, "").expect("they are right");
    assert!(fetched.read.is_empty(), "{:?}", fetched.read);
    let generated = rpcsmith::generate(&fetched.request).expect("they can be generated");
    let names = generated.files.iter().map(|file| file.name.as_str());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "buf.validate.rs",
            "google.api.rs",
            "google.rpc.context.rs",
            "google.rpc.rs",
            "google.type.rs",
            "mod.rs"
        ]
    );
}

#[test]
fn files_on_an_include_path_have_priority() {
    let folder = folder(&[
        (
            "a.proto",
            "syntax = \"proto3\"; import \"google/type/date.proto\"; message A { google.type.Date date = 1; }",
        ),
        (
            "google/type/date.proto",
            "syntax = \"proto3\"; package google.type; message Date { string mine = 1; }",
        ),
    ]);
    for parser in [Parser::Embedded, with_protoc()] {
        let request = request_of(folder.path(), &["a.proto"], parser, "");
        let date = request
            .names()
            .iter()
            .position(|name| name.ends_with("date.proto"));
        let date = &request.proto_file[date.expect("it is imported")];
        assert!(readable(date).contains("mine"), "{}", readable(date));
        // A copy is treated like the bundled file.
        assert_eq!(
            request.file_to_generate,
            ["a.proto", "google/type/date.proto"]
        );
    }
}

const NEEDS: &str = "syntax = \"proto3\"; package a;
import \"google/api/annotations.proto\"; import \"google/rpc/status.proto\"; import \"google/type/money.proto\";
message A { map<string, google.rpc.Status> statuses = 1; }
service S { rpc Pay(google.type.Money) returns (A) { option (google.api.http) = { get: \"/\" }; } }";

/// Files whose types the code uses get code. Files with options only, and files with an `extern_path`, get no code.
#[test]
fn types_of_bundled_files_get_code_where_it_is_needed() {
    let folder = folder(&[("a.proto", NEEDS)]);
    for (options, generated) in [
        (
            "",
            &[
                "a.proto",
                "google/rpc/status.proto",
                "google/type/money.proto",
            ][..],
        ),
        (
            "extern_path=.google.rpc=::tonic_types::pb",
            &["a.proto", "google/type/money.proto"],
        ),
        ("extern_path=.google=::google", &["a.proto"]),
        // prost-types has the types of `google.protobuf`, unless an option requests their code.
        (
            "compile_well_known_types=true",
            &[
                "a.proto",
                "google/rpc/status.proto",
                "google/type/money.proto",
                "google/protobuf/any.proto",
            ],
        ),
        // The user creates the module tree, and chooses the files.
        ("layout=flat", &["a.proto"]),
    ] {
        for parser in [Parser::Embedded, with_protoc()] {
            let request = request_of(folder.path(), &["a.proto"], parser, options);
            assert_eq!(request.file_to_generate, generated, "{options}");
        }
    }
}

/// The copies in a folder are for other tools, unless the folder has no other files or they are named.
#[test]
fn a_folder_does_not_include_the_copies_in_it() {
    let folder = folder(&[
        ("a.proto", "syntax = \"proto3\"; package a;"),
        (
            "google/type/date.proto",
            "syntax = \"proto3\"; package google.type; message Date {}",
        ),
        (
            "google/type/own.proto",
            "syntax = \"proto3\"; package google.type; message Own {}",
        ),
        (
            "google/rpc/code.proto",
            "syntax = \"proto3\"; package google.rpc;",
        ),
    ]);
    for (files, generated) in [
        (&[""][..], &["a.proto", "google/type/own.proto"][..]),
        (
            &["", "google/type/date.proto"],
            &["a.proto", "google/type/own.proto", "google/type/date.proto"],
        ),
        (&["google/type"], &["google/type/own.proto"]),
        (
            &["a.proto", "google/rpc"],
            &["a.proto", "google/rpc/code.proto"],
        ),
        (
            &["google/**/d*.proto", ""],
            &["google/type/date.proto", "a.proto", "google/type/own.proto"],
        ),
    ] {
        let request = request_of(folder.path(), files, Parser::Embedded, "");
        assert_eq!(request.file_to_generate, generated, "{files:?}");
    }
}

/// A file that is neither on an include path nor bundled is an error.
#[test]
fn other_files_of_google_are_not_bundled() {
    let folder = folder(&[(
        "a.proto",
        "syntax = \"proto3\"; import \"google/api/quota.proto\";",
    )]);
    let sources = Sources {
        files: vec![folder.path().join("a.proto")],
        includes: vec![folder.path().to_owned()],
        parser: Parser::Embedded,
    };
    let faults = fetch(&sources, "").expect_err("a fault");
    assert_eq!(
        text(&faults),
        "\
a.proto:1:20: error: the import `google/api/quota.proto` is not found
  help: add the include path that holds it, or correct the name"
    );
}

fn request_of(folder: &Path, files: &[&str], parser: Parser, options: &str) -> Request {
    let sources = Sources {
        files: files.iter().map(|file| folder.join(file)).collect(),
        includes: vec![folder.to_owned()],
        parser,
    };
    let fetched = fetch(&sources, options).unwrap_or_else(|faults| panic!("{}", text(&faults)));
    Request::of(&fetched.request)
}
