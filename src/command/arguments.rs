//! What the command understands, and its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use super::check::{self, CheckArguments};
use super::flags::OptionFlags;
use super::init::{self, InitArguments};
use super::new::{self, NewArguments};
use super::status::{self, StatusArguments};
use super::sync::{self, SyncArguments};
use super::vendor::{self, VendorArguments};

/// From .proto files to a gRPC service in Rust: messages, servers and clients.
#[derive(Debug, Parser)]
#[command(name = "rpcsmith", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Generate Rust from .proto files, or check that what was generated is up to date
    #[command(long_about = GENERATE, after_long_help = AFTER_GENERATE)]
    Generate(Box<GenerateArguments>),
    /// Write a crate that serves the services of .proto files
    #[command(long_about = new::ABOUT, after_long_help = new::EXAMPLES)]
    New(Box<NewArguments>),
    /// Write what a crate lacks to serve the services of .proto files
    #[command(long_about = init::ABOUT, after_long_help = init::EXAMPLES)]
    Init(Box<InitArguments>),
    /// Add to a crate what its .proto files have gained
    #[command(long_about = sync::ABOUT, after_long_help = sync::EXAMPLES)]
    Sync(SyncArguments),
    /// Tell whether a crate is in line with its .proto files
    #[command(long_about = check::ABOUT, after_long_help = check::EXAMPLES)]
    Check(CheckArguments),
    /// Tell of every rpc whether it is implemented, and where
    #[command(long_about = status::ABOUT, after_long_help = status::EXAMPLES)]
    Status(StatusArguments),
    /// Copy the bundled .proto files that a crate imports into the crate
    #[command(long_about = vendor::ABOUT, after_long_help = vendor::EXAMPLES)]
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
#[command(next_help_heading = "Input")]
pub struct GenerateArguments {
    /// The .proto files to generate code for: paths on disk, folders, patterns in quotes, or names relative to an include
    /// path
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Where imports are looked for, first match first [repeatable] [default: .]
    #[arg(
        short = 'I',
        long = "include-dir",
        alias = "proto-path",
        value_name = "DIR"
    )]
    pub include_dirs: Vec<PathBuf>,
    /// Read the files with protoc, which also knows editions: $PROTOC, or else the one on PATH
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub protoc: Option<bool>,
    /// Read the files with this protoc
    #[arg(long, value_name = "PROTOC")]
    pub protoc_path: Option<PathBuf>,
    /// Take files from this FileDescriptorSet instead of .proto files: those named as FILES, or all; - is stdin
    #[arg(long, alias = "descriptor-set-in", value_name = "FILE", conflicts_with_all = ["protoc", "protoc_path"])]
    pub descriptor_set: Option<PathBuf>,
    /// Answer this CodeGeneratorRequest; options given here replace those in it; - is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["protoc", "protoc_path", "descriptor_set", "files"])]
    pub request: Option<PathBuf>,
    /// Read settings from this file [default: rpcsmith.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Where to write; what an earlier run left here and is no longer generated is removed
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Write nothing; exit with 1 and list the files if the directory is not as it should be. `rpcsmith check` looks at
    /// implementations, too
    #[arg(long, help_heading = "Output")]
    pub check: bool,
    /// Overwrite files in the output directory that rpcsmith did not generate
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Print one JSON object on stdout; text for people goes to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print nothing but errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    #[command(flatten)]
    pub options: OptionFlags,
}

#[derive(Debug, Args)]
pub struct OptionsArguments {
    /// Print them as a JSON array
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

const GENERATE: &str = "\
Generate Rust from .proto files, or check that what was generated is up to date.

All files are written, or none: a fault in the schema leaves the directory as it was. Files that have not changed are \
not touched, so that nothing is built anew for their sake. What an earlier run left in the directory and is no longer \
generated is removed. Files that rpcsmith did not generate are never overwritten, unless --force is given.";

const AFTER_GENERATE: &str = "\
Settings: rpcsmith.toml holds what would be typed each time, by the names of `rpcsmith options`, and files, \
include_dirs, out and protoc beside them. Its paths are relative to it. A flag takes the place of a setting; flags \
that may be given more than once add to it. Of files, a folder means all .proto files in it, `*` and `**` match names, \
and `!` before a path leaves it out.

  files = [\"proto\", \"!proto/internal\"]
  include_dirs = [\"proto\"]
  out = \"src/proto\"
  default_stubs = true
  [type_attribute]
  \".user.v1.User\" = \"#[derive(Eq, Hash)]\"

Elements: a PATH is `.pkg.Msg` with its leading dot for that element and all in it, `Msg.field` without one for every \
element whose path ends so, or `.` for everything; --rename takes the first alone.

Exit status: 0 if all is well, 1 if the input is faulty or --check found a difference, 2 if the command was wrongly \
used.

Examples:
  rpcsmith generate -I proto --out src/proto proto/user/v1/user.proto
  rpcsmith generate -I proto --out src/proto --type-attribute '.user.v1.User=#[derive(Eq)]' proto/user/v1/user.proto
  rpcsmith generate --check --json
  buf build -o - | rpcsmith generate --descriptor-set - --out src/proto
";

const COMPLETIONS: &str = "\
Examples:
  rpcsmith completions bash > ~/.local/share/bash-completion/completions/rpcsmith
  rpcsmith completions zsh > ~/.zfunc/_rpcsmith
  rpcsmith completions fish > ~/.config/fish/completions/rpcsmith.fish
";
