//! The project's own chores: `cargo xtask <name>`.

mod doors;
mod peers;
mod process;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <name>

  doors   the same bytes from protoc, buf, a build script and the command
  peers   calls over the wire between this project and Python's grpcio, in both directions";

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("doors") => doors::run(),
        Some("peers") => peers::run(),
        Some("help" | "--help") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
