//! Simplifies conditions of steps: removes conditions with a known value, and merges an `if` with the only `if` in it.

use super::{Step, Term};

/// Simplifies the conditions of steps.
pub fn joined(steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    steps.into_iter().map(join).collect()
}

fn join(step: Step<'_>) -> Step<'_> {
    match step {
        Step::If {
            test,
            then,
            otherwise,
        } => both(test, joined(then), joined(otherwise)),
        Step::Bind {
            field,
            then,
            otherwise,
        } => Step::Bind {
            field,
            then: joined(then),
            otherwise: joined(otherwise),
        },
        Step::AsTime(steps) => Step::AsTime(joined(steps)),
        Step::Each { field, list, steps } => Step::Each {
            field,
            list,
            steps: joined(steps),
        },
        Step::Entries { field, map, steps } => Step::Entries {
            field,
            map,
            steps: joined(steps),
        },
        step @ (Step::Violate { .. }
        | Step::Require { .. }
        | Step::Ask { .. }
        | Step::RequireOneof(_)
        | Step::FieldSet { .. }
        | Step::Descend { .. }) => step,
    }
}

/// Returns `if test { if inner { … } }` as `if test && inner { … }`.
fn both<'r>(test: Term, mut then: Vec<Step<'r>>, otherwise: Vec<Step<'r>>) -> Step<'r> {
    let is_only = then.len() == 1 && otherwise.is_empty();
    match then.pop() {
        Some(Step::If {
            test: inner,
            then,
            otherwise: none,
        }) if is_only && none.is_empty() => Step::If {
            test: test.and(inner),
            then,
            otherwise: none,
        },
        last => {
            then.extend(last);
            Step::If {
                test,
                then,
                otherwise,
            }
        }
    }
}

/// Returns `if test { then } else { otherwise }`, or only one branch if the value of the test is known.
pub fn when<'r>(test: Term, then: Vec<Step<'r>>, otherwise: Vec<Step<'r>>) -> Vec<Step<'r>> {
    match test.as_bool() {
        Some(true) => then,
        Some(false) => otherwise,
        None if then.is_empty() && otherwise.is_empty() => then,
        None => vec![Step::If {
            test,
            then,
            otherwise,
        }],
    }
}
