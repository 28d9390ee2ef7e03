//! The texts of errors.

use rpcsmith_message::json::{self, ErrorKind};

use crate::error;
use crate::messages::{Known, Node};

#[test]
fn errors_have_the_path_and_the_place() {
    for (text, expected) in [
        (
            "{\n  \"children\": [{}, {\"byId\": {\"7\": {\"name\": 1}}}]\n}",
            "children[1].byId[\"7\"].name: invalid type: integer `1`, expected a string at line 2, column 44",
        ),
        (
            r#"{"nam":1}"#,
            "test.Node has no field \"nam\" at line 1, column 6",
        ),
        (
            r#"{"child":{"nam":1}}"#,
            "child: test.Node has no field \"nam\" at line 1, column 15",
        ),
        (
            r#"{"byId":{"x":{}}}"#,
            "byId[\"x\"]: the key does not have the type of the map's keys at line 1, column 13",
        ),
        (
            r#"{"numbers":[1,2"#,
            "numbers[2]: EOF while parsing a list at line 1, column 15",
        ),
        (
            r#"[]"#,
            "invalid type: sequence, expected an object with the fields of test.Node at line 1, column 0",
        ),
    ] {
        assert_eq!(error::<Node>(text), expected);
    }
    assert_eq!(
        error::<Known>(r#"{"times":["1970-01-01T00:00:00Z","tomorrow"]}"#),
        "times[1]: invalid value: string \"tomorrow\", expected a timestamp such as \"1972-01-01T10:00:20.021Z\", from the year \
         0001 to 9999 at line 1, column 43"
    );
}

#[test]
fn errors_have_a_kind() {
    let kind = |text: &str| json::from_str::<Node>(text).unwrap_err().kind();
    assert_eq!(kind("{"), ErrorKind::Syntax);
    assert_eq!(kind("{} x"), ErrorKind::Syntax);
    assert_eq!(kind(r#"{"name":1}"#), ErrorKind::Data);
}

#[test]
fn errors_are_short() {
    let long = "é".repeat(10_000);
    let error = error::<Known>(&format!(r#"{{"time":"{long}"}}"#));
    assert!(error.len() < 500, "{}", error.len());
}
