//! Files of editions: rpcsmith accepts the same files as protoc.

use std::fs;
use std::process::Command;

use rpcsmith::frontend::{Parser, fetch};

use super::support::{faults, folder, protoc, sources_in, with_protoc};

/// Features of edition 2026 as in protobuf's own unit tests, and uses of them that protoc rejects.
const EDITION_2026: [&str; 34] = [
    "message A { int32 a = 1; }",
    "option features.field_presence = IMPLICIT; message A { int32 a = 1; string b = 2 [features.field_presence = EXPLICIT]; }",
    "message A { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; }",
    "option features.field_presence = LEGACY_REQUIRED; message A { int32 a = 1; }",
    "message A { repeated int32 a = 1 [features.field_presence = IMPLICIT]; }",
    "message A { A a = 1 [features.field_presence = IMPLICIT]; }",
    "message A { int32 a = 1 [features.field_presence = IMPLICIT, default = 1]; }",
    "message A { int32 a = 1 [default = 1]; double b = 2 [default = -nan]; }",
    "option features.enum_type = CLOSED; enum E { E_ONE = 1; } message A { E e = 1; map<int32, E> es = 2; }",
    "enum E { E_ONE = 1; }",
    "option features.enum_type = CLOSED; enum E { E_A = 1; } message A { E e = 1 [features.field_presence = IMPLICIT]; }",
    "enum E { option allow_alias = true; E_ZERO = 0; E_NONE = 0; }",
    "enum E { option features.enforce_naming_style = STYLE_LEGACY; zero = 0; One = -1; }",
    "enum E { zero = 0; }",
    "message A { int32 fieldName = 1; }",
    "message A { int32 fieldName = 1 [features.enforce_naming_style = STYLE_LEGACY]; int32 _b = 2 \
     [features.enforce_naming_style = STYLE_LEGACY]; }",
    "message a { option features.enforce_naming_style = STYLE_LEGACY; }",
    "option features.repeated_field_encoding = EXPANDED; message A { repeated int32 a = 1; repeated int32 b = 2 \
     [features.repeated_field_encoding = PACKED]; }",
    "message A { repeated string a = 1 [features.repeated_field_encoding = PACKED]; }",
    "option features.utf8_validation = NONE; message A { string a = 1; string b = 2 [features.utf8_validation = VERIFY]; }",
    "message A { A a = 1 [features.message_encoding = DELIMITED]; oneof c { A b = 2 [features.message_encoding = DELIMITED]; } }",
    "message A { map<int32, A> a = 1 [features.message_encoding = DELIMITED]; }",
    "message A { extensions 100 to max; extend A { A more = 100 [features.message_encoding = DELIMITED]; } }",
    "option features.default_symbol_visibility = EXPORT_ALL; message A { message B { message C {} } A.B.C c = 1; }",
    "option features.default_symbol_visibility = LOCAL_ALL; message A {} message B { A a = 1; }",
    "export message A { local message B {} export enum C { C_ZERO = 0; } B b = 1; }",
    "message A { reserved 1, 3 to 5, 1000 to max; reserved old, older; }",
    "message A { reserved \"old\"; }",
    "import option \"google/protobuf/descriptor.proto\"; message A {}",
    "import \"google/protobuf/descriptor.proto\"; extend google.protobuf.EnumValueOptions { string text = 50001; } \
     enum E { E_ZERO = 0 [(text) = \"zero\"]; }",
    "message A { optional int32 a = 1; }",
    "message A { required int32 a = 1; }",
    "message A { oneof c { int32 a = 1 [features.field_presence = EXPLICIT]; } }",
    "service S { rpc R(A) returns (stream A) { option idempotency_level = IDEMPOTENT; } } message A {}",
];

/// The test skips a protoc that does not know the edition.
#[test]
fn edition_2026_is_accepted_as_protoc_does() {
    for parser in [Parser::Embedded, with_protoc()] {
        accepts_edition_2026(&parser);
    }
}

