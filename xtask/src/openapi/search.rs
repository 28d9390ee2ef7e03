//! Messages that satisfy all rules, and messages that break one.

use std::collections::BTreeSet;

use anyhow::Result;
use prost::bytes::Bytes;

use super::cases::Case;
use super::executor::{Answer, Asked, Executor, Violation};
use crate::differential::wire::{self, Tree};
use crate::differential_json::messages::{self, Source};

/// How many changes of a message are tried in each round.
const CHANGES: usize = 24;
/// The rounds to repair a message.
const ROUNDS: usize = 24;
/// The changes of a valid message to break one rule.
const BREAKS: usize = 12;

/// A message of a type, as JSON.
pub struct Sample {
    /// The case and the type.
    pub name: String,
    pub json: String,
    /// The rule that it breaks.
    pub broken: Option<Violation>,
}

/// The messages of one type.
struct Candidates<'a> {
    name: String,
    type_name: &'a str,
    messages: Vec<Bytes>,
}

/// Searches about `count` valid messages of all types, and messages that break one rule.
///
/// # Errors
/// If the executor fails.
pub fn samples(
    cases: &[Case],
    executor: &Executor,
    count: usize,
    seed: u64,
) -> Result<Vec<Sample>> {
    let types: usize = cases.iter().map(|case| case.types.len()).sum();
    let each = count.div_ceil(types.max(1)) * 2;
    let (mut valid, mut broken) = (Vec::new(), Vec::new());
    for (index, case) in cases.iter().enumerate() {
        let seed = seed.wrapping_mul(1000).wrapping_add(index as u64);
        let mut source = messages::source(&case.schema, &case.types, seed);
        for type_name in &case.types {
            let mut candidates = Candidates {
                name: format!("{}/{}", case.name, &type_name[1..]),
                type_name,
                messages: (0..each).map(|_| source.message(type_name)).collect(),
            };
            let found = candidates.repair(&mut source, executor)?;
            broken.extend(candidates.break_one(&mut source, executor, &found)?);
            valid.extend(found.into_iter().map(|(_, answer)| Sample {
                name: candidates.name.clone(),
                json: answer.json,
                broken: None,
            }));
        }
    }
    Ok(valid.into_iter().chain(broken).collect())
}

impl Candidates<'_> {
    fn ask(&self, executor: &Executor, messages: &[Bytes]) -> Result<Vec<Option<Answer>>> {
        let asked: Vec<_> = messages
            .iter()
            .map(|bytes| Asked {
                name: &self.name,
                bytes,
            })
            .collect();
        executor.ask(&asked)
    }

    /// Changes the fields that violate rules until the messages are valid. Returns those that are.
    fn repair(
        &mut self,
        source: &mut Source<'_>,
        executor: &Executor,
    ) -> Result<Vec<(Bytes, Answer)>> {
        let mut valid = Vec::new();
        let mut open = std::mem::take(&mut self.messages);
        for _ in 0..ROUNDS {
            let mut tries = Vec::new();
            for (message, answer) in open.iter().zip(self.ask(executor, &open)?) {
                match answer {
                    Some(answer) if answer.violations.is_empty() => {
                        valid.push((message.clone(), answer))
                    }
                    Some(answer) => {
                        let fields: BTreeSet<_> = answer
                            .violations
                            .iter()
                            .map(|it| first(&it.field))
                            .collect();
                        tries.push(self.changes(source, message, &fields));
                    }
                    None => {}
                }
            }
            let all: Vec<_> = tries.iter().flatten().cloned().collect();
            let mut answers = self.ask(executor, &all)?.into_iter();
            open = tries
                .into_iter()
                .filter_map(|tries| {
                    let count = |answer: Option<Answer>| {
                        answer.map_or(usize::MAX, |it| it.violations.len())
                    };
                    let ranked = tries
                        .into_iter()
                        .map(|message| (count(answers.next().flatten()), message));
                    let ranked: Vec<_> = ranked.collect();
                    ranked
                        .into_iter()
                        .min_by_key(|(count, _)| *count)
                        .map(|(_, message)| message)
                })
                .collect();
            if open.is_empty() {
                break;
            }
        }
        Ok(valid)
    }

    /// Variants of a message with other values of some fields; without names, of any field.
    fn changes(
        &self,
        source: &mut Source<'_>,
        message: &Bytes,
        names: &BTreeSet<&str>,
    ) -> Vec<Bytes> {
        let Some(tree) = Tree::parse(message) else {
            return Vec::new();
        };
        let variant = |_: usize| {
            let mut tree = tree.clone();
            for name in names {
                change(source, self.type_name, &mut tree, name);
            }
            source.tidy(self.type_name, &mut tree, 0);
            tree.to_bytes()
        };
        let mut changed: Vec<_> = (0..CHANGES).map(variant).collect();
        changed.push(message.clone());
        changed
    }

    /// Messages that break exactly one rule: valid ones with another value of one field.
    fn break_one(
        &self,
        source: &mut Source<'_>,
        executor: &Executor,
        valid: &[(Bytes, Answer)],
    ) -> Result<Vec<Sample>> {
        let schema = source.mutator.schema;
        let fields = schema
            .messages
            .get(self.type_name)
            .map(|message| &message.fields);
        let names: Vec<_> = fields
            .into_iter()
            .flatten()
            .map(|field| field.name.as_str())
            .collect();
        let mut changed = Vec::new();
        for (message, _) in valid {
            for _ in 0..BREAKS {
                let Some(name) = source.mutator.random.pick(&names).copied() else {
                    break;
                };
                let Some(mut tree) = Tree::parse(message) else {
                    break;
                };
                change(source, self.type_name, &mut tree, name);
                source.tidy(self.type_name, &mut tree, 0);
                changed.push(tree.to_bytes());
            }
        }
        let mut samples = Vec::new();
        for answer in self.ask(executor, &changed)?.into_iter().flatten() {
            let mut violations = answer.violations;
            if let (Some(violation), true) = (violations.pop(), violations.is_empty()) {
                samples.push(Sample {
                    name: self.name.clone(),
                    json: answer.json,
                    broken: Some(violation),
                });
            }
        }
        Ok(samples)
    }
}

/// The name of the outermost field of a path.
fn first(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

/// Removes a field, or the members of a oneof, and mostly adds other values.
fn change(source: &mut Source<'_>, type_name: &str, tree: &mut Tree, name: &str) {
    let schema = source.mutator.schema;
    let Some(message) = schema.messages.get(type_name) else {
        return;
    };
    let Some(field) = message.fields.iter().find(|field| field.name == name) else {
        // A rule of the message, or of a oneof: any field may be the reason.
        let names: Vec<_> = message
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        if let Some(name) = source.mutator.random.pick(&names).copied() {
            change(source, type_name, tree, name);
        }
        return;
    };
    tree.0.retain(|found| found.number != field.number);
    let random = &mut source.mutator.random;
    let times = match (field.repeated, random.below(6)) {
        (_, 0) => 0,
        (true, _) => random.below(4),
        (false, _) => 1,
    };
    for _ in 0..times {
        let value = source.mutator.value(field, &Bytes::new(), 0);
        tree.0.push(wire::Field::new(field.number, value));
    }
}
