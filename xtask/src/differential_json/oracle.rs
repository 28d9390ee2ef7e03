//! `json_format` of PyPI's protobuf, as a program.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process;

pub struct Oracle {
    interpreter: PathBuf,
    program: PathBuf,
    /// The descriptor sets of the cases.
    sets: PathBuf,
}

impl Oracle {
    /// Installs it in a virtual environment, once for each list of requirements.
    ///
    /// # Errors
    /// If Python is missing or its packages cannot be installed.
    pub fn prepare(root: &Path, folder: &Path, sets: PathBuf) -> Result<Self> {
        let programs = root.join("xtask/differential-json");
        Ok(Self {
            interpreter: process::venv(&folder.join("venv"), &programs.join("requirements.txt"))?,
            program: programs.join("oracle.py"),
            sets,
        })
    }

    /// Answers records by an action: `load`, `print`, `parse` or `canonical`.
    pub fn command(&self, action: &str) -> Command {
        let mut command = Command::new(&self.interpreter);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(&self.program).arg(action).arg(&self.sets);
        command
    }
}
