//! Measures the time and memory of processes.
//!
//! The peak memory of a new process includes that of the process that started it. So a small process starts the program:
//! this program again, as `cargo xtask bench measure <report> <program> …`.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::Instant;

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use serde_json::{Value, json};

/// Bytes in a mebibyte.
pub const MIB: f64 = 1024.0 * 1024.0;

/// The time and memory of a process and its children.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// The time from start to end, in seconds.
    pub wall: f64,
    /// The CPU time of all threads, in the program and in the kernel, in seconds.
    pub cpu: f64,
    /// The peak memory of one process, in MiB.
    pub peak: f64,
}

impl Usage {
    /// Runs a program that [`command`] has measured.
    ///
    /// # Errors
    /// If it cannot be run or fails.
    pub fn of(command: &mut Command, report: &Path) -> Result<Self> {
        crate::process::succeed(command)?;
        Self::read(report)
    }

    /// Reads the report of the last measured process.
    ///
    /// # Errors
    /// If there is no report.
    pub fn read(report: &Path) -> Result<Self> {
        let text = fs::read(report).with_context(|| format!("{} is missing", report.display()))?;
        let report: Value = serde_json::from_slice(&text)?;
        let number = |name: &str| {
            report[name]
                .as_f64()
                .with_context(|| format!("no {name} in the report"))
        };
        Ok(Self {
            wall: number("wall_s")?,
            cpu: number("cpu_s")?,
            peak: number("peak_mib")?,
        })
    }

    /// The median of each.
    #[must_use]
    pub fn median(runs: &[Self]) -> Self {
        Self {
            wall: median(runs.iter().map(|run| run.wall)),
            cpu: median(runs.iter().map(|run| run.cpu)),
            peak: median(runs.iter().map(|run| run.peak)),
        }
    }

    /// The text in reports.
    #[must_use]
    pub fn to_json(self) -> Value {
        json!({ "wall_s": self.wall, "cpu_s": self.cpu, "peak_mib": self.peak })
    }
}

/// The value in the middle; the mean of two if there are two.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (Some(low), Some(high)) = (
        values.get(values.len().saturating_sub(1) / 2),
        values.get(values.len() / 2),
    ) else {
        return f64::NAN;
    };
    f64::midpoint(*low, *high)
}

/// A command that runs a program and writes its time and memory to the report.
///
/// # Errors
/// If this program cannot find itself.
pub fn command(report: &Path, program: impl AsRef<OsStr>) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["bench", "measure"]).arg(report).arg(program);
    Ok(command)
}

/// Writes a script that measures the program in its arguments, for programs that accept a wrapper.
///
/// # Errors
/// If it cannot be written.
pub fn script(path: &Path, report: &Path) -> Result<()> {
    let this = env::current_exe()?;
    let text = format!("#!/bin/sh\nexec {this:?} bench measure {report:?} \"$@\"\n");
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// `cargo xtask bench measure`: runs the program and returns its status.
///
/// # Errors
/// If it cannot be run.
pub fn run(report: &Path, command: &mut Command) -> Result<ExitStatus> {
    let start = Instant::now();
    let status = command.status().with_context(|| format!("{command:?}"))?;
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let usage = Usage {
        wall,
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        // Linux counts it in KiB.
        peak: usage.max_rss() as f64 * 1024.0 / MIB,
    };
    fs::write(report, usage.to_json().to_string())?;
    Ok(status)
}

fn seconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
        assert!(median([].into_iter()).is_nan());
    }
}
