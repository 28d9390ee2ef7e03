//! Violations as `buf.validate.Violations` and `google.rpc.BadRequest`.

use prost::Message as _;
use rpcsmith_runtime::validate::proto::buf::validate as wire;
use rpcsmith_runtime::validate::proto::google::rpc::BadRequest;
use rpcsmith_runtime::validate::{Checked, Context, Path, Rule, Validate};
use wire::field_path_element::Subscript;

use crate::sample::{User, role, valid, violations};

fn element(number: i32, name: &str, kind: i32) -> wire::FieldPathElement {
    wire::FieldPathElement {
        field_number: Some(number),
        field_name: Some(name.to_owned()),
        field_type: Some(kind),
        ..Default::default()
    }
}

fn path(elements: Vec<wire::FieldPathElement>) -> Option<wire::FieldPath> {
    Some(wire::FieldPath { elements })
}

#[test]
fn map_keys_have_the_types_of_the_map() {
    let user = User {
        labels: [("A".to_owned(), 2)].into(),
        ..valid()
    };
    let key = wire::FieldPathElement {
        key_type: Some(9),
        value_type: Some(3),
        subscript: Some(Subscript::StringKey("A".to_owned())),
        ..element(3, "labels", 11)
    };
    let rule = vec![
        element(19, "map", 11),
        element(4, "keys", 11),
        element(14, "string", 11),
        element(6, "pattern", 9),
    ];
    let expected = wire::Violation {
        field: path(vec![key]),
        rule: path(rule),
        rule_id: Some("string.pattern".to_owned()),
        message: Some("must be lower case".to_owned()),
        for_key: Some(true),
    };
    let actual = wire::Violations::from(violations(user.validate()));
    assert_eq!(actual.violations, [expected]);
}

#[test]
fn rules_of_a_whole_map_have_no_entry_types() {
    let user = User {
        labels: (0..5).map(|key| (key.to_string(), 2)).collect(),
        ..valid()
    };
    let actual = wire::Violations::from(violations(user.validate())).violations;
    assert_eq!(actual[0].field, path(vec![element(3, "labels", 11)]));
    assert_eq!(
        actual[0].rule,
        path(vec![element(19, "map", 11), element(2, "max_pairs", 4)])
    );
}

#[test]
fn items_have_an_index() {
    let user = User {
        roles: vec![role(&["long", "x"])],
        ..valid()
    };
    let at = |index, element| wire::FieldPathElement {
        subscript: Some(Subscript::Index(index)),
        ..element
    };
    let rule = vec![
        element(18, "repeated", 11),
        element(4, "items", 11),
        element(14, "string", 11),
        element(2, "min_len", 4),
    ];
    let expected = wire::Violation {
        field: path(vec![
            at(0, element(2, "roles", 11)),
            at(1, element(2, "tags", 9)),
        ]),
        rule: path(rule),
        rule_id: Some("string.min_len".to_owned()),
        message: Some("must be at least 3 characters".to_owned()),
        for_key: None,
    };
    let actual = wire::Violations::from(&violations(user.validate()));
    assert_eq!(actual.violations, [expected]);
}

#[test]
fn empty_fields_are_unset() {
    let user = User {
        manager: Some(Box::new(valid())),
        contact: None,
        divisor: 1,
        ..valid()
    };
    let actual = wire::Violations::from(violations(user.validate())).violations;
    let oneof = wire::FieldPathElement {
        field_name: Some("contact".to_owned()),
        ..Default::default()
    };
    let expression = wire::FieldPathElement {
        subscript: Some(Subscript::Index(0)),
        ..element(29, "cel_expression", 9)
    };
    assert_eq!((&actual[0].field, &actual[0].rule), (&None, &None));
    assert_eq!(
        (&actual[1].field, &actual[1].rule),
        (&path(vec![oneof]), &None)
    );
    assert_eq!(actual[2].rule, path(vec![expression]));
    assert_eq!((&actual[2].message, actual[2].for_key), (&None, None));
}

/// Compares with hand-written bytes.
#[test]
fn violations_are_encoded_as_in_the_schema() {
    let violation = wire::Violation {
        field: path(vec![wire::FieldPathElement {
            key_type: Some(8),
            value_type: Some(14),
            subscript: Some(Subscript::BoolKey(false)),
            ..element(1, "m", 11)
        }]),
        rule: path(vec![]),
        rule_id: Some("i".to_owned()),
        message: Some("t".to_owned()),
        for_key: Some(true),
    };
    let encoded = wire::Violations {
        violations: vec![violation],
    }
    .encode_to_vec();
    let expected = b"\x0a\x1b\x12\x01i\x1a\x01t\x20\x01\
        \x2a\x0f\x0a\x0d\x08\x01\x12\x01m\x18\x0b\x20\x08\x28\x0e\x38\x00\
        \x32\x00";
    assert_eq!(encoded, expected);
}

#[test]
fn reasons_are_constants() {
    let user = User {
        name: "al".to_owned(),
        divisor: 1,
        labels: [("a".to_owned(), 1)].into(),
        ..valid()
    };
    let request = BadRequest::from(violations(user.validate()));
    let fields = request.field_violations.iter();
    let fields: Vec<_> = fields
        .map(|v| [&*v.field, &*v.description, &*v.reason])
        .collect();
    let expected = [
        ["name", "must be at least 3 characters", "STRING_MIN_LEN"],
        [r#"labels["a"]"#, "int64.even", "INT64_EVEN"],
        // An expression is not a constant.
        ["divisor", "this < 100", ""],
    ];
    assert_eq!(fields, expected);
}

#[test]
fn reasons_have_3_to_63_letters_digits_and_underscores() {
    struct Violates(&'static Rule);

    impl Validate for Violates {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            cx.violation(at, self.0)
        }
    }

    const LONG: &str = "a.23456789-123456789_123456789.123456789.123456789.123456789.1234";
    static RULES: [Rule; 9] = [
        Rule::of_message(LONG.split_at(63).0),
        Rule::of_message("a.b"),
        Rule::of_message(LONG.split_at(64).0),
        Rule::of_message("ab"),
        Rule::of_message("a"),
        Rule::of_message(""),
        Rule::of_message("1.a"),
        Rule::of_message("a.b."),
        Rule::of_message("a\u{e9}b"),
    ];
    let reasons = RULES.each_ref().map(|rule| {
        let request = BadRequest::from(violations(Violates(rule).validate()));
        request.field_violations[0].reason.clone()
    });
    assert_eq!(
        reasons[0],
        LONG[..63].to_uppercase().replace(['.', '-'], "_")
    );
    assert_eq!(reasons[1], "A_B");
    assert_eq!(reasons[2..], [""; 7]);
}
