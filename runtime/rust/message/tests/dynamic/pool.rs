//! The types of descriptors.

use rpcsmith_message::descriptor::{FileDescriptorProto, FileDescriptorSet};
use rpcsmith_message::dynamic::{ItemType, MessageType, Pool};
use rpcsmith_message::reflect::{Cardinality, Kind, Reflect, WellKnown};

use prost::Message;

use super::{descriptor_set, message, pool_of};

/// Features of files, messages, oneofs and fields.
const FEATURES: &str = r#"
edition = "2024";
package test;
option features.field_presence = IMPLICIT;
option features.repeated_field_encoding = EXPANDED;
option features.message_encoding = DELIMITED;
option features.enum_type = CLOSED;

message M {
  int32 implicit = 1;
  int32 explicit = 2 [features.field_presence = EXPLICIT];
  int32 required = 3 [features.field_presence = LEGACY_REQUIRED];
  repeated int32 expanded = 4;
  repeated E packed = 5 [features.repeated_field_encoding = PACKED];
  M delimited = 6;
  map<int32, M> map = 7;
  M prefixed = 9 [features.message_encoding = LENGTH_PREFIXED];
  oneof choice {
    int32 member = 8;
  }

  message Inner {
    option features.enum_type = OPEN;
    Open open = 1;
    enum Open {
      option features.enum_type = OPEN;
      NONE = 0;
    }
  }
}

enum E {
  FIRST = 5;
  SECOND = 0;
}
"#;

fn field(message: &MessageType, name: &str) -> (Cardinality, rpcsmith_message::dynamic::FieldType) {
    let index = message.descriptor().index_of(name).unwrap();
    let field = &message.descriptor().fields()[index];
    (field.cardinality(), message.field_type(index).unwrap())
}

