//! The programs in Go, on grpc-go.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::PROTO;
use crate::go::{self, Protos};
use crate::process::copy;

/// The programs of `tests/peers/go`.
pub struct Go {
    programs: PathBuf,
}

impl Go {
    /// Generates the code of the proto, and builds the programs.
    pub fn prepare(tests: &Path, target: &Path) -> Result<Self> {
        let folder = target.join("peers/go");
        copy(&tests.join("peers/go"), &folder)?;
        let protos = Protos {
            file: "user.proto",
            includes: &[tests.join(PROTO)],
            package: "peers/userpb;userpb",
            module: "peers",
        };
        go::generate(target, &protos, &[go::MESSAGES, go::SERVICES], &folder)?;
        let programs = go::build(&folder)?;
        Ok(Self { programs })
    }

    pub fn client(&self) -> Command {
        Command::new(self.programs.join("client"))
    }

    pub fn server(&self) -> Command {
        Command::new(self.programs.join("server"))
    }
}
