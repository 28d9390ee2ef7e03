//! `cargo xtask conformance`: runs protovalidate's conformance suite on generated validators.

pub mod executor;
mod harness;
pub mod suite;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use executor::Executor;
use harness::Harness;
use suite::{Outcome, Suites};

const USAGE: &str = "usage: cargo xtask conformance [<suite>] [--harness] [--mutate <count>]";

/// The default path of the suite.
pub const SUITE: &str = "../shared/conformance/protovalidate-suite.binpb.xz";

/// Runs all cases. The last line has the number of expected results.
///
/// # Errors
/// If a result is not the expected one, or if the executor cannot be built.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let root = process::root()?;
    let (mut path, mut harness, mut mutants) = (root.join(SUITE), false, None);
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--harness") => harness = true,
            Some("--mutate") => mutants = Some(arguments.next().context(USAGE)?),
            Some(option) if option.starts_with('-') => bail!(USAGE),
            _ => path = PathBuf::from(argument),
        }
    }
    if harness {
        let harness = Harness::build(&root)?;
        // The harness has its own messages.
        let executor = Executor::build(&root, "conformance", &harness.suites()?.request()?)?;
        return harness.run(&executor);
    }
    let suites = Suites::read(&path)?;
    match mutants {
        Some(count) => mutate(&root, &suites, &count),
        None => answer(&root, &suites),
    }
}

/// Validates a number of mutants of each message. None must cause a panic.
fn mutate(root: &Path, suites: &Suites, count: &OsString) -> Result<()> {
    let executor = Executor::build(root, "conformance", &suites.request()?)?;
    let cases = suites.suites.iter().flat_map(|suite| {
        let named = |case: &suite::Case| format!("{} {}", suite.name, case.name);
        let inputs = suite.cases.iter();
        inputs.filter_map(move |case| Some((named(case), case.input.clone()?)))
    });
    executor.mutate(count, cases.collect())
}

fn answer(root: &Path, suites: &Suites) -> Result<()> {
    let executor = Executor::build(root, "conformance", &suites.request()?)?;
    let time = suites.time()?;
    let (mut right, mut all) = (0, 0);
    for suite in &suites.suites {
        let cases = suite.cases.iter();
        let inputs = cases.filter_map(|case| Some((case.name.clone(), case.input.clone()?)));
        let answers = executor.answer(time, inputs.collect())?;
        for case in &suite.cases {
            all += 1;
            let wanted = case.wanted.clone().unwrap_or_default();
            let got = answers.results.get(&case.name).cloned().unwrap_or_default();
            if got.is(&wanted) {
                right += 1
            } else {
                print_difference(&suite.name, case, &wanted, &got)
            }
        }
    }
    println!("conformance: {right} of {all}");
    ensure!(right == all, "{} cases failed", all - right);
    Ok(())
}

fn print_difference(suite: &str, case: &suite::Case, wanted: &Outcome, got: &Outcome) {
    let input = case.input.clone().unwrap_or_default();
    println!("{suite} {} ({}):", case.name, input.type_url);
    println!("  wanted {wanted:?}\n  got    {got:?}");
}
