//! Where the two answers to a pair are not the same, and why.

use std::collections::BTreeMap;

use super::pairs::Pair;
use super::variants;
use crate::conformance::suite::{Outcome, Violation, What};

/// How many divergences are told in full.
const TOLD: usize = 40;

/// A reason for another answer: its name in `docs/validation-differences.md`, and whether it holds.
type Class = (&'static str, fn(&Pair, &Outcome, &Outcome) -> bool);

const CLASSES: &[Class] = &[];

#[derive(Default)]
pub struct Sum {
    pairs: usize,
    pub divergences: usize,
    explained: BTreeMap<&'static str, usize>,
    /// How many pairs of each kind of outcome there were.
    kinds: BTreeMap<&'static str, usize>,
    told: BTreeMap<String, usize>,
}

impl Sum {
    /// Compares the generated validator's answer with the other's.
    pub fn compare(&mut self, pair: &Pair, ours: &Outcome, theirs: &Outcome) {
        self.pairs += 1;
        *self.kinds.entry(kind(theirs)).or_default() += 1;
        if same(ours, theirs) {
            return;
        }
        if let Some((class, _)) = CLASSES.iter().find(|(_, holds)| holds(pair, ours, theirs)) {
            *self.explained.entry(class).or_default() += 1;
            return;
        }
        self.divergences += 1;
        let place = format!(
            "{} {} {}",
            variants::base(&pair.name),
            kind(ours),
            kind(theirs)
        );
        let told = self.told.entry(place).or_default();
        *told += 1;
        if *told == 1 && self.told.len() <= TOLD {
            println!("{}: {}", pair.name, pair.bytes.escape_ascii());
            println!("  ours   {}\n  theirs {}", told_as(ours), told_as(theirs));
        }
    }

    /// Prints what there was; the last line is the sum.
    pub fn print(&self) {
        println!("divergences by place:");
        self.told
            .iter()
            .for_each(|(place, count)| println!("{count:8}  {place}"));
        println!("outcomes:");
        self.kinds
            .iter()
            .for_each(|(kind, count)| println!("{count:8}  {kind}"));
        println!("differences that are explained:");
        self.explained
            .iter()
            .for_each(|(class, count)| println!("{count:8}  {class}"));
        let (pairs, divergences) = (self.pairs, self.divergences);
        let explained: usize = self.explained.values().sum();
        println!("differential: pairs={pairs} divergences={divergences} explained={explained}");
    }
}

pub fn kind(outcome: &Outcome) -> &'static str {
    match &outcome.what {
        Some(What::Success(_)) => "valid",
        Some(What::Violations(_)) => "violations",
        Some(What::CompilationError(_)) => "compilation error",
        Some(What::RuntimeError(_)) => "runtime error",
        Some(What::UnexpectedError(_)) => "not decoded",
        None => "nothing",
    }
}

fn same(ours: &Outcome, theirs: &Outcome) -> bool {
    match (&ours.what, &theirs.what) {
        (Some(What::Violations(ours)), Some(What::Violations(theirs))) => {
            sorted(&ours.violations) == sorted(&theirs.violations)
        }
        _ => kind(ours) == kind(theirs),
    }
}

/// All that is compared of some violations; the entries of a map have no order.
fn sorted(violations: &[Violation]) -> Vec<impl PartialEq> {
    let mut violations: Vec<_> = violations
        .iter()
        .map(|violation| {
            let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
            let (id, message) = (text(&violation.rule_id), text(&violation.message));
            let for_key = violation.for_key.unwrap_or_default();
            (&violation.field, &violation.rule, id, message, for_key)
        })
        .collect();
    violations.sort();
    violations
}

fn told_as(outcome: &Outcome) -> String {
    match &outcome.what {
        Some(What::Violations(violations)) => {
            let lines = violations.violations.iter().map(|violation| {
                let path = |path: &Option<prost::bytes::Bytes>| {
                    path.as_deref()
                        .unwrap_or_default()
                        .escape_ascii()
                        .to_string()
                };
                format!(
                    "\n    {} {} [{}] {:?} key={}",
                    path(&violation.field),
                    path(&violation.rule),
                    violation.rule_id.as_deref().unwrap_or_default(),
                    violation.message.as_deref().unwrap_or_default(),
                    violation.for_key.unwrap_or_default(),
                )
            });
            lines.collect()
        }
        what => format!("{what:?}"),
    }
}
