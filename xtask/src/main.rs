//! The project's own chores: `cargo xtask <name>`.

mod architecture;
#[cfg(target_os = "linux")]
mod bench;
#[cfg(target_os = "linux")]
mod cel;
#[cfg(target_os = "linux")]
mod conformance;
#[cfg(target_os = "linux")]
mod corpus;
#[cfg(target_os = "linux")]
mod differential;
mod doors;
#[cfg(target_os = "linux")]
mod faults;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod packages;
mod peers;
#[cfg(target_os = "linux")]
mod plugin;
mod process;
#[cfg(target_os = "linux")]
mod request;
mod skeleton;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <name>

  architecture
          import circles, files and functions that are too long, and what neutral folders may not name
  bench   times, memory and sizes beside the peers', of the plugin and of what it generates (Linux)
  cel     the simple tests of CEL's specification, folded and as generated code; needs Go (Linux)
  conformance [<suite>] [--harness] [--mutate <count>]
          protovalidate's conformance suite, or its harness, answered by generated validators; or mutants of its
          messages, validated (Linux)
  corpus <request>
          what the plugin makes of a large request: whether it is Rust, the same again, and as prost-build's (Linux)
  differential [--pairs 200000] [--expressions 200] [--seed 1]
          generated validators beside Python's protovalidate, over mutated messages and rules, and over random
          expressions, whose code compiles without a warning; another seed makes others (Linux)
  doors   the same bytes from protoc, buf, a build script and the command
  faults [name]
          servers and clients that are broken in all ways, as processes, and what is lost by it (Linux)
  load [rounds]
          calls and streams against servers of this project and of tonic-build: messages/s, CPU, instructions, memory (Linux)
  packages <request> [--count 50]
          packages of a large request that have services, checked by the compiler (Linux)
  peers   calls over the wire between this project and Python's grpcio, in both directions
  skeleton [name ...]
          crates that `rpcsmith new` writes and `rpcsmith sync` keeps: built, linted, served, and called by their clients
          and by Python";

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("architecture") => architecture::run(),
        #[cfg(target_os = "linux")]
        Some("bench") => bench::run(std::env::args().skip(2)),
        #[cfg(target_os = "linux")]
        Some("cel") => cel::run(),
        #[cfg(target_os = "linux")]
        Some("conformance") => conformance::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("corpus") => corpus::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("differential") => differential::run(std::env::args_os().skip(2)),
        Some("doors") => doors::run(),
        #[cfg(target_os = "linux")]
        Some("faults") => faults::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("load") => load::run(std::env::args_os().skip(2)),
        #[cfg(target_os = "linux")]
        Some("packages") => packages::run(std::env::args_os().skip(2)),
        Some("peers") => peers::run(),
        Some("skeleton") => skeleton::run(std::env::args_os().skip(2)),
        Some("help" | "--help") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
