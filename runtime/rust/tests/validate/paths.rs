//! The paths of violations: fields, rules, keys and their order.

use rpcsmith_runtime::validate::{Element, FieldPath, Key, Kind, Param, Path, Subscript, Validate};

use crate::sample::{Contact, Role, User, role, valid, violations};

/// `field | rule | for a key | id` of each violation.
fn lines(user: &User) -> Vec<String> {
    let found = violations(user.validate());
    let line = |violation: &rpcsmith_runtime::validate::Violation| {
        format!(
            "{} | {} | {} | {}",
            violation.field_path(),
            violation.rule_path(),
            violation.for_key(),
            violation.rule_id()
        )
    };
    found.violations().iter().map(line).collect()
}

#[test]
fn a_valid_message_has_no_violations() {
    assert_eq!(valid().validate(), Ok(()));
}

#[test]
fn paths_begin_at_the_outermost_message() {
    let manager = User {
        name: "al".to_owned(),
        roles: vec![role(&["long"]), role(&["long", "x"])],
        ..valid()
    };
    let user = User {
        name: String::new(),
        manager: Some(Box::new(manager)),
        ..valid()
    };
    let expected = [
        "name | required | false | required",
        "manager.name | string.min_len | false | string.min_len",
        "manager.roles[1].tags[1] | repeated.items.string.min_len | false | string.min_len",
    ];
    assert_eq!(lines(&user), expected);
}

#[test]
fn rules_of_messages_and_oneofs_have_no_path() {
    let user = User {
        manager: Some(Box::new(valid())),
        contact: None,
        ..valid()
    };
    let expected = [
        " |  | false | user.manager",
        "contact |  | false | required",
    ];
    assert_eq!(lines(&user), expected);
}

#[test]
fn entries_are_sorted_by_their_keys() {
    let labels = [("b", -1), ("c", 2), ("A", 0), ("\"", 1)];
    let scores = [(9, ""), (-3, "x"), (0, "long")];
    let user = User {
        labels: labels.map(|(key, value)| (key.to_owned(), value)).into(),
        scores: scores
            .map(|(key, name)| {
                let role = Role {
                    name: name.to_owned(),
                    tags: vec!["x".to_owned()],
                };
                (key, role)
            })
            .into(),
        ..valid()
    };
    let expected = [
        r#"labels["\""] | map.values.int64.[acme.even] | false | int64.even"#,
        r#"labels["A"] | map.keys.string.pattern | true | string.pattern"#,
        r#"labels["A"] | map.values.int64.gt | false | int64.gt"#,
        r#"labels["b"] | map.values.int64.gt | false | int64.gt"#,
        r#"labels["b"] | map.values.int64.[acme.even] | false | int64.even"#,
        "scores[-3].name | string.min_len | false | string.min_len",
        "scores[-3].tags[0] | repeated.items.string.min_len | false | string.min_len",
        "scores[0].tags[0] | repeated.items.string.min_len | false | string.min_len",
        "scores[9].name | string.min_len | false | string.min_len",
        "scores[9].tags[0] | repeated.items.string.min_len | false | string.min_len",
    ];
    assert_eq!(lines(&user), expected);
}

#[test]
fn custom_rules_have_their_index() {
    let user = User {
        divisor: 1,
        ..valid()
    };
    assert_eq!(
        lines(&user),
        ["divisor | cel_expression[0] | false | this < 100"]
    );
}

#[test]
fn violations_have_messages_and_parameters() {
    let user = User {
        name: "al".to_owned(),
        contact: Some(Contact::Email("ada".to_owned())),
        labels: [("a".to_owned(), 1)].into(),
        ..valid()
    };
    let found = violations(user.validate());
    let [name, label, email] = found.violations() else {
        panic!("not three violations: {found}");
    };
    assert_eq!(name.message(), "must be at least 3 characters");
    assert_eq!(name.param(), Param::Uint(3));
    assert_eq!((label.message(), label.param()), ("", Param::None));
    assert_eq!(email.message(), "no @ in ada");
    assert_eq!(
        found.to_string(),
        "name: must be at least 3 characters [string.min_len]\n\
         labels[\"a\"]: [int64.even]\n\
         email: no @ in ada [string.email]"
    );
}

#[test]
fn elements_describe_their_field() {
    let user = User {
        labels: [("a".to_owned(), 0)].into(),
        contact: None,
        ..valid()
    };
    let found = violations(user.validate());
    let element = |index: usize| found.violations()[index].field_path().elements()[0].clone();
    let label = element(0);
    assert_eq!((label.name(), label.number()), ("labels", Some(3)));
    assert_eq!(label.kind(), Some(Kind::Message));
    assert_eq!(label.map_kinds(), Some((Kind::String, Kind::Int64)));
    assert_eq!(label.subscript(), Some(&Subscript::String("a".to_owned())));
    let oneof = element(1);
    assert_eq!(
        (oneof.name(), oneof.number(), oneof.kind()),
        ("contact", None, None)
    );
    assert_eq!((oneof.map_kinds(), oneof.subscript()), (None, None));

    let rule = found.violations()[0].rule_path();
    let numbers: Vec<_> = rule.elements().iter().map(Element::number).collect();
    assert_eq!(numbers, [Some(19), Some(5), Some(4), Some(4)]);
}

#[test]
fn keys_have_conversions_from_all_key_types() {
    assert_eq!(Key::from(&true), Key::Bool(true));
    assert_eq!([Key::from(-1i32), Key::from(&-1i64)], [Key::Int(-1); 2]);
    assert_eq!([Key::from(&1u32), Key::from(1u64)], [Key::Uint(1); 2]);
    assert_eq!(
        [Key::from("a"), Key::from(&"a".to_owned())],
        [Key::String("a"); 2]
    );
    assert!(FieldPath::from(&Path::root()).is_empty());
}
