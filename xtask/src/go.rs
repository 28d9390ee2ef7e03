//! Programs and files of Go modules.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{option, output, succeed};

/// A plugin of protoc: its name, its package, the version, and more options.
pub type Plugin = (&'static str, &'static str, &'static str, &'static str);

/// The plugin for messages.
pub const MESSAGES: Plugin = (
    "go",
    "google.golang.org/protobuf/cmd/protoc-gen-go",
    "v1.36.12",
    "",
);

/// The plugin for services.
pub const SERVICES: Plugin = (
    "go-grpc",
    "google.golang.org/grpc/cmd/protoc-gen-go-grpc",
    "v1.6.2",
    "",
);

/// A proto, and the package of its code.
pub struct Protos<'a> {
    pub file: &'a str,
    pub includes: &'a [PathBuf],
    /// For example `peers/userpb;userpb`.
    pub package: &'a str,
    pub module: &'a str,
}

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

/// Generates the code of a proto in the folder of a module.
///
/// # Errors
/// If Go is missing, or if a plugin reports an error.
pub fn generate(
    target: &Path,
    protos: &Protos<'_>,
    plugins: &[Plugin],
    folder: &Path,
) -> Result<()> {
    let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path()?);
    protoc.args(protos.includes.iter().map(|folder| option("-I", folder)));
    protoc.arg(protos.file);
    for (name, package, version, options) in plugins {
        let plugin = install(target, package, version)?;
        protoc
            .arg(option(&format!("--plugin=protoc-gen-{name}="), &plugin))
            .arg(option(&format!("--{name}_out="), folder))
            .arg(format!(
                "--{name}_opt=M{}={},module={}{options}",
                protos.file, protos.package, protos.module
            ));
    }
    succeed(&mut protoc)
}

/// Builds all programs of a module, and returns their folder.
///
/// # Errors
/// If Go is missing, or if a program does not compile.
pub fn build(folder: &Path) -> Result<PathBuf> {
    let programs = std::path::absolute(folder.join("bin"))?;
    std::fs::create_dir_all(&programs)?;
    succeed(
        Command::new("go")
            .args(["build", "-o"])
            .arg(&programs)
            .arg("./...")
            .current_dir(folder),
    )?;
    Ok(programs)
}
