//! PyPI's protovalidate, as a program.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process;

pub struct Oracle {
    interpreter: PathBuf,
    program: PathBuf,
}

impl Oracle {
    /// Installs it in a virtual environment, once for each list of requirements.
    ///
    /// # Errors
    /// If Python is missing or its packages cannot be installed.
    pub fn prepare(root: &Path, folder: &Path) -> Result<Self> {
        let programs = root.join("xtask/differential");
        Ok(Self {
            interpreter: process::venv(&folder.join("venv"), &programs.join("requirements.txt"))?,
            program: programs.join("oracle.py"),
        })
    }

    /// Validates pairs. A descriptor set has their types.
    pub fn command(&self, set: &Path) -> Command {
        let mut command = Command::new(&self.interpreter);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(&self.program).arg(set);
        command
    }
}
