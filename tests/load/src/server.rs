//! Servers under load, in processes of their own, and what they take.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tonic::transport::Channel;

use crate::calls::{Calls, Shape};

/// Connections, each of which has its share of the calls.
const CONNECTIONS: usize = 4;

/// A server under load.
pub struct Server {
    process: Child,
    channels: Vec<Channel>,
}

/// What a load took.
#[derive(Clone, Copy)]
pub struct Cost {
    /// Messages to clients a second.
    pub rate: f64,
    /// Microseconds of the server's CPU a message.
    pub cpu: f64,
}

impl Server {
    /// Starts a server, given its name.
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

    /// Calls from so many tasks for a time.
    pub async fn load(&self, shape: Shape, tasks: usize, time: Duration) -> Result<Cost> {
        let calls = Calls::begin(&self.channels, shape, tasks, u64::MAX);
        tokio::time::sleep(time / 4).await;
        let (cpu, begun, before) = (self.cpu()?, Instant::now(), calls.received());
        tokio::time::sleep(time).await;
        let number = calls.received() - before;
        let (cpu, elapsed) = (self.cpu()? - cpu, begun.elapsed());
        calls.stop();
        calls.end().await?;
        ensure!(number > 0, "nothing is answered");
        let number = as_float(number);
        Ok(Cost {
            rate: number / elapsed.as_secs_f64(),
            cpu: cpu * 1e6 / number,
        })
    }

    /// Seconds of CPU, of all its threads, since it began.
    fn cpu(&self) -> Result<f64> {
        let id = self.process.id().context("the server runs")?;
        let mut nanos = 0;
        for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
            // Time on the CPU in nanoseconds, then time in the queue.
            let stat = std::fs::read_to_string(task?.path().join("schedstat"))?;
            let first = stat.split(' ').next().context("there is a time")?;
            nanos += first.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanos).as_secs_f64())
    }

    /// Its memory in MiB.
    pub fn memory(&self) -> Result<f64> {
        let id = self.process.id().context("the server runs")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line
            .context("memory is told")?
            .trim()
            .trim_end_matches(" kB");
        Ok(kib.parse::<f64>()? / 1024.0)
    }
}

/// Whether there is a valgrind to count instructions.
pub fn can_count() -> bool {
    let version = std::process::Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}

/// Instructions of a server a message, those of the kernel left out.
pub async fn instructions(name: &str, shape: Shape, tasks: usize) -> Result<f64> {
    let calls = match shape {
        Shape::Unary => 3_000,
        Shape::Stream => 300,
    };
    // The difference of two runs is without the start.
    let (less, fewer) = count(name, shape, tasks, calls).await?;
    let (more, many) = count(name, shape, tasks, 2 * calls).await?;
    Ok(as_float(more - less) / as_float(many - fewer))
}

/// The instructions of a server that answers so many calls, and the messages that clients got.
async fn count(name: &str, shape: Shape, tasks: usize, calls: u64) -> Result<(u64, u64)> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg("--cachegrind-out-file=/dev/null")
        .arg(program()?)
        .arg(name)
        .stderr(Stdio::piped());
    let Server { process, channels } = Server::run(&mut valgrind).await?;
    let calls = Calls::begin(&channels, shape, tasks, calls);
    let received = calls.end().await?;
    let output = process.wait_with_output().await?;
    let told = String::from_utf8_lossy(&output.stderr);
    let refs = told.split_once("refs:").context("valgrind counts")?.1;
    let refs = refs.lines().next().context("there is a number")?;
    Ok((refs.trim().replace(',', "").parse()?, received))
}

fn program() -> Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("load-server"))
}

#[expect(clippy::cast_precision_loss, reason = "there are not so many")]
fn as_float(number: u64) -> f64 {
    number as f64
}
