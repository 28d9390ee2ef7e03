//! Rules that create messages, compare them, read their fields, or put them into lists.

use std::collections::HashMap;

use prost_types::value::Kind as Json;
use rpcsmith_goldens::goldens::validate_message_defaults::validate_message_defaults as defaults;
use rpcsmith_goldens::goldens::validate_messages::validate_messages::part::Origin;
use rpcsmith_goldens::goldens::validate_messages::validate_messages::{
    Compared, Everything, Filled, Kind, Lists, Part, Read, WellKnown,
};
use rpcsmith_runtime::validate::{Validate, ValidationError};

/// The ids of the rules that a message violates, or the error of a rule.
fn violated_rules(message: &impl Validate) -> Vec<String> {
    match message.validate() {
        Ok(()) => Vec::new(),
        Err(ValidationError::Violations(violations)) => {
            let violations = violations.violations().iter();
            violations
                .map(|violation| violation.rule_id().to_owned())
                .collect()
        }
        Err(error) => vec![error.to_string()],
    }
}

fn part(id: &str) -> Part {
    Part {
        id: id.to_owned(),
        ..Part::default()
    }
}

fn json(kind: Json) -> prost_types::Value {
    prost_types::Value { kind: Some(kind) }
}

#[test]
fn messages_are_compared_with_messages_of_rules() {
    let valid = Compared {
        id: "a".to_owned(),
        part: Some(Part {
            count: 2,
            sold: Some(false),
            origin: Some(Origin::Shop("b".to_owned())),
            ..part("a")
        }),
        ..Compared::default()
    };
    assert!(violated_rules(&valid).is_empty());
    let unset = Compared::default();
    assert_eq!(
        violated_rules(&unset),
        ["default", "constant", "same_id", "chosen", "other"]
    );
    // An optional field that is set differs from one that is unset.
    let unsold = Compared {
        part: valid.part.clone().map(|part| Part { sold: None, ..part }),
        other: Some(part("a")),
        ..valid
    };
    assert_eq!(violated_rules(&unsold), ["constant", "same_id", "other"]);
}

#[test]
fn lists_contain_messages_of_rules() {
    let lists = |id: &str, ids: &[&str], parts: &[&str]| {
        violated_rules(&Lists {
            id: id.to_owned(),
            ids: ids.iter().map(|&id| id.to_owned()).collect(),
            parts: parts.iter().copied().map(part).collect(),
        })
    };
    assert!(lists("b", &["b", "a"], &["b", "a"]).is_empty());
    assert_eq!(lists("b", &["a", "b"], &["b", "a"]), ["in_order"]);
    assert_eq!(lists("c", &["b"], &["a"]), ["in_order", "has_first"]);
    assert_eq!(lists("c", &["b"], &["b"]), ["known"]);
}

/// The message that the rule `literal` creates.
fn literal() -> Everything {
    let copied = Part {
        next: Some(Box::new(Part {
            origin: Some(Origin::Depot(1)),
            ..Part::default()
        })),
        ..Part::default()
    };
    let by_copy = Part {
        origin: Some(Origin::Copy(Box::new(copied))),
        ..Part::default()
    };
    let list = |values| prost_types::ListValue { values };
    let number = |number| json(Json::NumberValue(number));
    let any = list(vec![
        number(1.0),
        json(Json::StringValue("x".to_owned())),
        json(Json::NullValue(0)),
    ]);
    Everything {
        kind: Kind::Book.into(),
        ratio: 0.5,
        data: b"d".to_vec(),
        at: Some(prost_types::Timestamp {
            seconds: 1,
            nanos: 0,
        }),
        lasting: Some(prost_types::Duration {
            seconds: 1,
            nanos: 0,
        }),
        limit: Some(3),
        note: Some("n".to_owned()),
        any: Some(json(Json::ListValue(any))),
        fields: Some(prost_types::Struct {
            fields: [("f".to_owned(), json(Json::BoolValue(true)))].into(),
        }),
        list: Some(list(vec![number(2.0)])),
        tags: vec!["t".to_owned()],
        parts: vec![part("p")],
        sizes: vec![1, 2],
        counts: HashMap::from([("c".to_owned(), 1)]),
        by_number: HashMap::from([(7, by_copy)]),
        times: vec![prost_types::Timestamp {
            seconds: 2,
            nanos: 0,
        }],
    }
}

