//! A page in Chromium, without its window, that calls a server without a proxy.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::PROTO;
use crate::process::{copy, npm, option, succeed};

/// The names of the browser's program.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

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
        let program = found();
        let program = match program {
            Some(program) => program,
            None => {
                // On a machine of Debian, as in CI. Elsewhere, install the browser yourself.
                succeed(Command::new("apt-get").args([
                    "install",
                    "--yes",
                    "--quiet=2",
                    BROWSERS[0],
                ]))?;
                BROWSERS[0]
            }
        };
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

/// The browser that is installed.
fn found() -> Option<&'static str> {
    BROWSERS.into_iter().find(|browser| {
        let mut version = Command::new(browser);
        let version = version
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    })
}
