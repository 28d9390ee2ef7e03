//! The program of protovalidate that runs an executor and checks its results.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use prost::Message;

use super::executor::Executor;
use super::suite::Suites;
use crate::process::{self, output, succeed};

/// Its Go module, with a fixed version, so that its cases do not change.
const MODULE: &str = "github.com/bufbuild/protovalidate/tools@v1.2.2";

/// Its package in that module.
const PACKAGE: &str = "protovalidate-conformance";

pub struct Harness {
    program: PathBuf,
}

impl Harness {
    /// Builds it with Go.
    ///
    /// # Errors
    /// If Go is missing, or the module cannot be downloaded.
    pub fn build(root: &Path) -> Result<Self> {
        let folder = process::target(root).join("conformance/harness");
        fs::create_dir_all(&folder)?;
        // `go install` also requests the newest version of the module, which not every proxy has.
        let module = output(Command::new("go").args(["mod", "download", "-json", MODULE]))?;
        let module: serde_json::Value = serde_json::from_str(&module)?;
        let source = module["Dir"].as_str().context("the module has a folder")?;
        succeed(
            Command::new("go")
                .env("GOWORK", "off")
                .args(["build", "-C", source, "-o"])
                .arg(&folder)
                .arg(format!("./{PACKAGE}")),
        )?;
        Ok(Self {
            program: folder.join(PACKAGE),
        })
    }

    /// Its cases, with the descriptors that it sends.
    ///
    /// # Errors
    /// If its output has another form.
    pub fn suites(&self) -> Result<Suites> {
        let dump = Command::new(&self.program)
            .args(["--dump", "--proto"])
            .output()?;
        // Its exit code is the number of cases without a result.
        let suites = Suites::decode(&dump.stdout[..])?;
        ensure!(!suites.suites.is_empty(), "the harness has no suites");
        Ok(suites)
    }

    /// Checks an executor. The last line has the sum of the harness.
    ///
    /// # Errors
    /// If a result is not the expected one.
    pub fn run(&self, executor: &Executor) -> Result<()> {
        let judged = Command::new(&self.program)
            .args(["--strict_message", "--strict_error"])
            .arg(executor.program())
            .stdout(Stdio::inherit())
            .output()?;
        let report = String::from_utf8(judged.stderr)?;
        print!("{report}");
        // The exit code is the number of failures modulo 256.
        ensure!(judged.status.success(), "the harness: {}", judged.status);
        let sum = report.lines().last().unwrap_or_default();
        ensure!(
            passed(sum),
            "the harness does not report that all cases passed"
        );
        Ok(())
    }
}

/// Whether a line such as `PASS (failed: 0, skipped: 0, passed: 7, total: 7)` means that all cases passed, at least one.
fn passed(sum: &str) -> bool {
    let Some(counts) = sum
        .strip_prefix("PASS (")
        .and_then(|sum| sum.strip_suffix(')'))
    else {
        return false;
    };
    let count = |name: &str| {
        let mut counts = counts
            .split(", ")
            .filter_map(|count| count.split_once(": "));
        let count = counts.find(|(found, _)| *found == name);
        count.and_then(|(_, count)| count.parse::<usize>().ok())
    };
    count("failed") == Some(0)
        && count("skipped") == Some(0)
        && count("passed") == count("total")
        && count("total") > Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sum_without_failures_passes() {
        assert!(passed("PASS (failed: 0, skipped: 0, passed: 7, total: 7)"));
        assert!(!passed("PASS (failed: 0, skipped: 0, passed: 0, total: 0)"));
        assert!(!passed("PASS (failed: 0, skipped: 1, passed: 6, total: 7)"));
        assert!(!passed(
            "FAIL (failed: 256, skipped: 0, passed: 7, total: 263)"
        ));
        assert!(!passed(""));
    }
}
