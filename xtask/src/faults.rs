//! `cargo xtask faults`: breaks servers, clients and the generator, and counts what is lost.

use std::ffi::OsString;

use anyhow::Result;

use crate::process;

/// Builds the command and the programs of `tests/faults`, and runs them. The last line has the sum.
///
/// # Errors
/// If a case fails.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    // Build them separately: together, cargo would compile the command with the features of the servers.
    process::build_package("rpcsmith")?;
    process::run_package("rpcsmith-faults", arguments)
}
