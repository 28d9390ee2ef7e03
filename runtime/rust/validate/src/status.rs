//! Converts validation errors to statuses.

use prost::{Message as _, Name as _};
use prost_types::Any;
use rpcsmith_wire::{Code, Status};

use super::error::ValidationError;
use super::invalid::Invalid;
use super::proto::buf::validate as wire;
use super::proto::google::rpc::bad_request::FieldViolation;
use super::proto::google::rpc::{self, BadRequest};
use super::violation::Violations;

/// The maximum size of the details, in bytes. They are sent as base64 in the trailers, and many clients reject more than
/// 8 KiB of trailers.
const MAX_DETAILS: usize = 4096;

/// The maximum size of a status message, in bytes. Percent-encoding can triple it.
const MAX_MESSAGE: usize = 512;

/// The maximum size of a tag and a length, in bytes.
const FRAME: usize = 3;

const VIOLATIONS: &str = "type.googleapis.com/buf.validate.Violations";

/// `INVALID_ARGUMENT`, with the first violation as its message.
///
/// The details are a `google.rpc.Status` with a `google.rpc.BadRequest` and a `buf.validate.Violations`. They contain as many
/// of the first violations as fit into 4 KiB. The message is cut after 512 bytes.
impl From<&Violations> for Status {
    fn from(violations: &Violations) -> Self {
        let message = summary(violations);
        let empty = detailed(&message, details(Vec::new(), Vec::new()));
        let room = MAX_DETAILS.saturating_sub(empty.encoded_len());
        let (fields, found) = take_fitting(violations, room);
        let details = detailed(&message, details(fields, found)).encode_to_vec();
        Status::with_details(Code::InvalidArgument, message, details.into())
    }
}

impl From<Violations> for Status {
    fn from(violations: Violations) -> Self {
        Self::from(&violations)
    }
}

/// `INVALID_ARGUMENT` for violations and for messages that are nested too deeply, `RESOURCE_EXHAUSTED` for rules that need too
/// many steps, and `DEADLINE_EXCEEDED` for a validation that is not complete in time. A rule that fails or is invalid is an
/// error of the schema: `INTERNAL`.
impl From<&ValidationError> for Status {
    fn from(error: &ValidationError) -> Self {
        let code = match error {
            ValidationError::Violations(violations) => return violations.into(),
            ValidationError::TooDeep { .. } => Code::InvalidArgument,
            ValidationError::TooManySteps { .. } => Code::ResourceExhausted,
            ValidationError::DeadlineExceeded => Code::DeadlineExceeded,
            ValidationError::Runtime(_) | ValidationError::Compilation(_) => Code::Internal,
        };
        Status::new(code, cut(error.to_string()))
    }
}

impl From<ValidationError> for Status {
    fn from(error: ValidationError) -> Self {
        Self::from(&error)
    }
}

/// `INVALID_ARGUMENT`, with a `google.rpc.BadRequest` that contains as many of the first fields as fit into 4 KiB.
impl From<Invalid> for Status {
    fn from(invalid: Invalid) -> Self {
        let message = cut(invalid.to_string());
        let mut room = MAX_DETAILS.saturating_sub(
            detailed(&message, vec![bad_request(Vec::new())]).encoded_len() + 2 * FRAME,
        );
        let fits = |field: &FieldViolation| {
            let rest = room.checked_sub(field.encoded_len() + FRAME);
            rest.map(|rest| room = rest).is_some()
        };
        let fields = invalid.into_fields().take_while(fits).collect();
        let details = detailed(&message, vec![bad_request(fields)]).encode_to_vec();
        Status::with_details(Code::InvalidArgument, message, details.into())
    }
}

/// The message that is encoded as the details of a status.
fn detailed(message: &str, details: Vec<Any>) -> rpc::Status {
    rpc::Status {
        code: Code::InvalidArgument as i32,
        message: message.to_owned(),
        details,
    }
}

fn details(field_violations: Vec<FieldViolation>, violations: Vec<wire::Violation>) -> Vec<Any> {
    let violations = wire::Violations { violations };
    vec![
        bad_request(field_violations),
        any(VIOLATIONS, violations.encode_to_vec()),
    ]
}

fn bad_request(field_violations: Vec<FieldViolation>) -> Any {
    let request = BadRequest { field_violations };
    any(&BadRequest::type_url(), request.encode_to_vec())
}

fn any(type_url: &str, value: Vec<u8>) -> Any {
    Any {
        type_url: type_url.to_owned(),
        value,
    }
}

/// The first violations that fit into `room` bytes, in both formats.
fn take_fitting(
    violations: &Violations,
    room: usize,
) -> (Vec<FieldViolation>, Vec<wire::Violation>) {
    // Reserve bytes for the tags and lengths of both messages.
    let mut room = room.saturating_sub(4 * FRAME);
    let mut fitting = (Vec::new(), Vec::new());
    for violation in violations {
        // Do not copy a long text that cannot fit.
        if violation.owned() > room {
            break;
        }
        let (field, found) = (
            FieldViolation::from(violation),
            wire::Violation::from(violation),
        );
        let size = field.encoded_len() + found.encoded_len() + 2 * FRAME;
        let Some(rest) = room.checked_sub(size) else {
            break;
        };
        room = rest;
        fitting.0.push(field);
        fitting.1.push(found);
    }
    fitting
}

/// `name: must be at least 3 characters [string.min_len] (and 2 more)`
fn summary(violations: &Violations) -> String {
    let Some(first) = violations.into_iter().next() else {
        return String::new();
    };
    let mut message = cut(first.to_string());
    let more = violations.violations().len() - 1;
    if violations.is_truncated() {
        message += &format!(" (and more than {more} more)");
    } else if more > 0 {
        message += &format!(" (and {more} more)");
    }
    message
}

fn cut(mut message: String) -> String {
    if message.len() > MAX_MESSAGE {
        let is_end = |end: &usize| message.is_char_boundary(*end);
        message.truncate((0..=MAX_MESSAGE).rev().find(is_end).unwrap_or_default());
        message.push('…');
    }
    message
}
