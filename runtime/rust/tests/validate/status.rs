//! The status of an invalid request, and its details.

use std::collections::HashMap;

use prost::Message as _;
use rpcsmith_runtime::validate::proto::buf::validate as wire;
use rpcsmith_runtime::validate::proto::google::rpc::{self, BadRequest};
use rpcsmith_runtime::validate::{Invalid, Options, Validate, ValidationError};
use rpcsmith_runtime::{Code, Status};

use crate::sample::{User, role, valid, violations};

fn details(status: &Status) -> (rpc::Status, BadRequest, wire::Violations) {
    let details =
        rpc::Status::decode(status.details()).expect("the details are a google.rpc.Status");
    let [request, found] = &details.details[..] else {
        panic!("not two details: {details:?}");
    };
    assert_eq!(
        request.type_url,
        "type.googleapis.com/google.rpc.BadRequest"
    );
    assert_eq!(
        found.type_url,
        "type.googleapis.com/buf.validate.Violations"
    );
    let request = BadRequest::decode(&*request.value).expect("the detail is a BadRequest");
    let found = wire::Violations::decode(&*found.value).expect("the detail is a Violations");
    (details, request, found)
}

#[test]
fn violations_are_an_invalid_argument_with_details() {
    let user = User {
        name: "al".to_owned(),
        roles: vec![role(&["x", "y"])],
        ..valid()
    };
    let found = violations(user.validate());
    let status = Status::from(&found);
    let message = "name: must be at least 3 characters [string.min_len] (and 2 more)";
    assert_eq!(
        (status.code(), status.message()),
        (Code::InvalidArgument, message)
    );
    let (outer, request, violations) = details(&status);
    assert_eq!((outer.code, &*outer.message), (3, message));
    assert_eq!(request, BadRequest::from(&found));
    assert_eq!(violations, wire::Violations::from(&found));
}

#[test]
fn details_and_messages_have_a_size_limit() {
    // Texts of many lengths, so that encoded lengths take one, two and three bytes.
    for len in (0..200).chain((200..6000).step_by(37)) {
        let labels: HashMap<_, _> = (0..100)
            .map(|n| (format!("{n}A{}", "ä".repeat(len)), 1))
            .collect();
        let user = User { labels, ..valid() };
        let status = Status::from(violations(user.validate()));
        assert!(
            status.details().len() <= 4096,
            "{len}: {}",
            status.details().len()
        );
        assert!(
            status.message().len() <= 550,
            "{len}: {}",
            status.message().len()
        );
        let (_, request, found) = details(&status);
        assert_eq!(request.field_violations.len(), found.violations.len());
        let min = if len < 100 { 5 } else { 0 };
        assert!(
            found.violations.len() >= min,
            "{len}: {}",
            found.violations.len()
        );
    }
}

#[test]
fn the_available_size_is_used() {
    let user = User {
        roles: vec![role(&["x"; 900])],
        ..valid()
    };
    let status = Status::from(violations(user.validate()));
    assert!(status.details().len() > 3900, "{}", status.details().len());
    assert!(
        status.message().ends_with(" (and 899 more)"),
        "{}",
        status.message()
    );
    let options = Options::new().max_violations(10);
    let status = Status::from(violations(user.validate_with(&options)));
    assert!(
        status.message().ends_with(" (and more than 9 more)"),
        "{}",
        status.message()
    );
}

#[test]
fn errors_of_the_schema_are_internal() {
    let share = User {
        divisor: 0,
        ..valid()
    };
    let status = share
        .validate()
        .map_err(Status::from)
        .expect_err("the rule divides by zero");
    assert_eq!(status.code(), Code::Internal);
    assert_eq!(status.message(), "divisor: division by zero [user.share]");
    let status = Status::from(ValidationError::Compilation("wrong"));
    assert_eq!(status.code(), Code::Internal);
    let status = Status::from(ValidationError::TooDeep { limit: 100 });
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.details().is_empty());
}

#[test]
fn errors_of_custom_checks_are_bad_requests() {
    let invalid = Invalid::field("name", "is taken").and("roles[2]", "is unknown");
    assert_eq!(invalid.to_string(), "name: is taken (and 1 more)");
    let status = Status::from(invalid);
    assert_eq!(
        (status.code(), status.message()),
        (Code::InvalidArgument, "name: is taken (and 1 more)")
    );
    let fields = fields(&status);
    assert_eq!(
        fields,
        [("name", "is taken"), ("roles[2]", "is unknown")]
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
    );
    let whole = Status::from(Invalid::field("", "is too late"));
    assert_eq!(whole.message(), "is too late");
}

#[test]
fn custom_errors_have_a_size_limit() {
    for len in (0..200).chain((200..6000).step_by(37)) {
        let invalid = (0..1000).fold(Invalid::field("first", ""), |invalid, _| {
            invalid.and("field", "ä".repeat(len))
        });
        let status = Status::from(invalid);
        let size = status.details().len();
        assert!(size <= 4096, "{len}: {size}");
        let fields = fields(&status);
        let unused = 4096 - size;
        // Less than one more field, and the bytes reserved for the lengths of the others.
        assert!(unused <= 2 * len + fields.len() + 40, "{len}: {unused}");
        assert_eq!(fields[0].0, "first");
        assert!(status.message().len() <= 550, "{}", status.message());
    }
}

/// The fields and texts of the only detail, a `google.rpc.BadRequest`.
fn fields(status: &Status) -> Vec<(String, String)> {
    let details =
        rpc::Status::decode(status.details()).expect("the details are a google.rpc.Status");
    assert_eq!((details.code, &*details.message), (3, status.message()));
    let [request] = &details.details[..] else {
        panic!("not one detail: {details:?}");
    };
    assert_eq!(
        request.type_url,
        "type.googleapis.com/google.rpc.BadRequest"
    );
    let request = BadRequest::decode(&*request.value).expect("the detail is a BadRequest");
    let violations = request.field_violations.into_iter();
    violations
        .map(|found| (found.field, found.description))
        .collect()
}
