//! Builds the plugin and runs it as a process.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use prost::Message;
use prost::bytes::Bytes;

use crate::measure::{self, Usage};
use crate::process;
use crate::request::Request;

/// What cargo builds.
const PACKAGE: [&str; 5] = [
    "--quiet",
    "--package",
    "rpcsmith",
    "--bin",
    "protoc-gen-rpcsmith",
];

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

/// The generated files, and the time and memory that the plugin used.
pub struct Answer {
    pub files: Vec<Generated>,
    pub usage: Usage,
}

/// A built plugin.
pub struct Plugin {
    program: PathBuf,
    /// Holds its input and output.
    folder: PathBuf,
}

impl Plugin {
    /// Builds the plugin with the release profile, and empties `folder`.
    ///
    /// # Errors
    /// If the build fails.
    pub fn build(root: &Path, folder: &Path) -> Result<Self> {
        empty(folder)?;
        Ok(Self {
            program: build(root)?,
            folder: folder.to_owned(),
        })
    }

    /// Builds the plugin without optimizations, for small requests, and empties `folder`.
    ///
    /// # Errors
    /// If the build fails.
    pub fn unoptimized(root: &Path, folder: &Path) -> Result<Self> {
        empty(folder)?;
        process::succeed(process::cargo(root).arg("build").args(PACKAGE))?;
        Ok(Self {
            program: process::target(root).join("debug/protoc-gen-rpcsmith"),
            folder: folder.to_owned(),
        })
    }

    /// Runs the plugin on a request. The files that it leaves in the folder start with `name`.
    ///
    /// # Errors
    /// If the plugin fails or rejects the request.
    pub fn answer(&self, name: &str, request: &Request) -> Result<Answer> {
        self.run(name, request, &[])
    }

    /// Runs the plugin on one core.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
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
        ensure!(error.is_empty(), "the plugin rejects the request:\n{error}");
        Ok(Answer {
            files: response.files,
            usage,
        })
    }
}

/// Builds the plugin with the release profile, and returns its path.
///
/// # Errors
/// If the build fails.
pub fn build(root: &Path) -> Result<PathBuf> {
    process::succeed(
        process::cargo(root)
            .args(["build", "--release"])
            .args(PACKAGE),
    )?;
    Ok(process::target(root).join("release/protoc-gen-rpcsmith"))
}

/// Empties a folder, and writes files to it.
///
/// # Errors
/// If a file cannot be removed or written.
pub fn write(files: &[Generated], folder: &Path) -> Result<()> {
    empty(folder)?;
    for file in files {
        fs::write(folder.join(&file.name), &file.content)?;
    }
    Ok(())
}

/// Creates a folder, or removes all that is in it.
///
/// # Errors
/// If a file cannot be removed.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}
