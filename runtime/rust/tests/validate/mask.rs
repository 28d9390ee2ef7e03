//! Validation with field masks.

use prost_types::FieldMask;
use rpcsmith_runtime::validate::{Options, Validate, ValidationError};

use crate::sample::{Role, User, role, valid};

/// The paths of the violations of a completely invalid user, with a mask.
fn violated_paths(paths: &[&str]) -> Vec<String> {
    let user = User {
        name: "al".to_owned(),
        roles: vec![Role::default(), role(&["x"])],
        labels: [("A".to_owned(), 2)].into(),
        manager: Some(Box::new(User {
            name: "al".to_owned(),
            ..valid()
        })),
        contact: None,
        ..valid()
    };
    let mask = FieldMask {
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
    };
    match user.validate_with(&Options::new().mask(&mask)) {
        Ok(()) => Vec::new(),
        Err(ValidationError::Violations(violations)) => {
            let path = |v: &rpcsmith_runtime::validate::Violation| v.field_path().to_string();
            violations.violations().iter().map(path).collect()
        }
        Err(other) => panic!("not violations: {other}"),
    }
}

#[test]
fn a_path_selects_a_field_and_its_contents() {
    assert_eq!(violated_paths(&["name"]), ["name"]);
    assert_eq!(
        violated_paths(&["roles"]),
        ["roles[0].name", "roles[1].tags[0]"]
    );
    assert_eq!(violated_paths(&["roles.tags"]), ["roles[1].tags[0]"]);
    assert_eq!(violated_paths(&["contact"]), ["contact"]);
    assert_eq!(violated_paths(&["labels"]), [r#"labels["A"]"#]);
    assert_eq!(violated_paths(&["manager"]), ["manager.name"]);
    assert_eq!(
        violated_paths(&["manager.name", "name"]),
        ["name", "manager.name"]
    );
    assert_eq!(
        violated_paths(&["manager.name", "manager"]),
        ["manager.name"]
    );
}

#[test]
fn fields_that_are_not_selected_have_no_violations() {
    let none: [&str; 0] = [];
    for paths in [
        &[][..],
        &["nam"],
        &["name.x"],
        &["roles.x"],
        &["x.name"],
        &[""],
        &["manager.roles"],
    ] {
        assert_eq!(violated_paths(paths), none, "{paths:?}");
    }
}

#[test]
fn rules_of_a_message_need_the_whole_message() {
    let all = violated_paths(&["*"]);
    assert_eq!(all[0], "", "the rule of the message is missing");
    assert!(all.contains(&"contact".to_owned()));
    assert_eq!(all.len(), 7);
    let fields = violated_paths(&[
        "name", "roles", "labels", "manager", "email", "scores", "divisor",
    ]);
    assert_eq!(fields.len(), 5);
}

#[test]
fn errors_count_only_if_their_field_is_selected() {
    let user = User {
        name: "al".to_owned(),
        divisor: 0,
        ..valid()
    };
    let with = |path: &str| {
        let mask = FieldMask {
            paths: vec![path.to_owned()],
        };
        user.validate_with(&Options::new().mask(&mask))
    };
    assert!(matches!(with("divisor"), Err(ValidationError::Runtime(_))));
    assert!(matches!(with("name"), Err(ValidationError::Violations(_))));
    assert_eq!(with("roles"), Ok(()));
}

/// `first` returns the first selected violation.
#[test]
fn the_mask_applies_before_the_limit() {
    let mask = FieldMask {
        paths: vec!["roles".to_owned()],
    };
    let user = User {
        name: String::new(),
        roles: vec![role(&["x"]); 2],
        ..valid()
    };
    let options = Options::new().mask(&mask).first(true);
    let error = user.validate_with(&options).expect_err("a tag is invalid");
    assert!(
        error.to_string().starts_with("roles[0].tags[0]: "),
        "{error}"
    );
}

/// The time for a long mask and many violations, both from a peer, is not their product.
#[test]
fn a_long_mask_is_parsed_once() {
    let paths = (0..100_000).map(|index| format!("roles.f{index}"));
    let mask = FieldMask {
        paths: paths.chain(["a.".repeat(100_000)]).collect(),
    };
    let user = User {
        roles: vec![role(&["x"]); 100_000],
        ..valid()
    };
    assert_eq!(user.validate_with(&Options::new().mask(&mask)), Ok(()));
}