#[test]
fn fields_of_each_kind_are_set() {
    let filled = |number, text: &str, all| {
        violated_rules(&Filled {
            all: Some(all),
            number,
            real: 0.1,
            text: text.to_owned(),
        })
    };
    assert_eq!(filled(1, "1", literal()), ["made"]);
    let created = Everything {
        kind: 1,
        ratio: 0.1,
        data: b"1".to_vec(),
        limit: Some(1),
        note: Some("1".to_owned()),
        any: Some(json(Json::ListValue(prost_types::ListValue {
            values: vec![
                json(Json::NumberValue(1.0)),
                json(Json::StringValue("1".to_owned())),
            ],
        }))),
        fields: Some(prost_types::Struct {
            fields: [("1".to_owned(), json(Json::NumberValue(1.0)))].into(),
        }),
        list: Some(prost_types::ListValue {
            values: vec![json(Json::NumberValue(1.0))],
        }),
        tags: vec!["1".to_owned(), "t".to_owned()],
        parts: vec![part("1")],
        sizes: vec![1],
        counts: HashMap::from([("1".to_owned(), 1), ("c".to_owned(), 1)]),
        by_number: HashMap::from([(1, part("1"))]),
        times: vec![prost_types::Timestamp {
            seconds: 1,
            nanos: 0,
        }],
        ..literal()
    };
    assert_eq!(filled(1, "1", created.clone()), ["literal"]);
    // A number out of the range of the field, and a text that is not a duration.
    assert!(filled(1 << 40, "1", created.clone())[0].contains("integer overflow"));
    assert!(filled(1, "c", created)[0].contains("invalid argument to duration()"));
}

#[test]
fn well_known_messages_are_values() {
    let valid = WellKnown {
        seconds: 5,
        nanos: 7,
        at: Some(prost_types::Timestamp {
            seconds: 5,
            nanos: 7,
        }),
        lasting: Some(prost_types::Duration {
            seconds: 60,
            nanos: 0,
        }),
        limit: Some(4),
        value: Some(json(Json::StructValue(prost_types::Struct {
            fields: [("seconds".to_owned(), json(Json::NumberValue(5.0)))].into(),
        }))),
    };
    assert!(violated_rules(&valid).is_empty());
    let wrong = WellKnown {
        nanos: 8,
        lasting: Some(prost_types::Duration {
            seconds: 60,
            nanos: 1,
        }),
        limit: Some(5),
        value: Some(json(Json::NullValue(0))),
        ..valid
    };
    assert_eq!(violated_rules(&wrong), ["at", "lasting", "limit", "value"]);
}

#[test]
fn fields_are_read_without_creating_the_message() {
    let read = |id: &str, count| {
        violated_rules(&Read {
            id: id.to_owned(),
            count,
        })
    };
    assert!(read("a", 1).is_empty());
    assert_eq!(read("", 1), ["read", "has"]);
    // A field that the rule does not read can still be out of range.
    assert!(read("a", 1 << 40)[0].contains("integer overflow"));
}

#[test]
fn unset_fields_of_created_messages_have_their_defaults() {
    // The rules that hold.
    let held = |message: &defaults::Compared| {
        let rules = violated_rules(message);
        [
            "default",
            "constant",
            "made",
            "chosen",
            "fields",
            "field_of_made",
            "known",
        ]
        .into_iter()
        .filter(|rule| !rules.iter().any(|violated| violated == rule))
        .collect::<Vec<_>>()
    };
    let mut message = defaults::Compared {
        part: Some(defaults::Part::default()),
        number: Some(12),
        parts: vec![defaults::Part::default()],
    };
    assert_eq!(held(&message), ["default", "chosen", "fields", "known"]);
    message.number = Some(7);
    message.part = Some(defaults::Part {
        count: Some(7),
        ..defaults::Part::default()
    });
    assert_eq!(held(&message), ["made", "chosen", "field_of_made", "known"]);
    // The size of a created message is 7, and not that of the part.
    message.number = Some(1);
    message.part = None;
    // A part that is not set is that of the default.
    assert_eq!(held(&message), ["default", "chosen", "known"]);
}
