//! Runs servers as processes under load, and measures their CPU time, memory and instructions.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tonic::transport::Channel;

use crate::calls::{Calls, Shape};

/// The number of connections, over which calls are distributed.
const CONNECTIONS: usize = 4;

/// A server under load.
pub struct Server {
    process: Child,
    channels: Vec<Channel>,
}

/// The cost of a load.
#[derive(Clone, Copy)]
pub struct Cost {
    /// Messages to clients per second.
    pub rate: f64,
    /// Microseconds of the server's CPU time per message.
    pub cpu: f64,
}

impl Server {
    /// Starts the server with this name.
    pub async fn start(name: &str) -> Result<Self> {
        Self::run(Command::new(program()?).arg(name)).await
    }

    async fn run(command: &mut Command) -> Result<Self> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.kill_on_drop(true).spawn()?;
        let stdout = process.stdout.take().context("standard output is piped")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await?;
        let mut channels = Vec::new();
        for _ in 0..CONNECTIONS {
            let url = format!("http://{}", line.trim());
            channels.push(Channel::from_shared(url)?.connect().await?);
        }
        Ok(Self { process, channels })
    }

    /// Makes calls from a number of tasks for a time, after a warm-up.
    pub async fn load(&self, shape: Shape, tasks: usize, time: Duration) -> Result<Cost> {
        let calls = Calls::begin(&self.channels, shape, tasks, u64::MAX);
        tokio::time::sleep(time / 4).await;
        let (cpu, start, before) = (self.cpu()?, Instant::now(), calls.received());
        tokio::time::sleep(time).await;
        let number = calls.received() - before;
        let (cpu, elapsed) = (self.cpu()? - cpu, start.elapsed());
        calls.stop();
        calls.end().await?;
        ensure!(number > 0, "no call is answered");
        let number = as_float(number);
        Ok(Cost {
            rate: number / elapsed.as_secs_f64(),
            cpu: cpu * 1e6 / number,
        })
    }

    /// The CPU time of all threads since the start, in seconds.
    fn cpu(&self) -> Result<f64> {
        let id = self.process.id().context("the server has ended")?;
        let mut nanos = 0;
        for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
            // The first number is the time on the CPU in nanoseconds, the second one the time in the run queue.
            let stat = std::fs::read_to_string(task?.path().join("schedstat"))?;
            let first = stat.split(' ').next().context("schedstat is empty")?;
            nanos += first.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanos).as_secs_f64())
    }

    /// The resident memory, in MiB.
    pub fn memory(&self) -> Result<f64> {
        let id = self.process.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line
            .context("status has no VmRSS")?
            .trim()
            .trim_end_matches(" kB");
        Ok(kib.parse::<f64>()? / 1024.0)
    }
}

/// Whether valgrind is installed, which counts instructions.
pub fn can_count() -> bool {
    let version = std::process::Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}

/// What valgrind counts.
#[derive(Clone, Copy)]
pub enum Count {
    /// Instructions, without those of the kernel.
    Instructions,
    /// Allocations of memory.
    Allocations,
}

impl Count {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Instructions => &[
                "--tool=cachegrind",
                "--cache-sim=no",
                "--cachegrind-out-file=/dev/null",
            ],
            Self::Allocations => &["--tool=dhat", "--dhat-out-file=/dev/null"],
        }
    }

    /// The number in a report, such as `refs:  1,234` or `Total:  5,678 bytes in 1,234 blocks`.
    fn read(self, report: &str) -> Option<u64> {
        let number = match self {
            Self::Instructions => report.split_once("refs:")?.1.lines().next()?,
            Self::Allocations => {
                let total = report.split_once("Total:")?.1.lines().next()?;
                total.split_once(" bytes in ")?.1.split_once(" blocks")?.0
            }
        };
        number.trim().replace(',', "").parse().ok()
    }
}

/// What a server uses per message.
pub async fn count(what: Count, name: &str, shape: Shape, tasks: usize) -> Result<f64> {
    let calls = match shape {
        Shape::Unary => 3_000,
        Shape::Stream => 300,
    };
    // The difference of two runs excludes the start of the server.
    let (less, fewer) = count_calls(what, name, shape, tasks, calls).await?;
    let (more, many) = count_calls(what, name, shape, tasks, 2 * calls).await?;
    Ok(as_float(more - less) / as_float(many - fewer))
}

/// The count of a server that answers `calls`, and the number of messages that clients received.
async fn count_calls(
    what: Count,
    name: &str,
    shape: Shape,
    tasks: usize,
    calls: u64,
) -> Result<(u64, u64)> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(what.arguments()).arg(program()?).arg(name);
    valgrind.stderr(Stdio::piped());
    let Server { process, channels } = Server::run(&mut valgrind).await?;
    let calls = Calls::begin(&channels, shape, tasks, calls);
    let received = calls.end().await?;
    let output = process.wait_with_output().await?;
    let report = String::from_utf8_lossy(&output.stderr);
    let number = what.read(&report).context("valgrind reports no count")?;
    Ok((number, received))
}

fn program() -> Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("load-server"))
}

#[expect(clippy::cast_precision_loss, reason = "the counts are below 2^52")]
fn as_float(number: u64) -> f64 {
    number as f64
}
