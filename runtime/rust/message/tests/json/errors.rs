//! The texts of errors.

use std::collections::HashMap;

use prost_types::Duration;
use rpcsmith_message::json::{self, ErrorKind};
use rpcsmith_message::reflect::{
    Access, Described, FieldDescriptor, MessageDescriptor, Slot, Value, field, slot, value,
};

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

/// A message whose fields have the option `debug_redact`.
#[derive(Clone, PartialEq, prost::Message)]
struct Secret {
    #[prost(int32, tag = "1")]
    pin: i32,
    #[prost(map = "string, int32", tag = "2")]
    pins: HashMap<String, i32>,
    #[prost(message, optional, tag = "3")]
    wait: Option<Duration>,
}

impl Described for Secret {
    fn descriptor() -> &'static MessageDescriptor {
        static FIELDS: &[FieldDescriptor] = &[
            field::redacted(field::implicit::int32(1, "pin", "pin")),
            field::redacted(field::map::int32(2, "pins", "pins")),
            field::redacted(field::optional::message::<Duration>(3, "wait", "wait")),
        ];
        static DESCRIPTOR: MessageDescriptor = MessageDescriptor::new("test.Secret", FIELDS);
        &DESCRIPTOR
    }

    fn field(&self, index: usize) -> Option<Value<'_>> {
        match index {
            0 => value::implicit(&self.pin),
            1 => value::map(&self.pins),
            2 => value::message::optional(&self.wait),
            _ => None,
        }
    }

    fn field_mut(&mut self, index: usize, access: Access) -> Option<Slot<'_>> {
        match index {
            0 => slot::singular(&mut self.pin, access),
            1 => slot::map(&mut self.pins, access),
            2 => slot::message::optional(&mut self.wait, access),
            _ => None,
        }
    }
}

#[test]
fn errors_of_redacted_fields_do_not_have_their_values() {
    for (text, place) in [
        (
            r#"{"pin":"hunter2"}"#,
            "pin: invalid value, expected a 32-bit integer at line 1, column 16",
        ),
        (
            r#"{"pins":{"hunter2":"x"}}"#,
            "pins: invalid value, expected a 32-bit integer at line 1, column 22",
        ),
        (
            r#"{"wait":"hunter2"}"#,
            "wait: invalid value, expected a duration such as \"1.5s\", of at most 315576000000 seconds at line 1, column 17",
        ),
        (
            r#"{"pin":hunter2}"#,
            "pin: expected value at line 1, column 8",
        ),
    ] {
        assert_eq!(error::<Secret>(text), place);
    }
    let secret = Secret {
        wait: Some(Duration {
            seconds: i64::MAX,
            nanos: 0,
        }),
        ..Secret::default()
    };
    let error = json::to_string(&secret).unwrap_err();
    assert_eq!(
        error.to_string(),
        "wait: the value of a redacted field is not valid"
    );
}
