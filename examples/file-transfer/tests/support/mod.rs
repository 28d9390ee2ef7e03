//! Servers as processes.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

/// A server that runs until this is dropped.
pub struct Process {
    child: Child,
    pub address: String,
}

impl Process {
    /// Starts one of the binaries, and waits until it serves.
    pub fn start(binary: &str, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(binary)
            .envs(settings.iter().copied())
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("serving address=")?.1.to_owned()));
        // Read the rest of the output, so that the server does not block on a full pipe.
        thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address: address.expect("the server serves"),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // `kill` fails if the server has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
