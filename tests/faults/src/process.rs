//! Starts, signals and measures servers as processes.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A server process. It is killed when this is dropped.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
    vars: Vec<(String, String)>,
}

impl Server {
    /// Starts a server on a free port, configured by environment variables.
    pub async fn start(vars: &[(&str, &str)]) -> Result<Self> {
        let vars = vars
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Self::start_at(([127, 0, 0, 1], 0).into(), vars.collect()).await
    }

    async fn start_at(address: SocketAddr, vars: Vec<(String, String)>) -> Result<Self> {
        let program = std::env::current_exe()?.with_file_name("fault-server");
        let mut process = Command::new(&program)
            .env("FAULT__ADDRESS", address.to_string())
            .envs(image_variables())
            .envs(vars.iter().map(|(key, value)| (key, value)))
            .stdout(Stdio::piped())
            // Some cases make handlers panic: their messages would hide the report.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let stdout = process.stdout.take().context("standard output is piped")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await?;
        let address = line
            .trim()
            .parse()
            .context("the server does not print its address")?;
        Ok(Self {
            address,
            process,
            vars,
        })
    }

    /// Starts the server again at the same address.
    pub async fn restart(&mut self) -> Result<()> {
        *self = Self::start_at(self.address, self.vars.clone()).await?;
        Ok(())
    }

    /// Kills the server with SIGKILL and waits for its end.
    pub async fn kill(&mut self) -> Result<()> {
        self.process.kill().await?;
        Ok(())
    }

    /// The memory of the server.
    ///
    /// # Errors
    /// Returns an error if the system has no `/proc`, which is specific to Linux.
    pub fn memory(&self) -> Result<Memory> {
        let id = self.process.id().context("the server has ended")?;
        memory_of(&id.to_string())
    }

    /// The number of open sockets, including the listener.
    pub fn sockets(&self) -> Result<usize> {
        let id = self.process.id().context("the server has ended")?;
        let mut sockets = 0;
        for file in std::fs::read_dir(format!("/proc/{id}/fd"))? {
            // The file may be closed by now: ignore it then.
            let target = std::fs::read_link(file?.path()).unwrap_or_default();
            sockets += usize::from(target.to_string_lossy().starts_with("socket:"));
        }
        Ok(sockets)
    }

    /// Sends SIGTERM to the server.
    pub fn terminate(&self) -> Result<()> {
        let id = self.process.id().context("the server has ended")?;
        kill(Pid::from_raw(id.try_into()?), Signal::SIGTERM)?;
        Ok(())
    }

    /// Waits until the server has ended by itself, and returns how long that takes.
    pub async fn ended(&mut self) -> Result<Duration> {
        let start = Instant::now();
        let status = self.process.wait().await?;
        ensure!(status.success(), "the server ends with {status}");
        Ok(start.elapsed())
    }
}

/// The variables of the allocator in the image that `rpcsmith new` describes.
fn image_variables() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../../../templates/skeleton/Dockerfile")
        .lines()
        .filter_map(|line| line.strip_prefix("ENV ")?.split_once('='))
        .filter(|(name, _)| name.starts_with("MALLOC_"))
}

/// The resident memory of a process, in bytes.
pub struct Memory {
    pub now: u64,
    pub peak: u64,
}

/// The memory of this process, which runs the clients.
pub fn own_memory() -> Result<Memory> {
    memory_of("self")
}

/// The memory of the process with this id, or of this process for `self`.
pub fn memory_of(process: &str) -> Result<Memory> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path);
    let status = status.with_context(|| format!("cannot read {path}"))?;
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.map(|kib| kib * 1024)
            .with_context(|| format!("{path} has no {name}"))
    };
    Ok(Memory {
        now: bytes("VmRSS:")?,
        peak: bytes("VmHWM:")?,
    })
}

/// Starts three servers with the same environment variables.
pub async fn start_three(vars: &[(&str, &str)]) -> Result<Vec<Server>> {
    let mut servers = Vec::new();
    for _ in 0..3 {
        servers.push(Server::start(vars).await?);
    }
    Ok(servers)
}
