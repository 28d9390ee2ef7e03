//! `cargo xtask conformance`: protovalidate's conformance suite, answered by generated validators.

pub mod executor;
mod harness;
pub mod suite;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

use crate::process;
use executor::Executor;
use harness::Harness;
use suite::{Outcome, Suites};

const USAGE: &str = "usage: cargo xtask conformance [<suite>] [--harness]";

/// Where the suite is, if nothing else is said.
pub const SUITE: &str = "../shared/conformance/protovalidate-suite.binpb.xz";

/// Answers all cases and counts; the last line tells how many are as wanted.
///
/// # Errors
/// If one is not, or if the executor cannot be built.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let root = process::root()?;
    let (mut path, mut harness) = (root.join(SUITE), false);
    for argument in arguments {
        match argument.to_str() {
            Some("--harness") => harness = true,
            Some(option) if option.starts_with('-') => bail!(USAGE),
            _ => path = PathBuf::from(argument),
        }
    }
    if harness {
        let harness = Harness::build(&root)?;
        // It brings its own messages.
        let executor = Executor::build(&root, "conformance", &harness.suites()?.request()?)?;
        return harness.run(&executor);
    }
    answer(&root, &Suites::read(&path)?)
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
            match got.is(&wanted) {
                true => right += 1,
                false => tell(&suite.name, case, &wanted, &got),
            }
        }
    }
    println!("conformance: {right} of {all}");
    ensure!(right == all, "{} cases are not as wanted", all - right);
    Ok(())
}

fn tell(suite: &str, case: &suite::Case, wanted: &Outcome, got: &Outcome) {
    let input = case.input.clone().unwrap_or_default();
    println!("{suite} {} ({}):", case.name, input.type_url);
    println!("  wanted {wanted:?}\n  got    {got:?}");
}
