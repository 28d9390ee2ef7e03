//! Tests that names are final before rendering starts.

use std::fs;

use crate::diagnostics::{Diagnostics, Severity};
use crate::frontend::{Parser, Sources, fetch};
use crate::http::Http;
use crate::model::Selection;
use crate::options::{self, Options};
use crate::rules::Rules;
use crate::targets::{self, Schema};
use crate::{request, resolve};

/// Two names of each kind that are one in Rust.
const CLASHES: &str = r#"
syntax = "proto2";
package clashes;
message FooBar {}
message foo_bar {}
enum FOO_BAR { ZERO = 0; }
enum Mode { option deprecated_legacy_json_field_conflicts = true; ONE = 0; one_ = 1; One = 2; }
message Fields {
  optional string some_field = 1;
  optional string someField = 2 [json_name = "second"];
  optional Mode mode = 3;
  optional Mode set_mode = 4;
  oneof Kind { string left_hand = 5; bytes LeftHand = 6 [json_name = "left"]; }
  oneof kind { string right_hand = 7; }
}
service Users { rpc GetUser(Fields) returns (Fields); rpc get_user(Fields) returns (Fields); }
service users {}
"#;

#[test]
fn clashes_of_each_kind_are_found_without_rendering() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clashes.proto");
    fs::write(&file, CLASHES).unwrap();
    let sources = Sources {
        files: vec![file],
        includes: vec![folder.path().to_owned()],
        parser: Parser::Embedded,
    };
    let request = fetch(&sources, "").unwrap().request;
    let request = request::decode(&request).unwrap();
    let options = Options::from_pairs(options::from_parameter(request.parameter)).unwrap();
    let mut diagnostics = Diagnostics::default();
    let model = resolve::model(request, &mut diagnostics);
    let rules = Rules::compile(&model, &options, &mut diagnostics);
    let selection = Selection::new(&model, &options.include, true, &mut diagnostics);
    let schema = Schema {
        model: &model,
        rules: &rules,
        http: &Http::default(),
        selection: &selection,
        options: &options,
    };
    targets::target(&options).plan(schema, &mut diagnostics);
    let faults = diagnostics.end_stage().unwrap_err();
    let errors = faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    let found: Vec<_> = errors.map(|fault| &*fault.message).collect();
    let expected = [
        "message `foo_bar` and message `FooBar` are both `FooBar` in Rust",
        "enum `FOO_BAR` and message `FooBar` are both `FooBar` in Rust",
        "value `one_` and value `ONE` are both `One` in Rust",
        "value `One` and value `ONE` are both `One` in Rust",
        "field `someField` and field `some_field` are both `some_field` in Rust",
        "getter of field `set_mode` and setter of field `mode` are both `set_mode` in Rust",
        "field `LeftHand` and field `left_hand` are both `LeftHand` in Rust",
        "oneof `kind` and oneof `Kind` are both `Kind` in Rust",
        "oneof `kind` and oneof `Kind` are both `kind` in Rust",
        "method `get_user` and method `GetUser` are both `get_user` in Rust",
        "service `users` and service `Users` are both `Users` in Rust",
    ];
    assert_eq!(found, expected);
}
