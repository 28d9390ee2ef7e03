//! Converts violations to messages.

use super::field::Kind;
use super::field_path::{Element, FieldPath, Subscript};
use super::proto::buf::validate as wire;
use super::violation::{Violation, Violations};

impl From<&Violations> for wire::Violations {
    fn from(violations: &Violations) -> Self {
        Self {
            violations: violations.into_iter().map(wire::Violation::from).collect(),
        }
    }
}

impl From<Violations> for wire::Violations {
    fn from(violations: Violations) -> Self {
        Self::from(&violations)
    }
}

impl From<&Violation> for wire::Violation {
    fn from(violation: &Violation) -> Self {
        let path = |path: &FieldPath| (!path.is_empty()).then(|| path.into());
        Self {
            field: path(violation.field_path()),
            rule: path(&violation.rule_path()),
            rule_id: Some(violation.rule_id().to_owned()),
            message: (!violation.message().is_empty()).then(|| violation.message().to_owned()),
            for_key: violation.for_key().then_some(true),
        }
    }
}

impl From<&FieldPath> for wire::FieldPath {
    fn from(path: &FieldPath) -> Self {
        Self {
            elements: path.elements().iter().map(Into::into).collect(),
        }
    }
}

impl From<&Element> for wire::FieldPathElement {
    fn from(element: &Element) -> Self {
        use wire::field_path_element::Subscript as Wire;

        let number = |kind: Kind| kind as i32;
        let map = element.map_kinds();
        Self {
            // Field numbers have 29 bits.
            field_number: element.number().map(|number| number as i32),
            field_name: Some(element.name().to_owned()),
            field_type: element.kind().map(number),
            key_type: map.map(|(key, _)| number(key)),
            value_type: map.map(|(_, value)| number(value)),
            subscript: element.subscript().and_then(|subscript| match subscript {
                Subscript::Index(index) => Some(Wire::Index(*index)),
                Subscript::Bool(key) => Some(Wire::BoolKey(*key)),
                Subscript::Int(key) => Some(Wire::IntKey(*key)),
                Subscript::Uint(key) => Some(Wire::UintKey(*key)),
                Subscript::String(key) => Some(Wire::StringKey(key.clone())),
                Subscript::Redacted => None,
            }),
        }
    }
}
