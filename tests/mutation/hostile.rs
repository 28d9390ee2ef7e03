//! Requests that protoc never produces: the generator reports each error with its place, and all errors of a stage at
//! once.

use prost::Message;
use prost_types::compiler::CodeGeneratorRequest;
use prost_types::field_descriptor_proto::Type;
use prost_types::source_code_info::Location;
use prost_types::{DescriptorProto, FileDescriptorProto, OneofDescriptorProto, SourceCodeInfo};

use crate::build::{
    diagnostics, diagnostics_of, entry, r#enum, field, file, message, method, request, service,
};
use crate::tree::{self, Kind, Node, Value};

#[test]
fn names_are_identifiers_of_a_bounded_length() {
    let long = "x".repeat(1_001);
    let names = [
        "",
        "1a",
        "a b",
        "a.b",
        "naïve",
        "名",
        "*/",
        "a\nb",
        "\"",
        "a\u{202E}b",
        &long,
    ];
    let fields = names
        .iter()
        .enumerate()
        .map(|(index, name)| field(name, index as i32 + 1, Type::Bool));
    let shown = "x".repeat(60);
    assert_eq!(
        diagnostics_of(vec![message("M", fields.collect())]),
        format!(
            "a.proto: error: `*/` is not a protobuf identifier\n\
             a.proto: error: `1a` is not a protobuf identifier\n\
             a.proto: error: `\\\"` is not a protobuf identifier\n\
             a.proto: error: `` is not a protobuf identifier\n\
             a.proto: error: `a b` is not a protobuf identifier\n\
             a.proto: error: `a.b` is not a protobuf identifier\n\
             a.proto: error: `a\\nb` is not a protobuf identifier\n\
             a.proto: error: `a\\u{{202e}}b` is not a protobuf identifier\n\
             a.proto: error: `naïve` is not a protobuf identifier\n\
             a.proto: error: `{shown}…` is longer than 1000 bytes\n\
             a.proto: error: `名` is not a protobuf identifier\n"
        )
    );
}

