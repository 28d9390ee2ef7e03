//! The violations that generated validators report.

use std::collections::HashMap;

use prost_types::FieldMask;
use rpcsmith_goldens::goldens::validate_cel::validate_cel::{Item, Order, order};
use rpcsmith_goldens::goldens::validate_create_user::users::v1::create_user_request::Contact;
use rpcsmith_goldens::goldens::validate_create_user::users::v1::{Address, CreateUserRequest};
use rpcsmith_goldens::goldens::validate_predefined::post::Post;
use rpcsmith_goldens::goldens::validate_standard::validate_standard::{Kinds, Numbers, Oneofs};
use rpcsmith_runtime::validate::cel::Timestamp;
use rpcsmith_runtime::validate::{Options, Param, Validate, ValidationError};

fn address() -> Address {
    Address {
        lines: vec!["Bahnhofstrasse 1".to_owned()],
        country: "CH".to_owned(),
    }
}

fn request() -> CreateUserRequest {
    CreateUserRequest {
        name: "Zoë".to_owned(),
        email: "zoe@example.com".to_owned(),
        tenant_id: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".to_owned(),
        roles: vec!["admin".to_owned(), "user".to_owned()],
        labels: HashMap::from([("team".to_owned(), "red".to_owned())]),
        age: 30,
        start: Some(prost_types::Timestamp {
            seconds: 100,
            nanos: 0,
        }),
        end: Some(prost_types::Timestamp {
            seconds: 200,
            nanos: 0,
        }),
        address: Some(address()),
        contact: Some(Contact::Phone("+41446681800".to_owned())),
    }
}

/// The violations of a message, one per line, at a time before the period ends.
fn violations(message: &impl Validate) -> String {
    let options = Options::new().now(Timestamp::new(150, 0));
    match message.validate_with(&options) {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_valid_message_has_no_violations() {
    assert_eq!(violations(&request()), "");
}

#[test]
fn all_violations_are_reported_with_their_paths() {
    let invalid = CreateUserRequest {
        name: String::new(),
        email: "zoe@".to_owned(),
        tenant_id: "f81d4fae".to_owned(),
        roles: vec!["user".to_owned(), String::new(), "user".to_owned()],
        labels: HashMap::from([
            ("z".to_owned(), "v".repeat(257)),
            ("Bad".to_owned(), String::new()),
        ]),
        age: 150,
        start: Some(prost_types::Timestamp {
            seconds: 200,
            nanos: 1,
        }),
        address: Some(Address {
            lines: Vec::new(),
            country: "XX".to_owned(),
        }),
        contact: None,
        ..request()
    };
    assert_eq!(
        violations(&invalid),
        "the period ends before it starts [create_user.period]\n\
         contact: exactly one field is required in oneof [required]\n\
         name: must be at least 1 characters [string.min_len]\n\
         email: must be a valid email address [string.email]\n\
         tenant_id: must be a valid UUID [string.uuid]\n\
         roles: repeated value must contain unique items [repeated.unique]\n\
         roles[1]: must be at least 1 characters [string.min_len]\n\
         labels[\"Bad\"]: does not match regex pattern `^[a-z][a-z0-9_-]{0,62}$` [string.pattern]\n\
         labels[\"z\"]: must be at most 256 bytes [string.max_bytes]\n\
         age: must be greater than or equal to 18 and less than 150 [uint32.gte_lt]\n\
         address.lines: must contain at least 1 item(s) [repeated.min_items]\n\
         address.country: must be in list [CH, DE, FR] [string.in]"
    );
}

#[test]
fn validate_first_stops_at_the_first_violation() {
    let invalid = CreateUserRequest {
        name: String::new(),
        age: 0,
        ..request()
    };
    let error = invalid
        .validate_first()
        .expect_err("the message is invalid");
    assert_eq!(
        error.to_string(),
        "name: must be at least 1 characters [string.min_len]"
    );
}

#[test]
fn options_set_the_current_time() {
    let late = Options::new().now(Timestamp::new(200, 1));
    let error = request()
        .validate_with(&late)
        .expect_err("the period has ended");
    assert_eq!(
        error.to_string(),
        "end: must be greater than now [timestamp.gt_now]"
    );
}

#[test]
fn a_mask_selects_fields() {
    let invalid = CreateUserRequest {
        name: String::new(),
        age: 0,
        address: None,
        ..request()
    };
    let mask = FieldMask {
        paths: vec!["age".to_owned()],
    };
    let options = Options::new().now(Timestamp::new(150, 0)).mask(&mask);
    let error = invalid
        .validate_with(&options)
        .expect_err("the message is invalid");
    let expected = "age: must be greater than or equal to 18 and less than 150 [uint32.gte_lt]";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn violations_have_the_value_of_the_rule() {
    let invalid = Numbers {
        int32: 7,
        ..Numbers::default()
    };
    let Err(ValidationError::Violations(violations)) = invalid.validate() else {
        panic!("the message is valid");
    };
    let violation = violations
        .into_iter()
        .find(|violation| violation.rule_id() == "int32.in")
        .expect("7 is not in the list");
    const LIST: &[Param] = &[Param::Int(1), Param::Int(2), Param::Int(-3)];
    assert_eq!(violation.param(), Param::List(LIST));
    assert_eq!(violation.rule_path().to_string(), "int32.in");
}

#[test]
fn the_depth_of_messages_is_limited() {
    let mut kinds = Kinds::default();
    for _ in 0..200 {
        kinds = Kinds {
            next: Some(Box::new(kinds)),
            ..Kinds::default()
        };
    }
    let error = kinds.validate().expect_err("the message is too deep");
    assert_eq!(
        error.to_string(),
        "messages are nested more than 100 levels deep"
    );
}

#[test]
fn message_oneofs_allow_one_field() {
    assert_eq!(
        violations(&Oneofs::default()),
        "one of a, b must be set [message.oneof]"
    );
    let both = Oneofs {
        a: "aa".to_owned(),
        c: vec![1],
        d: Some(0),
        ..Oneofs::default()
    };
    assert_eq!(
        violations(&both),
        "only one of c, d can be set [message.oneof]"
    );
}

#[test]
fn predefined_rules_read_their_own_value() {
    let post = |slug: &str, shift| Post {
        slug: slug.to_owned(),
        shift,
    };
    assert_eq!(violations(&post("a-slug-2", -2)), "");
    assert_eq!(
        violations(&post("A slug", 3)),
        "slug: must be a slug [string.slug]\n\
         shift: must be one of [1, 2], or its opposite [int32.around]"
    );
}

#[test]
fn expressions_can_fail_at_runtime() {
    let item = |price| Item {
        count: 2,
        price,
        ..Item::default()
    };
    let order = |items, id: &str| Order {
        items,
        id: id.to_owned(),
        signature: vec![1; 64],
        ..Order::default()
    };
    assert_eq!(violations(&order(vec![item(5)], "7")), "");
    assert_eq!(
        violations(&order(vec![item(5)], "-7")),
        "id: the id is no number [order.id]"
    );
    let error = order(vec![item(0)], "7")
        .validate()
        .expect_err("the expression divides by zero");
    assert!(matches!(error, ValidationError::Runtime(_)), "{error}");
    let error = order(Vec::new(), "seven")
        .validate()
        .expect_err("the text is not a number");
    assert!(matches!(error, ValidationError::Runtime(_)), "{error}");
    let card = Order {
        payment: Some(order::Payment::Card(20)),
        ..order(Vec::new(), "")
    };
    assert_eq!(
        violations(&card),
        "card: \"this % 10 != 0\" returned false [this % 10 != 0]"
    );
}
