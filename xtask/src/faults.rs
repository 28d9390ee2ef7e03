//! `cargo xtask faults`: breaks servers and clients, and counts what is lost.

use std::ffi::OsString;

use anyhow::Result;

use crate::process;

/// Builds the programs of `tests/faults` and runs them; the last line tells the sum.
///
/// # Errors
/// If a fault is not withstood.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    process::run_package("rpcsmith-faults", arguments)
}
