//! Step budgets of rules whose time is the product of several lengths.

use std::time::Instant;

use rpcsmith_runtime::validate::{
    Checked, Context, Meter, Options, Path, Rule, Steps, Validate, ValidationError, cel,
};

const RULE: Rule = Rule::of_message("sums").message("no sum may be negative");

/// Checks the sums of all triples of values, in the style of generated code.
struct Sums(Vec<i64>);

impl Validate for Sums {
    fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
        let steps = cx.steps();
        cx.require(at, &RULE, || {
            cel::logic::all(self.0.iter(), |&a| {
                cel::logic::all(self.0.iter().metered(steps), |&b| {
                    cel::logic::all(self.0.iter().metered(steps), |&c| {
                        Ok(cel::int::add(cel::int::add(a, b)?, c)? >= 0)
                    })
                })
            })
        })
    }
}

fn sums(values: i64) -> Sums {
    Sums((0..values).collect())
}

#[test]
fn rules_within_the_budget_are_checked() {
    assert_eq!(sums(100).validate(), Ok(()));
    // One step for each pair and one for each triple.
    let exact = Options::new().max_steps(10 * 10 + 10 * 10 * 10);
    assert_eq!(sums(10).validate_with(&exact), Ok(()));
    let invalid = Sums(vec![1, -1, -2]);
    assert!(matches!(
        invalid.validate(),
        Err(ValidationError::Violations(_))
    ));
}

#[test]
fn rules_over_the_budget_end_the_validation() {
    let limit = 10 * 10 + 10 * 10 * 10 - 1;
    let error = sums(10).validate_with(&Options::new().max_steps(limit));
    assert_eq!(error, Err(ValidationError::TooManySteps { limit }));
    // Without the limit, 10^12 steps.
    let error = sums(10_000).validate();
    let limit = 10_000_000;
    assert_eq!(error, Err(ValidationError::TooManySteps { limit }));
    assert_eq!(
        error.map_err(|error| error.to_string()),
        Err("the rules take more than 10000000 steps for this message".to_owned())
    );
}

/// A loop that ends early because of the budget can cause false violations or errors, which must not be reported.
#[test]
fn results_of_incomplete_loops_are_discarded() {
    struct EndsEarly(&'static str);

    impl Validate for EndsEarly {
        fn check(&self, cx: &mut Context<'_>, at: &Path<'_>) -> Checked {
            let steps = cx.steps();
            if !self.0.bytes().metered(steps).any(|byte| byte == b'z') {
                cx.violation(at, &RULE)?;
            }
            cx.require(at, &RULE, || Err(cel::Error::DivisionByZero))
        }
    }

    for first in [true, false] {
        let options = Options::new().max_steps(3).first(first);
        let error = EndsEarly("abcdz").validate_with(&options);
        assert_eq!(error, Err(ValidationError::TooManySteps { limit: 3 }));
    }
}

#[test]
fn the_deadline_ends_rules_that_take_many_steps() {
    let passed = Options::new().deadline(Instant::now());
    let error = sums(100).validate_with(&passed);
    assert_eq!(error, Err(ValidationError::DeadlineExceeded));
    // Rules that take no steps do not read the clock.
    assert_eq!(sums(0).validate_with(&passed), Ok(()));
    let far = Instant::now() + std::time::Duration::from_secs(3_600);
    let ahead = Options::new().deadline(far);
    assert_eq!(sums(100).validate_with(&ahead), Ok(()));
    let error = sums(10_000).validate_with(&ahead.max_steps(1_000_000));
    let limit = 1_000_000;
    assert_eq!(error, Err(ValidationError::TooManySteps { limit }));
}

#[test]
fn texts_count_by_their_length() {
    let steps = Steps::new(&Options::new().max_steps(10));
    let text = "a".repeat(40);
    assert_eq!(steps.text(&text), text);
    assert_eq!(steps.bytes(text.as_bytes()), text.as_bytes());
    assert_eq!((steps.text(&text), steps.list(&[1])), ("", &[][..]));
}

/// The arguments are short, and the result would take a tebibyte.
#[test]
fn growing_texts_count_before_they_are_created() {
    let steps = || Steps::new(&Options::new());
    let million = "a".repeat(1 << 20);
    assert_eq!(steps().replace(&million, "a", &million), "");
    assert_eq!(steps().replace(&million, "", &million), "");
    let parts = vec![""; 1 << 20];
    assert_eq!(steps().join(&parts, &million), "");
    assert_eq!(steps().replace("aba", "a", "cc"), "ccbcc");
    assert_eq!(steps().replace_n("aba", "a", "cc", 1), "ccba");
    assert_eq!(
        steps().replace_n(&million, "a", &million, 2).len(),
        3 * (1 << 20) - 2
    );
    assert_eq!(steps().join(&["a", "b"], "-"), "a-b");
}

#[test]
fn pairs_of_elements_without_an_order_count() {
    let limited = |steps| Steps::new(&Options::new().max_steps(steps));
    let list: Vec<_> = (0..100).map(Some).collect();
    let steps = limited(100 * 99 / 2);
    assert!(steps.unique_pairs(&list));
    assert_eq!(steps.list(&[1]), &[0; 0]);
    // Without remaining steps, elements are not compared.
    assert!(limited(0).unique_pairs(&[Some(1), Some(1)]));
}

#[test]
fn patterns_of_a_message_are_limited() {
    let steps = || Steps::new(&Options::new());
    assert_eq!(steps().matches("abc", "b+"), Ok(true));
    assert_eq!(steps().matches("abc", "("), Err(cel::Error::InvalidRegex));
    let long = "a".repeat(1_001);
    assert_eq!(steps().matches(&long, &long[1..]), Ok(true));
    assert_eq!(steps().matches(&long, &long), Err(cel::Error::InvalidRegex));
    // A pattern of a rule may be this large.
    assert_eq!(cel::matches("a", r"\pL{100}"), Ok(false));
    assert_eq!(
        steps().matches("a", r"\pL{100}"),
        Err(cel::Error::InvalidRegex)
    );
    let few = steps();
    let compiled = (0..2_000).take_while(|_| few.matches("a", "a") == Ok(true));
    assert_eq!(compiled.count(), 100);
}
