//! Compares the two results of a pair.

use std::collections::BTreeMap;

use prost::bytes::Bytes;

use super::classes;
use super::pairs::Pair;
use super::schema::Schema;
use super::variants;
use crate::conformance::suite::{Outcome, Violation, What};

/// The number of divergences that are printed in full.
const TOLD: usize = 40;

pub struct Sum<'a> {
    schema: &'a Schema,
    pairs: usize,
    pub divergences: usize,
    explained: BTreeMap<&'static str, usize>,
    /// The number of pairs by kind of outcome.
    kinds: BTreeMap<&'static str, usize>,
    told: BTreeMap<String, usize>,
}

impl<'a> Sum<'a> {
    pub fn new(schema: &'a Schema) -> Self {
        Self {
            schema,
            pairs: 0,
            divergences: 0,
            explained: BTreeMap::new(),
            kinds: BTreeMap::new(),
            told: BTreeMap::new(),
        }
    }

    /// Compares the result of the generated validator with the other one.
    pub fn compare(&mut self, pair: &Pair, ours: &Outcome, theirs: &Outcome) {
        self.pairs += 1;
        *self.kinds.entry(kind(theirs)).or_default() += 1;
        let same = match differences(ours, theirs) {
            Some((ours, theirs)) => ours.is_empty() && theirs.is_empty(),
            None => kind(ours) == kind(theirs),
        };
        if same {
            return;
        }
        let schema = self.schema;
        if let Some(class) = classes::of(schema, pair, ours, theirs) {
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
            tell(pair, ours, theirs);
        }
    }

    /// Prints the counts. The last line has the sum.
    pub fn print(&self) {
        println!("divergences by place:");
        self.told
            .iter()
            .for_each(|(place, count)| println!("{count:8}  {place}"));
        println!("outcomes:");
        self.kinds
            .iter()
            .for_each(|(kind, count)| println!("{count:8}  {kind}"));
        println!("explained differences:");
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

/// The violations of only one side.
fn differences(ours: &Outcome, theirs: &Outcome) -> Option<(Vec<Told>, Vec<Told>)> {
    let (Some(What::Violations(ours)), Some(What::Violations(theirs))) = (&ours.what, &theirs.what)
    else {
        return None;
    };
    let mut left: Vec<_> = ours.violations.iter().map(Told::of).collect();
    let mut right = Vec::new();
    // The entries of a map have no order.
    for told in theirs.violations.iter().map(Told::of) {
        match left.iter().position(|other| *other == told) {
            Some(at) => drop(left.swap_remove(at)),
            None => right.push(told),
        }
    }
    Some((left, right))
}

/// The compared parts of a violation.
#[derive(Debug, PartialEq)]
struct Told {
    field: String,
    rule: String,
    id: String,
    message: String,
    for_key: bool,
}

impl Told {
    fn of(violation: &Violation) -> Self {
        let path = |path: &Option<Bytes>| {
            let path = path.as_deref().unwrap_or_default();
            path.escape_ascii().to_string()
        };
        Self {
            field: path(&violation.field),
            rule: path(&violation.rule),
            id: violation.rule_id.clone().unwrap_or_default(),
            message: violation.message.clone().unwrap_or_default(),
            for_key: violation.for_key.unwrap_or_default(),
        }
    }
}

fn tell(pair: &Pair, ours: &Outcome, theirs: &Outcome) {
    println!("{}: {}", pair.name, pair.bytes.escape_ascii());
    match differences(ours, theirs) {
        Some((ours, theirs)) => {
            ours.iter()
                .for_each(|violation| println!("  only ours   {violation:?}"));
            theirs
                .iter()
                .for_each(|violation| println!("  only theirs {violation:?}"));
        }
        None => println!("  ours   {ours:?}\n  theirs {theirs:?}"),
    }
}
