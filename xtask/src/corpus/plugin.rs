//! The plugin as a process.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use prost::Message;
use prost::bytes::Bytes;

use super::empty;
use crate::bench;
use crate::bench::measure::{self, Usage};
use crate::process;
use crate::request::Request;

/// A `CodeGeneratorResponse`.
#[derive(Clone, PartialEq, Message)]
struct Response {
    #[prost(string, optional, tag = "1")]
    error: Option<String>,
    #[prost(message, repeated, tag = "15")]
    files: Vec<Generated>,
}

/// A file of a response.
#[derive(Clone, PartialEq, Message)]
pub struct Generated {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "15")]
    pub content: String,
}

/// What the plugin made, and what that took.
pub struct Answer {
    pub files: Vec<Generated>,
    pub usage: Usage,
}

/// The plugin as it is released.
pub struct Plugin {
    program: PathBuf,
    /// Where its input and output are kept.
    folder: PathBuf,
}

impl Plugin {
    /// Builds it; `folder` is emptied.
    ///
    /// # Errors
    /// If it does not build.
    pub fn build(root: &Path, folder: &Path) -> Result<Self> {
        empty(folder)?;
        Ok(Self {
            program: bench::plugin(root)?,
            folder: folder.to_owned(),
        })
    }

    /// Builds it without optimizations, for what takes no time anyway; `folder` is emptied.
    ///
    /// # Errors
    /// If it does not build.
    pub fn unoptimized(root: &Path, folder: &Path) -> Result<Self> {
        empty(folder)?;
        let package = ["build", "--quiet", "--package", "rpcsmith"];
        process::succeed(
            Command::new(env!("CARGO"))
                .current_dir(root)
                .args(package)
                .args(["--bin", "protoc-gen-rpcsmith"]),
        )?;
        Ok(Self {
            program: process::target(root).join("debug/protoc-gen-rpcsmith"),
            folder: folder.to_owned(),
        })
    }

    /// Has a request answered; files in the folder are named by `name`.
    ///
    /// # Errors
    /// If the plugin fails, or refuses the request.
    pub fn answer(&self, name: &str, request: &Request) -> Result<Answer> {
        self.run(name, request, &[])
    }

    /// The same on one core.
    ///
    /// # Errors
    /// The same.
    pub fn answer_on_one_core(&self, name: &str, request: &Request) -> Result<Answer> {
        self.run(name, request, &["taskset", "--cpu-list", "0"])
    }

    fn run(&self, name: &str, request: &Request, wrapper: &[&str]) -> Result<Answer> {
        let file = |kind: &str| self.folder.join(format!("{name}.{kind}"));
        let (input, output, warnings) = (file("request"), file("response"), file("warnings"));
        fs::write(&input, request.encode_to_vec())?;
        let mut words = wrapper.iter().map(Path::new).chain([&*self.program]);
        let first = words.next().context("there is the plugin")?;
        let report = file("usage");
        let mut command = measure::command(&report, first)?;
        command
            .args(words)
            .stdin(File::open(&input)?)
            .stdout(File::create(&output)?)
            .stderr(File::create(&warnings)?);
        let usage = Usage::of(&mut command, &report)
            .with_context(|| fs::read_to_string(&warnings).unwrap_or_default())?;
        let response = Response::decode(Bytes::from(fs::read(&output)?))?;
        let error = response.error.unwrap_or_default();
        ensure!(error.is_empty(), "the plugin refuses the request:\n{error}");
        Ok(Answer {
            files: response.files,
            usage,
        })
    }
}

/// Writes files to a folder, which is emptied.
///
/// # Errors
/// If the file system refuses.
pub fn write(files: &[Generated], folder: &Path) -> Result<()> {
    empty(folder)?;
    for file in files {
        fs::write(folder.join(&file.name), &file.content)?;
    }
    Ok(())
}
