//! Converts violations to messages.

use super::field::Kind;
use super::field_path::{Element, FieldPath, Subscript};
use super::proto::buf::validate as wire;
use super::proto::google::rpc::BadRequest;
use super::proto::google::rpc::bad_request::FieldViolation;
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
            subscript: element.subscript().map(|subscript| match subscript {
                Subscript::Index(index) => Wire::Index(*index),
                Subscript::Bool(key) => Wire::BoolKey(*key),
                Subscript::Int(key) => Wire::IntKey(*key),
                Subscript::Uint(key) => Wire::UintKey(*key),
                Subscript::String(key) => Wire::StringKey(key.clone()),
            }),
        }
    }
}

/// The reason is the id of the rule in upper case, such as `STRING_MIN_LEN`, if that is a valid reason.
impl From<&Violations> for BadRequest {
    fn from(violations: &Violations) -> Self {
        Self {
            field_violations: violations.into_iter().map(FieldViolation::from).collect(),
        }
    }
}

impl From<Violations> for BadRequest {
    fn from(violations: Violations) -> Self {
        Self::from(&violations)
    }
}

impl From<&Violation> for FieldViolation {
    fn from(violation: &Violation) -> Self {
        let description = match violation.message() {
            "" => violation.rule_id(),
            message => message,
        };
        Self {
            field: violation.field_path().to_string(),
            description: description.to_owned(),
            reason: reason(violation.rule_id()).unwrap_or_default(),
        }
    }
}

/// An id in upper case with underscores. `google.rpc.BadRequest` requires a reason to have up to 63 characters, and to match
/// `[A-Z][A-Z0-9_]+[A-Z0-9]`.
fn reason(id: &str) -> Option<String> {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    match id.as_bytes() {
        [first, middle @ .., last]
            if first.is_ascii_alphabetic()
                && last.is_ascii_alphanumeric()
                && (1..=61).contains(&middle.len())
                && middle.iter().all(|&byte| inner(byte)) =>
        {
            Some(id.to_ascii_uppercase().replace(['.', '-'], "_"))
        }
        _ => None,
    }
}
