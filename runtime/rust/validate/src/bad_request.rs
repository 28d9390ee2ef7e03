//! Converts violations to `google.rpc.BadRequest`.

use rpcsmith_wire::proto::google::rpc::BadRequest;
use rpcsmith_wire::proto::google::rpc::bad_request::FieldViolation;

use super::violation::{Violation, Violations};

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
            localized_message: None,
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
