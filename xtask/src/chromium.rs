//! The browser of tests.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::process::succeed;

/// The names of its program.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The program, which is installed on a machine of Debian, as in CI. Elsewhere, install the browser yourself.
///
/// # Errors
/// If it is not installed, and cannot be.
pub fn program() -> Result<&'static str> {
    let found = NAMES.into_iter().find(|name| {
        let mut version = Command::new(name);
        let version = version
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    });
    if let Some(name) = found {
        return Ok(name);
    }
    succeed(Command::new("apt-get").args(["install", "--yes", "--quiet=2", NAMES[0]]))?;
    Ok(NAMES[0])
}
