//! The programs in Go, on grpc-go.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::PROTO;
use crate::go;
use crate::process::{copy, option, succeed};

/// The plugins of protoc, with their versions.
const MESSAGES: (&str, &str) = ("google.golang.org/protobuf/cmd/protoc-gen-go", "v1.36.12");
const SERVICES: (&str, &str) = ("google.golang.org/grpc/cmd/protoc-gen-go-grpc", "v1.6.2");

/// The programs of `tests/peers/go`.
pub struct Go {
    programs: PathBuf,
}

impl Go {
    /// Generates the code of the proto, and builds the programs.
    pub fn prepare(tests: &Path, target: &Path) -> Result<Self> {
        let folder = target.join("peers/go");
        copy(&tests.join("peers/go"), &folder)?;
        let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path()?);
        protoc
            .arg(option("-I", &tests.join(PROTO)))
            .arg("user.proto");
        for (name, (package, version)) in [("go", MESSAGES), ("go-grpc", SERVICES)] {
            let plugin = go::install(target, package, version)?;
            protoc
                .arg(option(&format!("--plugin=protoc-gen-{name}="), &plugin))
                .arg(option(&format!("--{name}_out="), &folder))
                .arg(format!(
                    "--{name}_opt=Muser.proto=peers/userpb;userpb,module=peers"
                ));
        }
        succeed(&mut protoc)?;
        let programs = std::path::absolute(folder.join("bin"))?;
        std::fs::create_dir_all(&programs)?;
        succeed(
            Command::new("go")
                .args(["build", "-o"])
                .arg(&programs)
                .arg("./...")
                .current_dir(&folder),
        )?;
        Ok(Self { programs })
    }

    pub fn client(&self) -> Command {
        Command::new(self.programs.join("client"))
    }

    pub fn server(&self) -> Command {
        Command::new(self.programs.join("server"))
    }
}
