//! `cargo xtask faults`: breaks servers and clients, and counts what is lost.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, succeed};

/// Builds the programs of `tests/faults` and runs them; the last line tells the sum.
///
/// # Errors
/// If a fault is not withstood.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let root = process::root()?;
    let target = process::target(&root);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let package = [
        "build",
        "--quiet",
        "--release",
        "--package",
        "rpcsmith-faults",
        "--bins",
    ];
    succeed(
        Command::new(cargo)
            .args(package)
            .arg("--target-dir")
            .arg(&target)
            .current_dir(&root),
    )?;
    succeed(Command::new(target.join("release/rpcsmith-faults")).args(arguments))
}
