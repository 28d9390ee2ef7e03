//! Servers as processes.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A server; killed when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
    vars: Vec<(String, String)>,
}

impl Server {
    /// Starts a server on any port, set up by variables.
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
            // Panics are told there, which is what some of the faults are about.
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
            .context("the server does not tell its address")?;
        Ok(Self {
            address,
            process,
            vars,
        })
    }

    /// Starts it anew, at the same address.
    pub async fn restart(&mut self) -> Result<()> {
        *self = Self::start_at(self.address, self.vars.clone()).await?;
        Ok(())
    }

    /// Kills it without a word, and waits for its end.
    pub async fn kill(&mut self) -> Result<()> {
        self.process.kill().await?;
        Ok(())
    }

    /// How much memory it uses.
    ///
    /// # Errors
    /// If the system has no `/proc` (Linux has one).
    pub fn memory(&self) -> Result<Memory> {
        let id = self.process.id().context("it runs")?;
        memory_of(&id.to_string())
    }

    /// How many sockets it has open, the one that it listens on included.
    pub fn sockets(&self) -> Result<usize> {
        let id = self.process.id().context("it runs")?;
        let mut sockets = 0;
        for file in std::fs::read_dir(format!("/proc/{id}/fd"))? {
            // One that has been closed meanwhile does not count.
            let target = std::fs::read_link(file?.path()).unwrap_or_default();
            sockets += usize::from(target.to_string_lossy().starts_with("socket:"));
        }
        Ok(sockets)
    }

    /// Asks it to end.
    pub fn terminate(&self) -> Result<()> {
        let id = self.process.id().context("it runs")?;
        kill(Pid::from_raw(id.try_into()?), Signal::SIGTERM)?;
        Ok(())
    }

    /// Waits until it has ended by itself; tells how long that took.
    pub async fn ended(&mut self) -> Result<Duration> {
        let begun = Instant::now();
        let status = self.process.wait().await?;
        ensure!(status.success(), "the server ends with {status}");
        Ok(begun.elapsed())
    }
}

/// What the image that `rpcsmith new` describes sets for the allocator.
fn image_variables() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../../../templates/skeleton/Dockerfile")
        .lines()
        .filter_map(|line| line.strip_prefix("ENV ")?.split_once('='))
        .filter(|(name, _)| name.starts_with("MALLOC_"))
}

/// Resident bytes of a process.
pub struct Memory {
    pub now: u64,
    pub most: u64,
}

/// How much memory this process uses, for what is done to clients.
pub fn own_memory() -> Result<Memory> {
    memory_of("self")
}

/// How much memory a process uses, by its number.
pub fn memory_of(process: &str) -> Result<Memory> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path);
    let status = status.with_context(|| format!("memory is read from {path}"))?;
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.map(|kib| kib * 1024)
            .with_context(|| format!("{path} has no {name}"))
    };
    Ok(Memory {
        now: bytes("VmRSS:")?,
        most: bytes("VmHWM:")?,
    })
}

/// Three servers that are set up alike.
pub async fn three(vars: &[(&str, &str)]) -> Result<Vec<Server>> {
    let mut servers = Vec::new();
    for _ in 0..3 {
        servers.push(Server::start(vars).await?);
    }
    Ok(servers)
}
