//! Programs and files of Go modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{output, succeed};

/// Builds a program of a module at a version, once, in a folder of the target folder. Returns its path.
///
/// # Errors
/// If Go is missing, or if the module cannot be downloaded.
pub fn install(target: &Path, package: &str, version: &str) -> Result<PathBuf> {
    let name = package.replace('/', "-");
    let folder = target.join("go").join(format!("{name}@{version}"));
    let (_, base) = package.rsplit_once('/').context("a package has a path")?;
    let program = folder.join(format!("{base}{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        succeed(
            Command::new("go")
                .args(["install", &format!("{package}@{version}")])
                .env("GOBIN", std::path::absolute(&folder)?)
                .env("GOFLAGS", "-mod=mod"),
        )?;
    }
    Ok(program)
}

/// Downloads a module, and returns the folder of its files.
///
/// # Errors
/// If Go is missing, or if the module cannot be downloaded.
pub fn module(module: &str, version: &str) -> Result<PathBuf> {
    let module = format!("{module}@{version}");
    let answer = output(Command::new("go").args(["mod", "download", "-json", &module]))?;
    let answer: Value = serde_json::from_str(&answer)?;
    let folder = answer["Dir"].as_str();
    Ok(folder.context("the module has no folder")?.into())
}
