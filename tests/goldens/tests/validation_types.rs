//! Rules that use types: `type()`, type names, and conversions of a value to its own type.

use prost_types::value::Kind as JsonKind;
use prost_types::{Duration, FieldMask, Timestamp, Value};
use rpcsmith_goldens::goldens::validate_types::validate_types::{Kind, Part, Types};
use rpcsmith_runtime::validate::{Validate, ValidationError};

/// A message that satisfies all rules.
fn valid() -> Types {
    let at = |seconds| Timestamp { seconds, nanos: 0 };
    Types {
        parts: vec![Part::default()],
        at: Some(at(1)),
        length: Some(Duration {
            seconds: 1,
            nanos: 0,
        }),
        times: vec![at(1), at(2)],
        number: 3,
        numbers: vec![-1, 3],
        index: 1.0,
        kind: Kind::Book.into(),
        mask: Some(FieldMask {
            paths: vec!["part.id".to_owned(), "at".to_owned()],
        }),
        ..Types::default()
    }
}

/// The ids of the rules that a change to the valid message violates.
fn violated_rules(change: impl FnOnce(&mut Types)) -> Vec<String> {
    let mut message = valid();
    change(&mut message);
    match message.validate() {
        Ok(()) => Vec::new(),
        Err(ValidationError::Violations(violations)) => {
            let violations = violations.violations().iter();
            violations
                .map(|violation| violation.rule_id().to_owned())
                .collect()
        }
        Err(error) => panic!("{error}"),
    }
}

fn json(kind: JsonKind) -> Option<Value> {
    Some(Value { kind: Some(kind) })
}

#[test]
fn types() {
    assert_eq!(violated_rules(|_| {}), [""; 0]);
    assert_eq!(violated_rules(|types| types.parts.clear()), [""; 0]);
    let number = json(JsonKind::NumberValue(1.0));
    assert_eq!(
        violated_rules(|types| types.value = number),
        ["types.dynamic"]
    );
    let text = json(JsonKind::StringValue("validate_types.Part".to_owned()));
    assert_eq!(violated_rules(|types| types.value = text), [""; 0]);
}

#[test]
fn times_converted_to_times() {
    let zero = Duration::default();
    assert_eq!(
        violated_rules(|types| types.length = Some(zero)),
        ["types.identity", "types.negated"]
    );
    assert_eq!(
        violated_rules(|types| types.times.push(Timestamp {
            seconds: 1,
            nanos: 0
        })),
        ["types.unique"]
    );
}

#[test]
fn numbers_of_other_types() {
    assert_eq!(violated_rules(|types| types.number = 4), ["types.in"]);
    assert_eq!(violated_rules(|types| types.number = 5), ["types.in"]);
    assert_eq!(violated_rules(|types| types.index = 0.0), ["types.index"]);
    for index in [0.5, 2.0, -1.0, f64::NAN] {
        let message = Types { index, ..valid() };
        let error = message.validate().expect_err("the index is invalid");
        assert!(
            matches!(error, ValidationError::Runtime(_)),
            "{index}: {error}"
        );
    }
}

#[test]
fn keys_and_indices_of_other_types() {
    let part = |key| {
        Some(Part {
            names: [(key, "three".to_owned())].into(),
            ..Part::default()
        })
    };
    assert_eq!(violated_rules(|types| types.part = part(3)), [""; 0]);
    assert_eq!(violated_rules(|types| types.part = part(4)), ["types.keys"]);
    assert_eq!(
        violated_rules(|types| types.numbers.push(3)),
        ["types.joined"]
    );
    assert_eq!(violated_rules(|types| types.place = Some(1)), [""; 0]);
    assert_eq!(
        violated_rules(|types| types.place = Some(0)),
        ["types.wrapper"]
    );
}

#[test]
fn enums_have_full_names() {
    assert_eq!(violated_rules(|types| types.kind = 0), ["types.kind"]);
    assert_eq!(
        violated_rules(|types| types.mask = Some(FieldMask::default())),
        ["field_mask.const"]
    );
}
