//! A page in Chromium, without its window, that calls a server without a proxy.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::PROTO;
use crate::chromium;
use crate::process::{copy, npm, option, succeed};

/// The page of `tests/peers/browser`.
pub struct Browser {
    folder: PathBuf,
    program: &'static str,
}

impl Browser {
    /// Installs the packages and the browser, generates the code of the proto, and bundles the page.
    pub fn prepare(tests: &Path, target: &Path) -> Result<Self> {
        let folder = target.join("browser");
        copy(&tests.join("peers/browser"), &folder)?;
        npm(&folder)?;
        let bin = folder.join("node_modules/.bin");
        let typed = folder.join("protobuf_ts");
        std::fs::create_dir_all(&typed)?;
        succeed(
            Command::new(protoc_bin_vendored::protoc_bin_path()?)
                .arg(option("-I", &tests.join(PROTO)))
                .arg(option("-I", &protoc_bin_vendored::include_path()?))
                .args(["es", "ts"].map(|name| {
                    let name = format!("protoc-gen-{name}");
                    option(&format!("--plugin={name}="), &bin.join(name))
                }))
                .arg(option("--es_out=target=js:", &folder))
                .arg(option("--ts_out=long_type_bigint:", &typed))
                .arg("user.proto"),
        )?;
        succeed(
            Command::new(bin.join("esbuild"))
                .args([
                    "page.mjs",
                    "--bundle",
                    "--format=esm",
                    "--outfile=bundle.js",
                    "--log-level=warning",
                ])
                .current_dir(&folder),
        )?;
        let program = chromium::program()?;
        Ok(Self { folder, program })
    }

    /// Serves the page on this port, and opens it.
    pub fn client(&self, port: u16) -> Command {
        let mut command = Command::new("node");
        command
            .arg(self.folder.join("serve.mjs"))
            .args([self.program, &port.to_string()]);
        command
    }
}
