//! The programs in Python, on grpcio.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::PROTO;
use crate::process::{self, option, succeed};

/// The programs of `tests/peers/python` and their environment.
pub struct Python {
    programs: PathBuf,
    interpreter: PathBuf,
    generated: PathBuf,
}

impl Python {
    /// Creates a virtual environment, once for each `requirements.txt`, and generates the code of the proto.
    pub fn prepare(tests: &Path, target: &Path) -> Result<Self> {
        let programs = tests.join("peers/python");
        let requirements = programs.join("requirements.txt");
        let python = Self {
            programs,
            interpreter: process::venv(&target.join("venv"), &requirements)?,
            generated: target.join("generated"),
        };

        fs::create_dir_all(&python.generated)?;
        let out = |name| option(name, &python.generated);
        let protos = tests.join(PROTO);
        succeed(
            python
                .command()
                .args(["-m", "grpc_tools.protoc", "user.proto"])
                .args([
                    option("-I", &protos),
                    out("--python_out="),
                    out("--grpc_python_out="),
                ]),
        )?;
        Ok(python)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.interpreter);
        command
            .env("PYTHONPATH", &self.generated)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    fn program(&self, name: &str) -> Command {
        let mut command = self.command();
        command.arg(self.programs.join(name));
        command
    }

    pub fn client(&self) -> Command {
        self.program("client.py")
    }

    pub fn server(&self) -> Command {
        self.program("server.py")
    }
}
