//! `cargo xtask load`: loads servers of this project and of tonic-build, side by side.

use std::ffi::OsString;

use anyhow::Result;

use crate::process;

/// Builds the programs of `tests/load` and runs them.
///
/// # Errors
/// If a server does not answer.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    process::run_package("rpcsmith-load", arguments)
}