fn accepts_edition_2026(parser: &Parser) {
    let folder = folder(&[]);
    let mut accepted = 0;
    for (index, text) in EDITION_2026.iter().enumerate() {
        let name = format!("case{index}.proto");
        let text = format!("edition = \"2026\";\npackage a.v1;\n{text}\n");
        fs::write(folder.path().join(&name), &text).expect("a file");
        let mut alone = Command::new(protoc());
        alone.current_dir(folder.path());
        let alone = alone.args(["--descriptor_set_out=set", &name]).output();
        let alone = alone.expect("protoc");
        if String::from_utf8_lossy(&alone.stderr).contains("Unknown edition") {
            return;
        }
        let generated = fetch(&sources_in(folder.path(), &[&name], parser.clone()), "")
            .map_err(|faults| format!("{faults:?}"))
            .and_then(|fetched| {
                rpcsmith::generate(&fetched.request).map_err(|error| error.to_string())
            });
        assert_eq!(
            alone.status.success(),
            generated.is_ok(),
            "{text}{:?}",
            generated.err()
        );
        accepted += usize::from(alone.status.success());
    }
    assert_eq!(accepted, 18);
}

/// Without an edition there are no features, with both parsers. Other elements may have the name.
#[test]
fn features_need_an_edition() {
    let refused = [
        "option features.field_presence = EXPLICIT;",
        "option features = {field_presence: EXPLICIT};",
        "message A { option features.message_encoding = DELIMITED; }",
        "message A { int32 a = 1 [features.field_presence = EXPLICIT]; }",
        "message A { int32 a = 1 [deprecated = true, features.field_presence = EXPLICIT]; }",
        "message A { int32 a = 1 [features = {field_presence: EXPLICIT}]; }",
        "message A { oneof c { option features.utf8_validation = NONE; int32 a = 1; } }",
        "enum E { option features.enum_type = OPEN; ZERO = 0; }",
        "enum E { ZERO = 0 [features.enum_type = OPEN]; }",
        "message A {} service S { option features.enum_type = OPEN; rpc R(A) returns (A); }",
        "message A {} service S { rpc R(A) returns (A) { option features.enum_type = OPEN; } }",
    ];
    let taken = [
        "message features { message B {} features.B features = 1; }",
        "message option { string features = 1 [json_name = \"features.x\"]; }",
        "import \"google/protobuf/descriptor.proto\"; message O { int32 features = 1; repeated int32 list = 2; } \
         extend google.protobuf.MessageOptions { O features = 50001; } message A { option (features).features = 1; } \
         message B { option (features) = {features: 1, list: [1, 2]}; }",
        "enum E { ZERO = 0; features = 1; } message A { repeated E a = 1; }",
    ];
    let proto2 = "syntax = \"proto2\";\nmessage A { optional int32 a = 1 [features.field_presence = EXPLICIT]; }";
    let proto3 = |text: &str| format!("syntax = \"proto3\";\n{text}\n");
    let refused = refused.map(proto3).into_iter().chain([proto2.to_owned()]);
    let refused: Vec<String> = refused.collect();
    let folder = folder(&[]);
    for parser in [Parser::Embedded, with_protoc()] {
        let sources = sources_in(folder.path(), &["a.proto"], parser);
        for text in &refused {
            fs::write(folder.path().join("a.proto"), text).expect("a file");
            let faults = faults(&sources);
            let fault = [
                "Features are only valid under editions",
                "only files with an edition can set features",
            ];
            let is_reported = fault.iter().any(|fault| faults.contains(fault));
            assert!(is_reported, "{text}: {faults}");
        }
        for text in taken.map(proto3) {
            fs::write(folder.path().join("a.proto"), &text).expect("a file");
            let fetched = fetch(&sources, "");
            assert!(fetched.is_ok(), "{text}{:?}", fetched.err());
        }
    }
}
