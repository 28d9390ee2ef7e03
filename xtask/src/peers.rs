//! `cargo xtask peers`: makes calls between this project and Python's grpcio, in both directions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::pairs::{Server, Sum};
use crate::process::{self, option, succeed};

/// Runs each client against the other server. The last line has the sum.
///
/// # Errors
/// If a check fails, or if Python, its packages or the project's own programs are missing.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let target = process::target(&root);
    let python = Python::prepare(&root.join("tests"), &target.join("peers"))?;
    let rust = Rust::build(&root)?;

    let mut sum = Sum::default();
    let server = Server::start(rust.server())?;
    sum.check("Python client, Rust server", python.client(), &server)?;
    let server = Server::start(python.server())?;
    sum.check("Rust client, Python server", rust.client(), &server)?;
    sum.finish("peers")
}

/// The programs of `tests/peers/python` and their environment.
struct Python {
    programs: PathBuf,
    interpreter: PathBuf,
    generated: PathBuf,
}

impl Python {
    /// Creates a virtual environment, once for each `requirements.txt`, and generates the code of the proto.
    fn prepare(tests: &Path, target: &Path) -> Result<Self> {
        let programs = tests.join("peers/python");
        let requirements = programs.join("requirements.txt");
        let python = Self {
            programs,
            interpreter: process::venv(&target.join("venv"), &requirements)?,
            generated: target.join("generated"),
        };

        fs::create_dir_all(&python.generated)?;
        let out = |name| option(name, &python.generated);
        let protos = tests.join("golden/user_service/proto");
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

    fn client(&self) -> Command {
        self.program("client.py")
    }

    fn server(&self) -> Command {
        self.program("server.py")
    }
}

/// The programs of the crate `rpcsmith-goldens`.
struct Rust {
    programs: PathBuf,
}

impl Rust {
    fn build(root: &Path) -> Result<Self> {
        let programs = process::build_debug(root, "rpcsmith-goldens", Some("peers"), &[])?;
        Ok(Self { programs })
    }

    fn client(&self) -> Command {
        Command::new(self.programs.join("user-client"))
    }

    fn server(&self) -> Command {
        Command::new(self.programs.join("user-server"))
    }
}
