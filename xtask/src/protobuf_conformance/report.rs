//! Reads the output of the suite.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

/// The number of failures that are printed in full.
const SHOWN: usize = 40;

/// The results of one part of the suite: binary and JSON, or text.
#[derive(Debug, Default, PartialEq)]
struct Sum {
    passed: usize,
    skipped: usize,
    expected: usize,
    failed: usize,
}

/// The results of one or more parts of the suite.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    sums: Vec<Sum>,
    /// What the suite reports about a failed test, by its name.
    failures: BTreeMap<String, String>,
    /// Other lists of tests, such as those that pass although they should fail.
    other: Vec<String>,
}

impl Report {
    /// Reads the output.
    ///
    /// # Errors
    /// If there is no sum: the suite has not run to its end.
    pub fn read(text: &str) -> Result<Self> {
        let mut report = Self::default();
        let mut failure: Option<&mut String> = None;
        let mut in_list = false;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("ERROR, test=") {
                let (name, details) = rest.split_once(": ").unwrap_or((rest, ""));
                let known = report.failures.entry(name.to_owned()).or_default();
                known.push_str(details);
                failure = Some(known);
            } else if let Some(sums) = line.strip_prefix("CONFORMANCE SUITE ") {
                report.sums.push(Sum::read(sums)?);
            } else if line.is_empty() {
                (failure, in_list) = (None, false);
            } else if let Some(failure) = &mut failure {
                failure.extend([" ", line.trim()]);
            } else if line.starts_with("These tests") {
                in_list = !line.starts_with("These tests failed");
                report.other.extend(in_list.then(|| line.to_owned()));
            } else if in_list {
                report.other.push(line.to_owned());
            }
        }
        report.sums.first().context("there is no sum")?;
        Ok(report)
    }

    /// The names of failed tests.
    pub fn failed(&self) -> impl Iterator<Item = &str> {
        self.failures.keys().map(String::as_str)
    }

    /// Adds the results of a run in which the failed tests of this one were expected.
    ///
    /// The suite does not start its second part if a test of the first one fails.
    pub fn add(&mut self, later: Self) {
        self.failures.extend(later.failures);
        self.other.extend(later.other);
        self.sums
            .extend(later.sums.into_iter().skip(self.sums.len()));
    }

    /// The number of parts that were run.
    pub fn parts(&self) -> usize {
        self.sums.len()
    }

    /// Prints the failures, and the sum after a title in the last line.
    pub fn print(&self, title: &str) {
        for (name, details) in self.failures.iter().take(SHOWN) {
            println!("{name}\n    {}", readable(details));
        }
        for name in self.failures.keys().skip(SHOWN) {
            println!("{name}");
        }
        self.other.iter().for_each(|line| println!("{line}"));
        let sum = |of: fn(&Sum) -> usize| self.sums.iter().map(of).sum::<usize>();
        let expected = sum(|sum| sum.expected);
        if expected > 0 {
            println!("{expected} recommended tests fail as expected");
        }
        let (passed, failed) = (sum(|sum| sum.passed), sum(|sum| sum.failed));
        let skipped = sum(|sum| sum.skipped);
        println!("{title}protobuf-conformance: passed={passed} failed={failed} skipped={skipped}");
    }

    /// Whether a test had another result than expected, or no test was run.
    pub fn has_failed(&self) -> bool {
        let failed = |sum: &Sum| sum.failed > 0;
        self.sums.iter().any(failed) || !self.failures.is_empty() || !self.other.is_empty()
    }
}

impl Sum {
    /// Reads, for example, `PASSED: 7 successes, 1 skipped, 0 expected failures, 0 unexpected failures.`
    fn read(line: &str) -> Result<Self> {
        let (_, counts) = line.split_once(": ").unwrap_or_default();
        let count = |name: &str| {
            let mut counts = counts.trim_end_matches('.').split(", ");
            let count = counts.find_map(|count| count.strip_suffix(name));
            let count = count.and_then(|count| count.trim().parse().ok());
            count.with_context(|| format!("no number of{name} in {line}"))
        };
        Ok(Self {
            passed: count(" successes")?,
            skipped: count(" skipped")?,
            expected: count(" expected failures")?,
            failed: count(" unexpected failures")?,
        })
    }
}

/// The reason of a failure, the request and the response in lines of their own.
fn readable(details: &str) -> String {
    let details = ["str", "proto", "only"]
        .iter()
        .fold(details.to_owned(), |details, kind| {
            details.replace(&format!("goo.gle/debug{kind} "), "")
        });
    let details = details.replace(", request=", "\n    request: ");
    details.replace(", response=", "\n    response: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "CONFORMANCE TEST BEGIN ====\n\n\
        ERROR, test=Required.A: Expect: 1\n, request=goo.gle/debugstr  a: 1, response=b: 2\n\n\
        These tests failed.  If they can't be fixed right now, add them.\n\n\
        \x20 Required.A # Expect: 1\n\n\
        These tests succeeded, even though they were listed.\n\
        \x20 Recommended.B\n\n\
        CONFORMANCE SUITE FAILED: 7 successes, 2 skipped, 0 expected failures, 1 unexpected failures.\n";

    #[test]
    fn failures_and_sums_are_read() {
        let report = Report::read(TEXT).expect("a sum");
        assert!(report.has_failed());
        let failures: Vec<_> = report.failures.iter().collect();
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0].0, "Required.A");
        let expected = "Expect: 1 \n    request:  a: 1\n    response: b: 2";
        assert_eq!(readable(failures[0].1), expected);
        assert_eq!(report.other.len(), 2);
        let sum = Sum {
            passed: 7,
            skipped: 2,
            expected: 0,
            failed: 1,
        };
        assert_eq!(report.sums, [sum]);
    }

    #[test]
    fn a_later_run_adds_the_second_part() {
        let mut report = Report::read(TEXT).expect("a sum");
        let part = |passed| {
            format!(
                "CONFORMANCE SUITE PASSED: {passed} successes, 0 skipped, 1 expected failures, 0 unexpected failures.\n"
            )
        };
        report.add(Report::read(&(part(7) + &part(3))).expect("two sums"));
        assert_eq!(report.parts(), 2);
        assert_eq!((report.sums[0].failed, report.sums[1].passed), (1, 3));
        assert!(report.has_failed());
    }

    #[test]
    fn output_without_a_sum_is_an_error() {
        assert!(Report::read("CONFORMANCE TEST BEGIN").is_err());
    }
}
