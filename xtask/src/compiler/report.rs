//! Counts of verdicts, and classes of differences with examples.

use std::collections::BTreeMap;

use super::compare::{Difference, Verdict, Warnings};

/// The number of examples that a class keeps.
const EXAMPLES: usize = 3;

/// The sum of a run.
#[derive(Default)]
pub struct Report {
    pub units: usize,
    pub equal: usize,
    pub refused_alike: usize,
    pub crashed: usize,
    pub differ: usize,
    classes: BTreeMap<String, Class>,
    /// The texts of both compilers for the same error.
    pairs: BTreeMap<String, usize>,
    warnings: Counts,
}

#[derive(Default)]
struct Class {
    count: usize,
    examples: Vec<(String, String)>,
}

#[derive(Default)]
struct Counts {
    expected: usize,
    missing: usize,
    extra: usize,
    classes: BTreeMap<String, usize>,
}

impl Report {
    /// Adds the result of a unit, and says whether it is an example of a difference.
    pub fn add(&mut self, label: &str, verdict: Verdict, warnings: Warnings) -> bool {
        self.units += 1;
        self.warnings.add(warnings);
        match verdict {
            Verdict::Equal => self.equal += 1,
            Verdict::RefusedAlike(pair) => {
                self.refused_alike += 1;
                *self.pairs.entry(pair).or_default() += 1;
            }
            Verdict::Crashed => self.crashed += 1,
            Verdict::Differs(Difference { class, account }) => {
                self.differ += 1;
                let class = self.classes.entry(class).or_default();
                class.count += 1;
                if class.examples.len() < EXAMPLES {
                    class.examples.push((label.to_owned(), account));
                    return true;
                }
            }
        }
        false
    }

    /// Prints the classes of differences, the most frequent first, each with `show` examples.
    pub fn print(&self, show: usize) {
        let mut classes: Vec<_> = self.classes.iter().collect();
        classes.sort_by_key(|(_, class)| std::cmp::Reverse(class.count));
        for (name, class) in classes {
            println!("{:6}  {name}", class.count);
            for (label, account) in class.examples.iter().take(show) {
                println!("          {label}");
                for line in account.lines() {
                    let short: String = line.chars().take(300).collect();
                    println!("            {short}");
                }
            }
        }
        if self.crashed > 0 {
            println!(
                "protoc crashes on {} files, which are not compared",
                self.crashed
            );
        }
    }

    /// Prints the texts of both compilers for the same errors. A pair that does not fit is a coincidence.
    pub fn print_pairs(&self) {
        for (pair, count) in &self.pairs {
            println!("{count:6}  {pair}");
        }
    }

    /// Prints how many warnings are alike.
    pub fn print_warnings(&self) {
        let Counts {
            expected,
            missing,
            extra,
            classes,
        } = &self.warnings;
        for (class, count) in classes {
            println!("{count:6}  {class}");
        }
        let alike = expected - missing;
        println!(
            "warnings of accepted files: protoc={expected} alike={alike} missing={missing} extra={extra}"
        );
    }
}

impl Counts {
    fn add(&mut self, warnings: Warnings) {
        self.expected += warnings.expected;
        self.missing += warnings.missing.len();
        self.extra += warnings.extra.len();
        let missing = warnings
            .missing
            .iter()
            .map(|class| format!("missing warning: {class}"));
        let extra = warnings
            .extra
            .iter()
            .map(|class| format!("extra warning: {class}"));
        for class in missing.chain(extra) {
            *self.classes.entry(class).or_default() += 1;
        }
    }
}
