//! Reads the output of the suite, and groups what failed.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

/// The parts of a name that say how a case was run, and not what it tests.
const PERMUTATIONS: [&str; 5] = [
    "HTTPVersion:",
    "Protocol:",
    "Codec:",
    "Compression:",
    "TLS:",
];

/// The results of one side.
pub struct Report {
    cases: usize,
    passed: usize,
    classes: BTreeMap<String, Class>,
    /// Lines that belong to no case.
    other: Vec<String>,
}

/// The failed cases of one kind.
#[derive(Default)]
struct Class {
    count: usize,
    /// The name of the first one, and its faults.
    first: Vec<String>,
}

impl Report {
    /// Reads the output.
    pub fn read(text: &str) -> Result<Self> {
        let mut report = Self {
            cases: 0,
            passed: 0,
            classes: BTreeMap::new(),
            other: Vec::new(),
        };
        let mut cases = None;
        let mut class = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("FAILED: ") {
                let name = name.trim_end_matches(':');
                let known: &mut Class = report.classes.entry(kind(name)).or_default();
                known.count += 1;
                class = (known.count == 1).then(|| {
                    known.first.push(name.to_owned());
                    kind(name)
                });
            } else if let Some(count) = line.strip_prefix("Total cases: ") {
                cases = Some(count.trim().parse().context("the sum is a number")?);
            } else if let (Some(_), Some((passed, _))) = (cases, line.split_once(" passed, ")) {
                report.passed = passed.trim().parse().context("the sum is a number")?;
            } else if line.starts_with(['\t', ' ', '-']) {
                let class = class
                    .as_ref()
                    .and_then(|class| report.classes.get_mut(class));
                if let Some(class) = class {
                    class.first.push(line.trim_end().to_owned());
                }
            } else if !line.is_empty() {
                report.other.push(line.to_owned());
            }
        }
        report.cases = cases.context("there is no sum")?;
        Ok(report)
    }

    /// Prints the classes of failed cases, the largest first.
    pub fn print(&self, mode: &str) {
        let mut classes: Vec<_> = self.classes.iter().collect();
        classes.sort_by_key(|(_, class)| std::cmp::Reverse(class.count));
        for (name, class) in classes {
            println!("{mode}: {} failed: {name}", class.count);
            for line in &class.first {
                println!("    {line}");
            }
        }
        for line in &self.other {
            println!("{mode}: {line}");
        }
    }

    /// Whether a case has failed, or did not run.
    pub fn has_failed(&self) -> bool {
        self.passed < self.cases || self.cases == 0
    }

    /// How many cases passed.
    pub fn sum(&self) -> String {
        format!("{} of {}", self.passed, self.cases)
    }
}

/// The suite, the protocol and the case, without the other permutations.
fn kind(name: &str) -> String {
    let is_kept = |part: &&str| {
        part.starts_with("Protocol:") || !PERMUTATIONS.iter().any(|known| part.starts_with(known))
    };
    let parts: Vec<_> = name.split('/').filter(is_kept).collect();
    parts.join("/")
}
