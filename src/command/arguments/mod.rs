//! The arguments of the command, and its help.

pub mod generate;
mod option_flags;
pub mod project;
pub mod scaffold;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use generate::GenerateArguments;
use project::{CheckArguments, StatusArguments, SyncArguments, VendorArguments};
use scaffold::{InitArguments, NewArguments};

/// Generate complete gRPC services in Rust from .proto files: messages, servers and clients.
#[derive(Debug, Parser)]
#[command(name = "rpcsmith", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Generate Rust code from .proto files, or check that generated code is up to date
    #[command(long_about = generate::ABOUT, after_long_help = generate::EXAMPLES)]
    Generate(Box<GenerateArguments>),
    /// Create a crate that serves the services of .proto files
    #[command(long_about = scaffold::NEW_ABOUT, after_long_help = scaffold::NEW_EXAMPLES)]
    New(Box<NewArguments>),
    /// Add to an existing crate what it needs to serve the services of .proto files
    #[command(long_about = scaffold::INIT_ABOUT, after_long_help = scaffold::INIT_EXAMPLES)]
    Init(Box<InitArguments>),
    /// Update a crate after its .proto files have changed
    #[command(long_about = project::SYNC_ABOUT, after_long_help = project::SYNC_EXAMPLES)]
    Sync(SyncArguments),
    /// Check that a crate matches its .proto files
    #[command(long_about = project::CHECK_ABOUT, after_long_help = project::CHECK_EXAMPLES)]
    Check(CheckArguments),
    /// List all rpcs, whether they are implemented, and where
    #[command(long_about = project::STATUS_ABOUT, after_long_help = project::STATUS_EXAMPLES)]
    Status(StatusArguments),
    /// Copy the bundled .proto files that a crate imports into the crate
    #[command(long_about = project::VENDOR_ABOUT, after_long_help = project::VENDOR_EXAMPLES)]
    Vendor(VendorArguments),
    /// List the options of the generated code
    Options(OptionsArguments),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub struct OptionsArguments {
    /// Print a JSON array
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Examples:
  rpcsmith generate -I proto --out src/proto proto/user/v1/user.proto
  rpcsmith generate --check            with the settings of rpcsmith.toml
  rpcsmith sync                        in a crate, after its .proto files have changed
  rpcsmith options
";

const COMPLETIONS: &str = "\
Examples:
  rpcsmith completions bash > ~/.local/share/bash-completion/completions/rpcsmith
  rpcsmith completions zsh > ~/.zfunc/_rpcsmith
  rpcsmith completions fish > ~/.config/fish/completions/rpcsmith.fish
";
