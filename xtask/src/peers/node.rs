//! The programs for Node, on grpc-js.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::PROTO;
use crate::process::{copy, npm};

/// The programs of `tests/peers/node`. They load the proto when they start.
pub struct Node {
    folder: PathBuf,
    proto: PathBuf,
}

impl Node {
    /// Installs the packages, once for each lock file.
    pub fn prepare(tests: &Path, target: &Path) -> Result<Self> {
        let folder = target.join("node");
        copy(&tests.join("peers/node"), &folder)?;
        npm(&folder)?;
        Ok(Self {
            folder,
            proto: tests.join(PROTO).join("user.proto"),
        })
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("node");
        command
            .arg(self.folder.join(name))
            .env("PEER_PROTO", &self.proto);
        command
    }

    pub fn client(&self) -> Command {
        self.program("client.mjs")
    }

    pub fn server(&self) -> Command {
        self.program("server.mjs")
    }
}
