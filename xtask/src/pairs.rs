//! Runs clients against servers, and counts their checks.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// The time for a program to end, or for a server to start.
const PATIENCE: Duration = Duration::from_secs(120);

/// The results of the checks of all pairs.
#[derive(Default)]
pub struct Sum {
    passed: usize,
    failed: usize,
}

impl Sum {
    /// Runs a client against a server, and counts the client's lines `ok …` and `FAILED …`. The port is its last argument.
    ///
    /// # Errors
    /// If the client does not run to its end.
    pub fn check(&mut self, title: &str, mut client: Command, server: &Server) -> Result<()> {
        println!("{title}");
        let output = client.arg(&server.port).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{client:?} does not start"))?;
        self.count(&String::from_utf8(output.stdout).context("a report is text")?)
            .with_context(|| format!("{client:?} has not run to its end"))
    }

    /// Counts the lines of a report, whose last line is the sum: a client that crashes prints none.
    ///
    /// # Errors
    /// If the report has no sum, or another one.
    pub fn count(&mut self, report: &str) -> Result<()> {
        print!("{report}");
        let count = |word: &str| report.lines().filter(|line| line.starts_with(word)).count();
        let (passed, failed) = (count("ok "), count("FAILED "));
        let sum = format!("{passed} passed, {failed} failed");
        ensure!(report.lines().last() == Some(&sum), "the report has no sum");
        self.passed += passed;
        self.failed += failed;
        Ok(())
    }

    /// Counts a program that is one check: it ends without error. Prints what it says otherwise.
    ///
    /// # Errors
    /// If the program does not start.
    pub fn case(&mut self, name: &str, mut program: Command) -> Result<()> {
        let process = program
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = process
            .spawn()
            .with_context(|| format!("{program:?} does not start"))?;
        let end = Instant::now() + PATIENCE;
        while process.try_wait()?.is_none() {
            if Instant::now() > end {
                process.kill()?;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let output = process.wait_with_output()?;
        if output.status.success() {
            println!("ok {name}");
            self.passed += 1;
        } else {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            println!("FAILED {name}: {}\n{text}", output.status);
            self.failed += 1;
        }
        Ok(())
    }

    /// Prints the sum.
    ///
    /// # Errors
    /// If a check failed.
    pub fn finish(self, task: &str) -> Result<()> {
        println!("{task}: {} passed, {} failed", self.passed, self.failed);
        ensure!(self.failed == 0, "checks failed");
        Ok(())
    }
}

/// A server that ends with this value.
pub struct Server {
    process: Child,
    pub port: String,
}

impl Server {
    /// Starts a server that prints its port and runs until its standard input ends.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(mut command: Command) -> Result<Self> {
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = process.with_context(|| format!("{command:?} does not start"))?;
        let stdout = process.stdout.take().context("standard output is piped")?;
        let mut port = String::new();
        BufReader::new(stdout).read_line(&mut port)?;
        let port = port.trim().to_owned();
        let server = Self { process, port };
        ensure!(
            !server.port.is_empty(),
            "{command:?} does not print its port"
        );
        Ok(server)
    }

    /// Starts a server that takes its port, and waits until it listens.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start_on(port: u16, mut command: Command) -> Result<Self> {
        let process = command.stdin(Stdio::piped()).spawn();
        let process = process.with_context(|| format!("{command:?} does not start"))?;
        let port_text = port.to_string();
        let mut server = Self {
            process,
            port: port_text,
        };
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if server.process.try_wait()?.is_some() || Instant::now() > end {
                bail!("{command:?} does not listen");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Some servers end with their input. The checks are already counted, so ignore errors.
        drop(self.process.stdin.take());
        let end = Instant::now() + Duration::from_secs(2);
        while matches!(self.process.try_wait(), Ok(None)) {
            if Instant::now() > end {
                let _ = self.process.kill();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A port that no program listens on. Another program could take it at once: the server would then not start.
///
/// # Errors
/// If the system has no port left.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
