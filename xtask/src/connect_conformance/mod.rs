//! `cargo xtask connect-conformance`: runs the official suite of Connect, gRPC and gRPC-Web on our server and client.
//!
//! Source: the Go module [`connectrpc.com/conformance`](https://github.com/connectrpc/conformance).

mod config;
mod report;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::go;
use crate::process;
use report::Report;

const MODULE: &str = "connectrpc.com/conformance";
const VERSION: &str = "v1.0.7";

/// The two sides that the suite tests.
const MODES: [&str; 2] = ["server", "client"];

/// What to run.
#[derive(Default)]
struct Settings {
    modes: Vec<&'static str>,
    patterns: Vec<String>,
    sample: bool,
    trace: bool,
}

/// Runs the suite. The last line has the sum.
///
/// # Errors
/// If a case fails, or if Go is missing.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let settings = Settings::read(arguments)?;
    let root = process::root()?;
    let target = process::target(&root);
    let runner = go::install(
        &target,
        &format!("{MODULE}/cmd/connectconformance"),
        VERSION,
    )?;
    let protos = go::module(MODULE, VERSION)?.join("proto");
    let programs = process::build_debug(
        &root,
        "rpcsmith-connect-conformance",
        Some("suite"),
        &[("CONNECT_CONFORMANCE_PROTO", protos)],
    )?;
    let config = target.join("connect-conformance.yaml");
    fs::write(&config, config::text(settings.sample))?;
    println!("left out, by docs/protocols.md: {}", config::LEFT_OUT);
    let mut sums = Vec::new();
    let mut failed = false;
    for mode in &settings.modes {
        let report = settings.judge(mode, &runner, &config, &programs)?;
        report.print(mode);
        failed |= report.has_failed();
        sums.push(format!("{mode} {}", report.sum()));
    }
    println!("connect-conformance: {}", sums.join(", "));
    ensure!(!failed, "cases failed");
    Ok(())
}

impl Settings {
    fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Self> {
        let mut settings = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                let value = arguments.next().context("an argument has no value")?;
                value
                    .into_string()
                    .map_err(|_| anyhow::anyhow!("an argument is no UTF-8"))
            };
            match argument.to_str() {
                Some("--run") => settings.patterns.push(value()?),
                Some("--mode") => {
                    let mode = value()?;
                    let known = MODES.into_iter().find(|known| *known == mode);
                    settings
                        .modes
                        .push(known.context("a mode is `server` or `client`")?);
                }
                Some("--sample") => settings.sample = true,
                Some("--trace") => settings.trace = true,
                _ => bail!(
                    "the arguments are --run <pattern>, --mode server|client, --sample and --trace"
                ),
            }
        }
        if settings.modes.is_empty() {
            settings.modes = MODES.into();
        }
        Ok(settings)
    }

    /// Runs one side of the suite.
    fn judge(&self, mode: &str, runner: &Path, config: &Path, programs: &Path) -> Result<Report> {
        let mut command = Command::new(runner);
        command.args(["--mode", mode, "--conf"]).arg(config);
        for pattern in &self.patterns {
            command.args(["--run", pattern]);
        }
        if self.trace {
            command.arg("--trace");
        }
        let program = programs.join(format!("conformance-{mode}"));
        let output = command
            .arg("--")
            .arg(program)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("{command:?}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let report = Report::read(&text);
        // Without a sum, the suite has not run to its end.
        report.with_context(|| format!("{command:?}: {}\n{text}", output.status))
    }
}
