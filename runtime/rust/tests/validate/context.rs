//! The results and limits of a validation: violations, errors, depth, time and the order of map entries.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use rpcsmith_runtime::validate::{
    Checked, Context, Field, Kind, Options, Path, Rule, Validate, ValidationError, cel, rules,
};

use crate::sample::{User, role, valid, violations};

/// A user who violates a rule for each role, and one more.
fn invalid(roles: usize) -> User {
    User {
        name: "al".to_owned(),
        roles: vec![role(&["x"]); roles],
        ..valid()
    }
}

#[test]
fn all_violations_or_the_first_are_found() {
    let all = violations(invalid(2).validate());
    assert_eq!(all.violations().len(), 3);
    assert_eq!(all, violations(invalid(2).validate_with(&Options::new())));
    let first = violations(invalid(2).validate_first());
    assert_eq!(first.violations(), &all.violations()[..1]);
    assert!(!all.is_truncated() && !first.is_truncated());
}

#[test]
fn the_number_of_violations_is_limited() {
    let with = |max| {
        let options = Options::new().max_violations(max);
        violations(invalid(2).validate_with(&options))
    };
    let (exact, less) = (with(3), with(2));
    assert_eq!((exact.violations().len(), exact.is_truncated()), (3, false));
    assert_eq!((less.violations().len(), less.is_truncated()), (2, true));
    assert!(less.to_string().ends_with("[string.min_len]\n… and more"));

    let none = with(0);
    assert_eq!((none.violations().len(), none.is_truncated()), (0, true));

    let hostile = violations(invalid(1_000_000).validate());
    assert_eq!(
        (hostile.violations().len(), hostile.is_truncated()),
        (1000, true)
    );
}

/// The path of each violation below a long key contains the key.
#[test]
fn the_text_of_violations_is_limited() {
    struct Long(String);

    impl Validate for Long {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            const ENTRIES: Field = Field::map(1, "entries", Kind::String, Kind::Message);
            const ITEMS: Field = Field::new(1, "items", Kind::String);
            const RULE: Rule = Rule::new(rules::string::IN, "string.in");
            let entry = at.entry(&ENTRIES, &self.0);
            for index in 0..900 {
                cx.violation(&entry.item(&ITEMS, index), &RULE)?;
            }
            Ok(())
        }
    }

    let found = violations(Long("k".repeat(1 << 18)).validate());
    assert_eq!((found.violations().len(), found.is_truncated()), (5, true));
    let found = violations(Long("k".repeat(1 << 10)).validate());
    assert_eq!(
        (found.violations().len(), found.is_truncated()),
        (900, false)
    );
}

#[test]
fn the_depth_of_messages_is_limited() {
    let nested = |levels: usize| {
        let mut user = valid();
        for level in 0..levels {
            user = User {
                name: format!("user{level}"),
                manager: Some(Box::new(user)),
                ..valid()
            };
        }
        user
    };
    assert_eq!(nested(100).validate(), Ok(()));
    let error = nested(101).validate().expect_err("the message is too deep");
    assert_eq!(error, ValidationError::TooDeep { limit: 100 });
    assert_eq!(
        error.to_string(),
        "messages are nested more than 100 levels deep"
    );
    let options = Options::new().max_depth(1);
    assert_eq!(nested(1).validate_with(&options), Ok(()));
    let error = nested(2).validate_with(&options);
    assert_eq!(error, Err(ValidationError::TooDeep { limit: 1 }));
    // Sibling messages do not add to the depth.
    let wide = User {
        scores: (0..200).map(|key| (key, role(&[]))).collect(),
        ..valid()
    };
    assert_eq!(wide.validate_with(&options), Ok(()));
}

#[test]
fn a_rule_without_a_value_is_an_error() {
    let user = User {
        divisor: 0,
        ..invalid(1)
    };
    let Err(ValidationError::Runtime(error)) = user.validate() else {
        panic!("the rule does not fail");
    };
    assert_eq!(error.to_string(), "divisor: division by zero [user.share]");
    assert_eq!(error.field_path().to_string(), "divisor");
    assert_eq!(error.rule_path().to_string(), "cel[1]");
    assert_eq!(
        (error.rule_id(), error.error()),
        ("user.share", cel::Error::DivisionByZero)
    );
    // `validate_first` stops at a violation before the error.
    assert_eq!(violations(user.validate_first()).violations().len(), 1);
}

#[test]
fn an_invalid_rule_is_an_error_of_the_schema() {
    struct InvalidRule;

    impl Validate for InvalidRule {
        fn check(&self, cx: &mut Context<'_>, _: &Path<'_>) -> Checked {
            cx.compilation_error("duplicate a in oneof rule")
        }
    }

    assert_eq!(
        InvalidRule.validate().map_err(|error| error.to_string()),
        Err("the schema has an invalid rule: duplicate a in oneof rule".to_owned())
    );
    // Pointers behave the same.
    assert_eq!(Box::new(InvalidRule).validate(), InvalidRule.validate());
    let dynamic: &dyn Validate = &InvalidRule;
    assert_eq!(dynamic.validate(), InvalidRule.validate());
}