#[test]
fn every_kind_of_name_is_checked() {
    let all = FileDescriptorProto {
        message_type: vec![DescriptorProto {
            oneof_decl: vec![OneofDescriptorProto {
                name: Some("o o".to_owned()),
                ..Default::default()
            }],
            ..message("m m", vec![])
        }],
        enum_type: vec![r#enum("e e", &[("V", 0)]), r#enum("E", &[("v v", 0)])],
        service: vec![
            service("s s", vec![]),
            service("S", vec![method("r r", ".a.M", ".a.M")]),
        ],
        ..file("a")
    };
    let broken_package = FileDescriptorProto {
        name: Some("b.proto".to_owned()),
        ..file("b..c")
    };
    assert_eq!(
        diagnostics(&request(vec![all, broken_package])),
        "a.proto: error: `e e` is not a protobuf identifier\n\
         a.proto: error: `m m` is not a protobuf identifier\n\
         a.proto: error: `r r` is not a protobuf identifier\n\
         a.proto: error: `s s` is not a protobuf identifier\n\
         a.proto: error: `v v` is not a protobuf identifier\n\
         b.proto: error: `` is not a protobuf identifier\n"
    );
}

#[test]
fn paths_and_packages_fit_into_file_names() {
    let with_path = |path: &str| FileDescriptorProto {
        name: Some(path.to_owned()),
        ..FileDescriptorProto::default()
    };
    let files = vec![
        with_path(""),
        with_path("a\nfn main() {}.proto"),
        with_path(&"d/".repeat(600)),
        FileDescriptorProto {
            name: Some("deep.proto".to_owned()),
            ..file(&["a"; 126].join("."))
        },
        with_path("twice.proto"),
        with_path("twice.proto"),
    ];
    let (path, package) = ("d/".repeat(30), "a.".repeat(30));
    assert_eq!(
        diagnostics(&request(files)),
        format!(
            "error: `` is not the path of a file\n\
             error: `a\\nfn main() {{}}.proto` is not the path of a file\n\
             error: `{path}…` is not the path of a file\n\
             deep.proto: error: package `{package}…` is longer than 250 bytes: its file name would be too long\n\
             twice.proto: error: the request contains this file twice\n"
        )
    );
}

#[test]
fn imports_exist_and_have_no_cycle() {
    let importing = |package: &str, imports: &[&str]| FileDescriptorProto {
        dependency: imports.iter().map(|import| (*import).to_owned()).collect(),
        public_dependency: vec![7, -1],
        weak_dependency: vec![i32::MAX],
        ..file(package)
    };
    let files = vec![
        importing("a", &["b.proto"]),
        importing("b", &["c.proto", "none.proto"]),
        importing("c", &["a.proto"]),
        importing("d", &["d.proto"]),
        importing("e", &["a.proto"]),
    ];
    assert_eq!(
        diagnostics(&request(files)),
        "a.proto: error: the file imports itself through `b.proto`\n\
         b.proto: error: the file imports `none.proto`, which is not in the request\n\
         d.proto: error: the file imports itself\n"
    );
}

#[test]
fn files_to_generate_are_in_the_request() {
    let request = CodeGeneratorRequest {
        file_to_generate: vec!["none\n.proto".to_owned(), "none\n.proto".to_owned()],
        ..Default::default()
    };
    assert_eq!(
        diagnostics(&request.encode_to_vec()),
        "none\\n.proto: error: `file_to_generate` names this file, but the request does not contain it\n"
    );
}

#[test]
fn unsupported_syntaxes_and_editions_are_rejected() {
    let with_syntax = |package: &str, syntax: &str| FileDescriptorProto {
        syntax: Some(syntax.to_owned()),
        ..file(package)
    };
    let files = vec![
        with_syntax("a", "proto4"),
        with_syntax("b", "editions"),
        with_syntax("c", "proto3"),
        with_syntax("d", "editions"),
    ];
    let mut nodes = tree::decode(Kind::Request, &request(files)).unwrap();
    let mut editions = [0, 0, 1000, 1003].into_iter();
    tree::each_message(Kind::Request, &mut nodes, &mut |kind, nodes| {
        if kind == Kind::File {
            nodes.push(Node {
                number: 14,
                value: Value::Varint(editions.next().unwrap()),
            });
        }
    });
    let help = "\n  help: rpcsmith supports proto2, proto3, and editions 2023, 2024 and 2026\n";
    assert_eq!(
        diagnostics(&tree::encode(&nodes)),
        format!(
            "a.proto: error: unsupported syntax \"proto4\"{help}\
             b.proto: error: unsupported syntax \"editions\"{help}\
             c.proto: error: unsupported edition 1000{help}\
             d.proto: error: unsupported edition 1003{help}"
        )
    );
}

#[test]
fn enums_have_distinct_values() {
    let file = FileDescriptorProto {
        enum_type: vec![
            r#enum("Empty", &[]),
            r#enum("E", &[("A", 0), ("B", 1), ("A", 0), ("A", 2)]),
        ],
        ..file("a")
    };
    assert_eq!(
        diagnostics(&request(vec![file])),
        "a.proto: error: enum `Empty` has no value\n\
         a.proto: error: value `A` is declared twice\n"
    );
}

#[test]
fn full_names_are_declared_once() {
    let file = |package: &str, name: &str| FileDescriptorProto {
        name: Some(name.to_owned()),
        message_type: vec![message("X", vec![])],
        enum_type: vec![r#enum("X", &[("V", 0)])],
        service: vec![service("X", vec![])],
        ..file(package)
    };
    let at = "`a.X` is declared twice\na.proto: note: it is first declared here";
    assert_eq!(
        diagnostics(&request(vec![file("a", "a.proto"), file("a", "b.proto")])),
        format!("a.proto: error: {at}\nb.proto: error: {at}\n")
    );
}

#[test]
fn method_types_are_messages() {
    let holder = DescriptorProto {
        nested_type: vec![entry("Entry", vec![])],
        ..message("M", vec![])
    };
    let file = FileDescriptorProto {
        message_type: vec![holder],
        enum_type: vec![r#enum("E", &[("V", 0)])],
        service: vec![service(
            "S",
            vec![
                method("Fine", ".a.M", ".a.M"),
                method("Dangling", ".a.None", ""),
                method("Enum", ".a.E", ".a.S"),
                method("Entry", ".a.M", ".a.M.Entry"),
            ],
        )],
        ..file("a")
    };
    let rest = "which is not in the request";
    assert_eq!(
        diagnostics(&request(vec![file])),
        format!(
            "a.proto: error: method `Dangling` names the message `.a.None`, {rest}\n\
             a.proto: error: method `Dangling` names the message ``, {rest}\n\
             a.proto: error: method `Entry` names the message `.a.M.Entry`, {rest}\n\
             a.proto: error: method `Enum` names the message `.a.E`, {rest}\n\
             a.proto: error: method `Enum` names the message `.a.S`, {rest}\n"
        )
    );
}

/// Invalid spans and paths are ignored; valid ones are used, however large their numbers are.
#[test]
fn invalid_source_info_is_ignored() {
    let location = |path: &[i32], span: &[i32]| Location {
        path: path.to_vec(),
        span: span.to_vec(),
        leading_comments: Some("*/ ```\n#![x]\r\u{0}\u{202E}".to_owned()),
        ..Default::default()
    };
    let info = SourceCodeInfo {
        location: vec![
            location(&[], &[]),
            location(&[4], &[1]),
            location(&[4, 0], &[-1, -1, -1]),
            location(&[4, 1], &[i32::MAX, i32::MAX, i32::MAX, i32::MAX]),
            location(&[4, 1, 1], &[i32::MAX, 0, 0, 0, 0, 0]),
            location(&[4, 1, 1], &[7, 7, 7]),
            location(&[-1, -1, -1, -1], &[0, 0, 0]),
            location(&[4, 99, 2, 99, 3, 99], &[0, 0, 0]),
        ],
    };
    let file = FileDescriptorProto {
        message_type: vec![message("M", vec![]), message("m", vec![])],
        source_code_info: Some(info),
        ..file("a")
    };
    assert_eq!(
        diagnostics(&request(vec![file])),
        "a.proto:2147483648:1: error: message `m` and message `M` are both `M` in Rust\n\
         a.proto: note: message `M` is here\n  \
         help: rename one of them, or give it another name in Rust alone: `rename=.a.m=M2`\n"
    );
}

/// Malformed options are an error of their field; unknown values of options are ignored.
#[test]
fn malformed_options_are_reported_and_unknown_ones_ignored() {
    let file = FileDescriptorProto {
        message_type: vec![message(
            "M",
            vec![field("broken", 1, Type::Bool), field("odd", 2, Type::Bool)],
        )],
        ..file("a")
    };
    let mut nodes = tree::decode(Kind::Request, &request(vec![file])).unwrap();
    // A length that exceeds the message; then features with presence 7 and encoding -1, and an extension.
    let mut options = [
        vec![0xFA, 0x01, 0x7F],
        vec![
            0xAA, 0x01, 0x0D, 0x08, 0x07, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0x01, 0xC2, 0x3E, 0,
        ],
    ]
    .into_iter();
    tree::each_message(Kind::Request, &mut nodes, &mut |kind, nodes| {
        if kind == Kind::Field {
            nodes.push(Node {
                number: 8,
                value: Value::Bytes(options.next().unwrap()),
            });
        }
    });
    assert_eq!(
        diagnostics(&tree::encode(&nodes)),
        "a.proto: error: field `broken` has malformed options: failed to decode Protobuf message: \
         a length exceeds the message\n"
    );
}

/// On a file system that ignores case, one generated file would replace the other.
#[test]
fn packages_that_differ_only_in_case_get_a_warning() {
    let named = |name: &str, package: &str| FileDescriptorProto {
        name: Some(name.to_owned()),
        ..file(package)
    };
    assert_eq!(
        diagnostics(&request(vec![
            named("a.proto", "fooBar"),
            named("b.proto", "foobar")
        ])),
        "b.proto: warning: `foobar.rs` and `fooBar.rs` are one file on disks that ignore case\n\
         a.proto: note: package `fooBar` is here\n"
    );
}
