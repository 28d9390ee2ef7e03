//! Runs the server of a crate as a process, and its client.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::project::{Project, ends_with};
use crate::process::output;

/// The time limit for the start of a server.
const PATIENCE: Duration = Duration::from_secs(30);
/// The exit code of a client whose call ends with `UNIMPLEMENTED`, which is 12.
pub const UNIMPLEMENTED: i32 = 64 + 12;

/// A server, which is killed when this is dropped.
pub struct Running {
    process: Child,
    pub address: String,
    client: PathBuf,
}

/// An rpc, as the client describes it.
pub struct Rpc {
    /// `user.v1.UserService/GetUser`
    pub path: String,
}

impl Rpc {
    pub fn name(&self) -> String {
        self.path.rsplit('/').next().unwrap_or_default().to_owned()
    }
}

impl Running {
    /// Starts the server on a free port, and waits until it serves.
    pub fn start(project: &Project<'_>) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let name = project.case.name;
        let process = Command::new(project.program(name))
            .env(
                format!("{}__SERVER__ADDRESS", name.to_uppercase()),
                &address,
            )
            .env("RUST_LOG", "error")
            .current_dir(&project.root)
            .stdin(Stdio::null())
            .spawn()
            .context("the server does not start")?;
        let client = project.program(&project.client()?);
        let mut running = Self {
            process,
            address,
            client,
        };
        let end = Instant::now() + PATIENCE;
        while running.is_serving().is_err() {
            if let Some(status) = running.process.try_wait()? {
                bail!("the server ends at once: {status}");
            }
            ensure!(Instant::now() < end, "the server does not serve");
            sleep(Duration::from_millis(50));
        }
        Ok(running)
    }

    /// The client, with the address of this server.
    pub fn client(&self) -> Command {
        let mut command = Command::new(&self.client);
        command
            .arg(format!("--target=http://{}", self.address))
            .stdin(Stdio::null());
        command
    }

    /// Checks the health as a container does.
    pub fn is_serving(&self) -> Result<()> {
        ends_with(self.client().arg("health"), 0)
    }

    /// The rpcs, as the client describes them.
    pub fn rpcs(&self) -> Result<Vec<Rpc>> {
        let text = output(self.client().arg("describe"))?;
        let mut service = "";
        let mut rpcs = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("service ") {
                service = name.trim_end_matches([' ', '{']);
            } else if let Some(rpc) = line.trim().strip_prefix("rpc ") {
                let name = rpc.split('(').next().unwrap_or_default();
                rpcs.push(Rpc {
                    path: format!("{service}/{name}"),
                });
            }
        }
        ensure!(!rpcs.is_empty(), "the client has no rpc: {text}");
        Ok(rpcs)
    }

    /// Calls an rpc that is not implemented, by its full name.
    pub fn call(&self, rpc: &Rpc) -> Result<()> {
        let output = self.client().args(["--timeout=20s", &rpc.path]).output()?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let expected = format!("error: UNIMPLEMENTED: {} is not implemented\n", rpc.path);
        ensure!(
            output.status.code() == Some(UNIMPLEMENTED)
                && stderr == expected
                && output.stdout.is_empty(),
            "{}: {stderr}",
            output.status
        );
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        match self.process.kill() {
            Err(error) if error.kind() != ErrorKind::InvalidInput => {
                eprintln!("the server still runs: {error}")
            }
            _ => drop(self.process.wait()),
        }
    }
}