#[test]
fn features_decide_how_fields_are_encoded() {
    let source = FEATURES.replace(
        "    option features.enum_type = OPEN;\n    Open",
        "    Open",
    );
    let pool = pool_of(&source);
    let own = pool.index_of("test.M").unwrap();
    let message = pool.message(own).unwrap();
    let cardinality = |name: &str| field(message, name).0;
    assert_eq!(
        ["implicit", "explicit", "required", "member", "delimited"].map(cardinality),
        [
            Cardinality::Implicit,
            Cardinality::Explicit,
            Cardinality::Required,
            Cardinality::Explicit,
            Cardinality::Explicit,
        ]
    );
    assert!(!field(message, "expanded").1.packed && field(message, "packed").1.packed);
    let item = |name: &str| field(message, name).1.item;
    assert_eq!(item("packed"), ItemType::Enum(5));
    assert_eq!(item("delimited"), ItemType::Group(own));
    assert_eq!(item("prefixed"), ItemType::Message(own));
    // The entries of a map are never delimited.
    let (map, r#type) = field(message, "map");
    assert_eq!(
        (map, r#type.item, r#type.key),
        (
            Cardinality::Map,
            ItemType::Message(own),
            Some(ItemType::Int32)
        )
    );
    assert!(pool.enumeration("test.E").unwrap().is_closed());
    assert!(!pool.enumeration("test.M.Inner.Open").unwrap().is_closed());
    assert_eq!(message.oneof_name(0), Some("choice"));
    let members = message.oneof_members(0).iter();
    let members = members.map(|index| message.descriptor().fields()[*index].name());
    assert_eq!(members.collect::<Vec<_>>(), ["member"]);
}

#[test]
fn proto2_has_labels_groups_and_defaults() {
    let pool = pool_of(
        r#"
        syntax = "proto2";
        package test;
        message M {
          required int32 b = 2;
          optional int32 a = 1 [default = 7];
          repeated int32 many = 3;
          repeated int32 packed = 4 [packed = true];
          optional group Part = 5 { optional string text = 1 [json_name = "t"]; }
          oneof choice { group Other = 6 {} }
          map<string, M> map = 7;
          extensions 100 to max;
        }
        "#,
    );
    let message = pool.message(pool.index_of("test.M").unwrap()).unwrap();
    let names = message.descriptor().fields().iter();
    let names: Vec<_> = names.map(|field| field.name()).collect();
    // The order is that of the numbers.
    assert_eq!(names, ["a", "b", "many", "packed", "part", "other", "map"]);
    assert_eq!(field(message, "b").0, Cardinality::Required);
    assert_eq!(message.default_value(0), Some("7"));
    assert_eq!(message.default_value(1), None);
    assert!(!field(message, "many").1.packed && field(message, "packed").1.packed);
    for group in ["part", "other"] {
        assert!(matches!(field(message, group).1.item, ItemType::Group(_)));
    }
    let part = pool.message(pool.index_of("test.M.Part").unwrap()).unwrap();
    assert_eq!(part.descriptor().index_of("t"), Some(0));
    // The entries of maps have no name.
    assert_eq!(pool.index_of("test.M.MapEntry"), None);
    assert_eq!(pool.messages().count(), 3);
}

#[test]
fn services_have_methods() {
    let pool = pool_of(
        r#"
        syntax = "proto3";
        package test;
        message A { optional string x = 1; }
        message B {}
        service S { rpc Do(A) returns (stream B); }
        "#,
    );
    let method = pool.method("test.S", "Do").unwrap();
    let name = |index: usize| pool.message(index).unwrap().descriptor().full_name();
    assert_eq!(
        (name(method.input()), name(method.output())),
        ("test.A", "test.B")
    );
    assert!(pool.method("test.S", "Not").is_none() && pool.method("test.T", "Do").is_none());
    // The label `optional` of proto3 is no oneof.
    let message = pool.message(method.input()).unwrap();
    assert_eq!(message.descriptor().fields()[0].oneof(), None);
    assert_eq!(field(message, "x").0, Cardinality::Explicit);
}

/// A file that imports files that are in no set.
fn without_imports(source: &str) -> Vec<FileDescriptorProto> {
    let set = FileDescriptorSet::decode(&*descriptor_set(source)).unwrap();
    let files = set.file.into_iter();
    files.filter(|file| file.name() == "test.proto").collect()
}

#[test]
fn well_known_types_are_never_missing() {
    let files = without_imports(
        r#"
        syntax = "proto3";
        package test;
        import "google/protobuf/empty.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/descriptor.proto";
        extend google.protobuf.FieldOptions { string label = 50000; }
        message M {
          google.protobuf.Struct tags = 1;
          google.protobuf.Timestamp at = 2 [(label) = "x"];
        }
        service S { rpc Do(M) returns (google.protobuf.Empty); }
        "#,
    );
    let pool = std::sync::Arc::new(Pool::new(files.clone()).unwrap());
    let names: Vec<_> = pool
        .messages()
        .map(|message| message.descriptor().full_name())
        .collect();
    for name in ["Struct", "Value", "ListValue", "Timestamp", "Empty"] {
        assert!(
            names.contains(&&*format!("google.protobuf.{name}")),
            "{name}"
        );
    }
    let mut m = message(&pool, "M");
    let text = r#"{"tags":{"a":[null,{"b":1.0}]},"at":"2026-01-31T12:00:00Z"}"#;
    let options = rpcsmith_message::json::ReadOptions::new();
    options.merge_str(&mut m, text).unwrap();
    assert_eq!(rpcsmith_message::json::to_string(&m).unwrap(), text);
    let field = &m.descriptor().fields()[1];
    assert!(
        matches!(field.kind(), Kind::Message(message) if message.form() == Some(WellKnown::Timestamp))
    );
    // A file that is there twice counts once.
    assert!(Pool::new([files.clone(), files].concat()).is_ok());
}

#[test]
fn options_redact_by_their_values() {
    let protos = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/golden/redacted/proto"
    );
    let sources = rpcsmith_compiler::IncludePaths {
        folders: vec![protos.into()],
    };
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../src/frontend/include");
    let sources = rpcsmith_compiler::IncludePaths {
        folders: [sources.folders, vec![bundled.into()]].concat(),
    };
    let compiled = rpcsmith_compiler::compile(&["redacted.proto"], &sources).unwrap();
    let pool = Pool::decode([&*compiled.file_descriptor_set()]).unwrap();
    let redacted = |name: &str| {
        let message = pool.message(pool.index_of(name).unwrap()).unwrap();
        let fields = message.descriptor().fields().iter();
        let fields = fields.filter(|field| field.is_redacted());
        fields.map(|field| field.name()).collect::<Vec<_>>()
    };
    // As in generated code.
    assert_eq!(redacted("redacted.Card"), ["number", "code", "deep"]);
    assert_eq!(
        redacted("redacted.Account"),
        [
            "password",
            "token",
            "clearance",
            "pins",
            "answers",
            "card",
            "old_password",
            "email"
        ]
    );
    assert_eq!(redacted("redacted.Login"), ["password", "secrets"]);
}
