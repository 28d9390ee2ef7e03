//! The project's own chores: `cargo xtask <name>`.

mod peers;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <name>

  peers   calls over the wire between this project and Python's grpcio, in both directions";

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("peers") => peers::run(),
        Some("help" | "--help") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
