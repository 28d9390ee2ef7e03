//! Groups, defaults, extensions, message sets and secret fields of proto2.

use std::io;
use std::sync::LazyLock;

use rpcsmith_runtime::Method;
use rpcsmith_runtime::cli::Client;

use crate::host::{descriptor_set, echo, output_of, run};

fn client() -> Client {
    const METHODS: &[Method] = &[Method::unary("/legacy.v1.Orders/Echo")];
    static SET: LazyLock<&'static [u8]> = LazyLock::new(|| descriptor_set("legacy.proto"));
    Client::new("orders").service(METHODS, *SET)
}

fn echoed(args: &[&str]) -> String {
    let args = [&["echo"], args].concat();
    output_of(run(&client(), echo(), &args, io::empty()))
}

fn rejected(json: &str) -> String {
    let output = run(&client(), echo(), &["echo", "--json", json], io::empty());
    assert_eq!((output.code, output.out.as_str()), (2, ""));
    output.err
}

#[test]
fn groups_extensions_and_message_sets() {
    for json in [
        r#"{"id":"1","size":"SMALL","line":[{"item":"a"},{"item":"b","size":"LARGE"}],"only":""}"#,
        r#"{"id":"1","set":{"[legacy.v1.Gift.gift]":{"text":"x"}}}"#,
        r#"{"id":"1","[legacy.v1.label]":"l","[legacy.v1.sizes]":["SMALL","LARGE"],"[legacy.v1.present]":{"text":"x"}}"#,
        r#"{"id":"1","any":{"@type":"x/legacy.v1.Order","id":"2","[legacy.v1.label]":"l"}}"#,
        r#"{"id":"1","any":{"@type":"x/legacy.v1.Set","[legacy.v1.Gift.gift]":{}}}"#,
    ] {
        assert_eq!(echoed(&["--json", json]), json);
    }
    assert_eq!(
        echoed(&[r#"--line={"item":"a"}"#, "--id="]),
        r#"{"id":"","line":[{"item":"a"}]}"#
    );
}

#[test]
fn a_closed_enum_has_only_its_numbers() {
    assert_eq!(
        echoed(&["--id=1", "--size=1"]),
        r#"{"id":"1","size":"SMALL"}"#
    );
    let output = run(&client(), echo(), &["echo", "--size=7"], io::empty());
    assert_eq!((output.code, output.out.as_str()), (2, ""));
    let expected = "invalid value '7' for '--size <NAME>'\n  [possible values: SMALL, LARGE]";
    assert!(output.err.contains(expected), "{}", output.err);
}

#[test]
fn secret_fields_are_shown_on_request() {
    let args = [
        "--id=1",
        "--card=4711",
        "--pins=1",
        "--pins=2",
        r#"--any={"@type":"x/legacy.v1.Order","card":"4711"}"#,
    ];
    assert_eq!(
        echoed(&args),
        r#"{"id":"1","any":{"@type":"x/legacy.v1.Order","card":"[REDACTED]"},"card":"[REDACTED]","pins":"[REDACTED]"}"#
    );
    assert_eq!(
        echoed(&[&["--show-redacted"], &args[..]].concat()),
        r#"{"id":"1","any":{"@type":"x/legacy.v1.Order","card":"4711"},"card":"4711","pins":[1,2]}"#
    );
}

#[test]
fn descriptions_have_defaults() {
    let args = ["describe", "legacy.v1.Order"];
    let text = output_of(run(&client(), echo(), &args, io::empty()));
    for line in [
        "  required string id = 1;",
        "  optional int32 count = 2 [default = 7];",
        r#"  optional string note = 3 [default = "a \"b\""];"#,
        r#"  optional bytes mark = 4 [default = "\001"];"#,
        "  optional legacy.v1.Size size = 5 [default = LARGE];",
        "  repeated legacy.v1.Order.Line line = 6;",
        "  oneof choice {\n    string only = 11;\n  }",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn unknown_names_have_a_remedy() {
    for (json, expected) in [
        (
            r#"{"line":[{"itm":"a"}]}"#,
            "line 1, column 15: line[0]: legacy.v1.Order.Line has no field `itm`; did you mean `item`?",
        ),
        (
            r#"{"[legacy.v1.lable]":"l"}"#,
            "legacy.v1.Order has no field `[legacy.v1.lable]`; did you mean `[legacy.v1.label]`?",
        ),
        (
            r#"{"size":"X"}"#,
            "size: legacy.v1.Size has no value `X`; `describe legacy.v1.Size` lists its values",
        ),
        (
            r#"{"any":{"@type":"x/legacy.v1.Ordr"}}"#,
            "any: the schema of this client has no message `legacy.v1.Ordr`; did you mean `legacy.v1.Order`?",
        ),
        (
            r#"{"any":{"@type":"Order"}}"#,
            "any: expected a type such as \"type.googleapis.com/user.v1.User\", found \"Order\"",
        ),
    ] {
        let error = rejected(json);
        assert!(error.contains(expected), "{json}: {error}");
    }
}
