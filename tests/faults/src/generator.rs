//! Runs the generator as a process on hostile input, with limits for its time and memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::process::memory_of;

/// The time limit of a run. Each run takes a second or less; without budgets they would take minutes or never end.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The interval between two measurements of memory.
const SAMPLE_INTERVAL: Duration = Duration::from_millis(2);

/// A folder with input for the generator.
pub struct Project(TempDir);

/// A completed run of the generator.
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// The text on standard error.
    pub stderr: String,
    /// The peak of resident memory, in bytes.
    pub memory: u64,
    /// The duration of the run.
    pub time: Duration,
}

impl Project {
    /// Creates a folder with files, given as names and texts.
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
        fs::create_dir_all(path.parent().context("the path has no parent")?)?;
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    pub fn read(&self, name: &str) -> Result<String> {
        let path = self.path(name);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// The sorted names of the files in a folder, without the temporary files of killed runs.
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

    /// Starts the command `rpcsmith` in the folder, with arguments separated by spaces.
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
    /// Returns an error if the command does not end within 30 seconds, or if it panics.
    pub async fn run(&self, arguments: &str) -> Result<Run> {
        let start = Instant::now();
        let child = self.start(arguments)?;
        let id = child.id().context("the command has ended")?.to_string();
        let mut memory = 0;
        let mut ended = std::pin::pin!(tokio::time::timeout(TIME_LIMIT, child.wait_with_output()));
        let output = loop {
            tokio::select! {
                ended = &mut ended => break ended,
                () = tokio::time::sleep(SAMPLE_INTERVAL) => {
                    // The process may have ended by now.
                    memory = memory.max(memory_of(&id).map_or(0, |memory| memory.peak));
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
            time: start.elapsed(),
        })
    }
}

/// Reads a file of the golden cases.
pub fn golden(path: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../golden")
        .join(path);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}
