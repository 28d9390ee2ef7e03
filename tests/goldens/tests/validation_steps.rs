//! Step budgets: rules whose time is the product of several lengths in a request.

use rpcsmith_goldens::goldens::validate_steps::validate_steps::{Counted, Linear, Part};
use rpcsmith_runtime::validate::{Options, Validate, ValidationError};

/// Whether a message is valid, if its rules take at most `steps`; otherwise the limit.
fn within(message: &impl Validate, steps: u64) -> Result<bool, u64> {
    match message.validate_with(&Options::new().max_steps(steps)) {
        Ok(()) => Ok(true),
        Err(ValidationError::Violations(_)) => Ok(false),
        Err(ValidationError::TooManySteps { limit }) => Err(limit),
        Err(error) => panic!("{error}"),
    }
}

/// Each message exceeds the default limit by far with one kind of rule.
#[test]
fn each_kind_of_product_counts() {
    let texts = |count: usize| -> Vec<_> { (0..count).map(|i| format!("{i:05}")).collect() };
    let long = "a".repeat(100_000);
    let part = Part {
        names: texts(2_000),
    };
    let hostile = [
        Counted {
            values: vec![1; 1_000],
            ..Counted::default()
        },
        Counted {
            ids: texts(10_000),
            ..Counted::default()
        },
        Counted {
            ids: texts(1_000),
            text: long.clone(),
            ..Counted::default()
        },
        Counted {
            values: vec![-1; 1_000],
            data: long.clone().into(),
            ..Counted::default()
        },
        Counted {
            text: long.clone(),
            old: "a".to_owned(),
            new: long.clone(),
            ..Counted::default()
        },
        Counted {
            patterns: vec!["x".to_owned(); 1_001],
            ..Counted::default()
        },
        Counted {
            parts: vec![part; 3],
            ..Counted::default()
        },
    ];
    for (index, message) in hostile.iter().enumerate() {
        let limit = 10_000_000;
        assert_eq!(within(message, limit), Err(limit), "{index}");
    }
}

/// Rules of usual requests give the same result with a budget.
#[test]
fn rules_within_the_budget_are_evaluated() {
    let counted = Counted {
        values: (1..100).collect(),
        ids: vec!["a".to_owned(), "b".to_owned()],
        text: "some text".to_owned(),
        old: "e".to_owned(),
        new: "".to_owned(),
        ..Counted::default()
    };
    assert_eq!(within(&counted, 10_000_000), Ok(false));
    assert_eq!(within(&counted, 1_000), Err(1_000));
}

#[test]
fn linear_rules_take_no_steps() {
    let names: Vec<_> = (0..1_000).map(|i| format!("name {i}")).collect();
    let linear = Linear {
        parts: vec![
            Part {
                names: names[..10].to_vec()
            };
            100
        ],
        names,
        ..Linear::default()
    };
    assert_eq!(within(&linear, 0), Ok(false));
}
