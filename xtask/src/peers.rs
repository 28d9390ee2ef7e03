//! `cargo xtask peers`: makes calls between this project and Python's grpcio, in both directions.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::process::{self, option, succeed};

/// Runs each client against the other server. The last line has the sum.
///
/// # Errors
/// If a check fails, or if Python, its packages or the project's own programs are missing.
pub fn run() -> Result<()> {
    let root = process::root()?;
    let target = process::target(&root);
    let python = Python::prepare(&root.join("tests"), &target.join("peers"))?;
    let rust = Rust::build(&root, &target)?;

    let mut sum = Sum::default();
    sum.check("Python client, Rust server", python.client(), rust.server())?;
    sum.check("Rust client, Python server", rust.client(), python.server())?;
    println!("peers: {} passed, {} failed", sum.passed, sum.failed);
    ensure!(sum.failed == 0, "checks failed");
    Ok(())
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
    fn build(root: &Path, target: &Path) -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let package = [
            "build",
            "--quiet",
            "--package",
            "rpcsmith-goldens",
            "--features",
            "peers",
            "--bins",
        ];
        succeed(
            Command::new(cargo)
                .args(package)
                .arg("--target-dir")
                .arg(target)
                .current_dir(root),
        )?;
        Ok(Self {
            programs: target.join("debug"),
        })
    }

    fn client(&self) -> Command {
        Command::new(self.programs.join("user-client"))
    }

    fn server(&self) -> Command {
        Command::new(self.programs.join("user-server"))
    }
}

/// The results of the checks of all pairs.
#[derive(Default)]
struct Sum {
    passed: usize,
    failed: usize,
}

impl Sum {
    /// Starts the server, runs the client against it and counts the client's lines `ok …` and `FAILED …`.
    fn check(&mut self, title: &str, mut client: Command, server: Command) -> Result<()> {
        println!("{title}");
        let server = Server::start(server)?;
        let output = client.arg(&server.port).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{client:?} does not start"))?;
        let report = String::from_utf8(output.stdout).context("a report is text")?;
        print!("{report}");
        let count = |word: &str| report.lines().filter(|line| line.starts_with(word)).count();
        let (passed, failed) = (count("ok "), count("FAILED "));
        // A client that crashes prints no sum.
        let sum = format!("{passed} passed, {failed} failed");
        ensure!(
            report.lines().last() == Some(&sum),
            "{client:?} has not run to its end"
        );
        self.passed += passed;
        self.failed += failed;
        Ok(())
    }
}

/// A server that prints its port and runs until its standard input ends.
struct Server {
    process: Child,
    port: String,
}

impl Server {
    fn start(mut command: Command) -> Result<Self> {
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = process.with_context(|| format!("{command:?} does not start"))?;
        let stdout = process.stdout.take().context("standard output is piped")?;
        let mut port = String::new();
        BufReader::new(stdout).read_line(&mut port)?;
        let server = Self {
            process,
            port: port.trim().to_owned(),
        };
        ensure!(
            !server.port.is_empty(),
            "{command:?} does not print its port"
        );
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // The checks are already counted, so ignore the error.
        let _ = self.process.wait();
    }
}