/// A check that ignores an error does not make the message valid.
#[test]
fn errors_cannot_be_lost() {
    struct IgnoresErrors;

    impl Validate for IgnoresErrors {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            let _ = cx.error(at, &Rule::REQUIRED, cel::Error::DivisionByZero);
            let _ = cx.compilation_error("later");
            Ok(())
        }
    }

    assert!(matches!(
        IgnoresErrors.validate(),
        Err(ValidationError::Runtime(_))
    ));
}

#[test]
fn the_time_does_not_change_during_a_validation() {
    struct Times;

    impl Validate for Times {
        fn check(&self, cx: &mut Context<'_>, _: &Path<'_>) -> Checked {
            let now = cx.now();
            std::thread::sleep(std::time::Duration::from_millis(2));
            assert_eq!(cx.now(), now);
            let clock = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .expect("the clock is after 1970");
            let seconds = i64::try_from(clock.as_secs()).expect("the time is in range");
            assert!(now > cel::Timestamp::new(seconds - 60, 0));
            assert!(now < cel::Timestamp::new(seconds, clock.subsec_nanos() as i32));
            Ok(())
        }
    }

    struct Given;

    impl Validate for Given {
        fn check(&self, cx: &mut Context<'_>, _: &Path<'_>) -> Checked {
            assert_eq!(cx.now(), cel::Timestamp::new(-1, 5));
            Ok(())
        }
    }

    assert_eq!(Times.validate(), Ok(()));
    let options = Options::new().now(cel::Timestamp::new(-1, 5));
    assert_eq!(Given.validate_with(&options), Ok(()));
}

/// Nested maps, with other violations before, between and after their entries.
#[test]
fn only_the_entries_of_the_loop_are_sorted() {
    struct Nested(HashMap<u64, HashMap<bool, [&'static str; 2]>>);

    impl Validate for Nested {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            const OUTER: Field = Field::map(1, "outer", Kind::Uint64, Kind::Message);
            const INNER: Field = Field::map(1, "inner", Kind::Bool, Kind::Message);
            const RULE: Rule = Rule::of_message("rule");
            cx.violation(&at.oneof("zzz"), &RULE)?;
            let outer_mark = cx.mark();
            for (key, inner) in &self.0 {
                let outer = at.entry(&OUTER, key);
                cx.violation(&outer.oneof("z"), &RULE)?;
                let mark = cx.mark();
                for (key, names) in inner {
                    let inner = outer.entry(&INNER, key);
                    for &name in names {
                        cx.violation(&inner.oneof(name), &RULE)?;
                    }
                }
                cx.sort_from(mark);
                cx.violation(&outer.oneof("a"), &RULE)?;
            }
            cx.sort_from(outer_mark);
            cx.violation(&at.oneof("aaa"), &RULE)
        }
    }

    for keys in [0..0, 0..1, 0..2, 0..40] {
        let inner = HashMap::from([(true, ["y", "b"]), (false, ["x", "c"])]);
        let nested = Nested(keys.clone().map(|key| (key, inner.clone())).collect());
        let mut expected = vec!["zzz".to_owned()];
        for key in keys {
            let inner = [
                "z",
                "inner[false].x",
                "inner[false].c",
                "inner[true].y",
                "inner[true].b",
                "a",
            ];
            expected.extend(inner.map(|path| format!("outer[{key}].{path}")));
        }
        expected.push("aaa".to_owned());
        let found = violations(nested.validate());
        let paths: Vec<_> = found
            .violations()
            .iter()
            .map(|v| v.field_path().to_string())
            .collect();
        assert_eq!(paths, expected);
    }
}

/// Violations within one entry keep their order.
#[test]
fn violations_within_an_entry_are_not_sorted() {
    struct Single;

    impl Validate for Single {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            const OUTER: Field = Field::map(1, "outer", Kind::String, Kind::Message);
            const A: Field = Field::map(1, "a", Kind::Int32, Kind::String);
            const B: Field = Field::map(2, "b", Kind::Int32, Kind::String);
            const ITEMS: Field = Field::new(3, "items", Kind::Message);
            const RULE: Rule = Rule::of_message("rule");
            let mark = cx.mark();
            let entry = at.entry(&OUTER, "key");
            cx.violation(&entry.value(&B, 2), &RULE)?;
            cx.violation(&entry.value(&A, 1), &RULE)?;
            cx.sort_from(mark);
            let mark = cx.mark();
            let entry = at.entry(&OUTER, "other");
            cx.violation(&entry.item(&ITEMS, 1), &RULE)?;
            cx.violation(&entry.index(&ITEMS, 0), &RULE)?;
            cx.sort_from(mark);
            cx.sort_from(usize::MAX);
            Ok(())
        }
    }

    let found = violations(Single.validate());
    let paths: Vec<_> = found
        .violations()
        .iter()
        .map(|v| v.field_path().to_string())
        .collect();
    let expected = [
        r#"outer["key"].b[2]"#,
        r#"outer["key"].a[1]"#,
        r#"outer["other"].items[1]"#,
        r#"outer["other"].items[0]"#,
    ];
    assert_eq!(paths, expected);
}
