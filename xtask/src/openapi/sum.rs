//! Compares the verdicts of both validators.

use std::collections::BTreeMap;

use serde_json::Value;

use super::classes;
use super::executor::Violation;
use super::node::Verdict;
use super::search::Sample;

/// The number of failures that are printed.
const SHOWN: usize = 40;

/// The results.
pub struct Sum {
    documents: usize,
    /// Valid messages that the schemas accept.
    pub accepted: usize,
    /// Messages that break a rule, and that the schemas reject.
    rejected: usize,
    pub failed: usize,
    explained: BTreeMap<String, usize>,
    /// The broken rules that schemas reject.
    rules: BTreeMap<String, usize>,
}

impl Sum {
    pub fn new(documents: usize, failed: usize) -> Self {
        Self {
            documents,
            accepted: 0,
            rejected: 0,
            failed,
            explained: BTreeMap::new(),
            rules: BTreeMap::new(),
        }
    }

    /// Adds a message.
    pub fn add(&mut self, sample: &Sample, verdict: &Verdict) {
        match (&sample.broken, verdict.errors.is_empty()) {
            (None, true) => self.accepted += 1,
            (None, false) if is_narrow(verdict) => self.explain("narrower formats of JSON Schema"),
            (Some(violation), false) => {
                self.rejected += 1;
                *self.rules.entry(violation.rule.clone()).or_default() += 1;
            }
            (Some(violation), true) if verdict.contains_text => {
                match classes::text(&violation.rule, is_standard(&violation.rule)) {
                    Some(class) => self.explain(class),
                    None => self.fail(sample, verdict),
                }
            }
            (Some(violation), true) if classes::LOOSE.contains(&violation.rule.as_str()) => {
                self.explain("looser formats of Ajv");
            }
            _ => self.fail(sample, verdict),
        }
    }

    fn explain(&mut self, class: &str) {
        *self.explained.entry(class.to_owned()).or_default() += 1;
    }

    fn fail(&mut self, sample: &Sample, verdict: &Verdict) {
        self.failed += 1;
        if self.failed > SHOWN {
            return;
        }
        let Sample { name, json, broken } = sample;
        match broken {
            None => println!(
                "{name}: a valid message is rejected: {json}\n  {:?}",
                verdict.errors
            ),
            Some(Violation {
                field,
                rule,
                message,
            }) => println!(
                "{name}: `{field}` breaks `{rule}` ({message}), and the schema accepts it; its text {}: {json}",
                if verdict.contains_text {
                    "is there"
                } else {
                    "is missing"
                }
            ),
        }
    }

    /// Prints the counts. The last line has the sum.
    pub fn print(&self) {
        println!("messages that break a rule with a keyword, by rule:");
        self.rules
            .iter()
            .for_each(|(rule, count)| println!("{count:8}  {rule}"));
        println!("messages that only a text or the format explains:");
        self.explained
            .iter()
            .for_each(|(class, count)| println!("{count:8}  {class}"));
        let Self {
            documents,
            accepted,
            rejected,
            failed,
            ..
        } = self;
        let explained: usize = self.explained.values().sum();
        let messages = accepted + rejected + explained;
        println!(
            "openapi: documents={documents} messages={messages} accepted={accepted} rejected={rejected} \
             explained={explained} failed={failed}"
        );
    }
}

/// Whether only formats reject a message, one of which JSON Schema defines more narrowly than the rules.
fn is_narrow(verdict: &Verdict) -> bool {
    let mut errors = verdict.errors.iter();
    let is_one_of =
        |value: &Value, names: &[&str]| value.as_str().is_some_and(|value| names.contains(&value));
    // `anyOf` and `const` are the alternatives of a format.
    errors.all(|error| is_one_of(&error["keyword"], &["format", "anyOf", "const"]))
        && verdict
            .errors
            .iter()
            .any(|error| is_one_of(&error["format"], &classes::NARROW))
}

/// Whether a rule is one of protovalidate's: its id starts with the name of a type.
fn is_standard(rule: &str) -> bool {
    const TYPES: [&str; 22] = [
        "float",
        "double",
        "int32",
        "int64",
        "uint32",
        "uint64",
        "sint32",
        "sint64",
        "fixed32",
        "fixed64",
        "sfixed32",
        "sfixed64",
        "bool",
        "string",
        "bytes",
        "enum",
        "repeated",
        "map",
        "any",
        "duration",
        "timestamp",
        "field_mask",
    ];
    let set = rule.split('.').next().unwrap_or_default();
    TYPES.contains(&set) || matches!(rule, "required" | "message.oneof")
}
