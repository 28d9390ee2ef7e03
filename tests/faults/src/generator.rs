//! The generator as a process, on hostile input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::process::memory_of;

/// How long a run may take. Each takes a second or less; without a budget they would take minutes or forever.
const LIMIT: Duration = Duration::from_secs(30);

/// How often memory is read.
const SAMPLE: Duration = Duration::from_millis(2);

/// A folder with input of the generator.
pub struct Project(TempDir);

/// A run of the generator that has ended by itself.
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// What it wrote to standard error.
    pub stderr: String,
    /// The most resident bytes that were seen.
    pub memory: u64,
    /// How long it took.
    pub time: Duration,
}

impl Project {
    /// Creates a folder that holds these files, given as names and texts.
    pub fn new(files: &[(&str, &str)]) -> Result<Self> {
        let project = Self(tempfile::tempdir()?);
        for (name, text) in files {
            project.write(name, text)?;
        }
        Ok(project)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        let path = self.path(name);
        fs::create_dir_all(path.parent().context("it is in the folder")?)?;
        fs::write(&path, text).with_context(|| format!("{} is written", path.display()))
    }

    pub fn read(&self, name: &str) -> Result<String> {
        let path = self.path(name);
        fs::read_to_string(&path).with_context(|| format!("{} is read", path.display()))
    }

    /// The names of the files in a folder, sorted, without those that a killed run has left.
    pub fn files(&self, folder: &str) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for file in fs::read_dir(self.path(folder))? {
            let name = file?.file_name().to_string_lossy().into_owned();
            if !name.starts_with(".rpcsmith-") {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Starts the command `rpcsmith` in the folder, with arguments that spaces separate.
    pub fn start(&self, arguments: &str) -> Result<Child> {
        let program = std::env::current_exe()?.with_file_name("rpcsmith");
        Command::new(&program)
            .args(arguments.split(' '))
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))
    }

    /// Runs the command `rpcsmith` in the folder.
    ///
    /// # Errors
    /// If it does not end by itself within 30 seconds, or if it panics.
    pub async fn run(&self, arguments: &str) -> Result<Run> {
        let begun = Instant::now();
        let child = self.start(arguments)?;
        let id = child.id().context("it runs")?.to_string();
        let mut memory = 0;
        let mut ended = std::pin::pin!(tokio::time::timeout(LIMIT, child.wait_with_output()));
        let output = loop {
            tokio::select! {
                ended = &mut ended => break ended,
                () = tokio::time::sleep(SAMPLE) => {
                    // A process that has just ended has no memory.
                    memory = memory.max(memory_of(&id).map_or(0, |memory| memory.most));
                }
            }
        };
        let output = output.with_context(|| format!("`rpcsmith {arguments}` does not end"))??;
        let stderr = String::from_utf8(output.stderr)?;
        ensure!(!stderr.contains("panicked"), "{arguments}: {stderr}");
        let code = output.status.code();
        Ok(Run {
            code: code.with_context(|| format!("{arguments}: {}", output.status))?,
            stderr,
            memory,
            time: begun.elapsed(),
        })
    }
}

/// The text of a golden case.
pub fn golden(path: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../golden")
        .join(path);
    fs::read_to_string(&path).with_context(|| format!("{} is read", path.display()))
}
