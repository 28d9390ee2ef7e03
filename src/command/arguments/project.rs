//! The arguments of the commands on a crate with settings: `sync`, `check`, `status` and `vendor`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::skeleton::Rename;

/// Which crate.
#[derive(Debug, Args)]
pub struct ProjectArguments {
    /// The crate: the directory of its Cargo.toml and rpcsmith.toml
    #[arg(value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

#[derive(Debug, Args)]
pub struct SyncArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Rename the function of a renamed rpc; Service/Old=New if several services have the name [repeatable]
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<Rename>,
    /// Overwrite files in the output directory that rpcsmith did not generate
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Write nothing; print the planned changes
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Write nothing; print the planned changes as a unified diff for git apply
    #[arg(long, help_heading = "Output")]
    pub diff: bool,
    /// Print one JSON object to stdout and diagnostics to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print only errors and what you have to do yourself
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

pub const SYNC_ABOUT: &str = "\
Update a crate after its .proto files have changed. rpcsmith does not change a byte of your own code.

sync regenerates the generated code, as `rpcsmith generate` does. It inserts what your code lacks: functions of new \
rpcs, where your crate implements their service; files, modules and tests of new services; functions for checks of \
requests; dependencies in Cargo.toml. It never removes or reformats your code. If an rpc was removed, renamed or \
changed, sync reports the affected place and the remedy. If it cannot insert code safely, it prints the code for you \
to paste.

sync prepares all changes in temporary files and then renames each file into place. If a run is interrupted, each file \
is either unchanged or complete, and the next run does the rest.";

pub const SYNC_EXAMPLES: &str = "\
Exit status: 0 if the crate is up to date afterwards, 1 if something remains for you to do, 2 on errors: the command \
was used incorrectly, or the schema, the settings or the crate have errors.

Examples:
  rpcsmith sync                                     in the crate, with the settings of rpcsmith.toml
  rpcsmith sync --dry-run                           print one line for each file, and write nothing
  rpcsmith sync --diff | git apply --check
  rpcsmith sync --rename GetUser=FetchUser          the rpc GetUser is now called FetchUser
  rpcsmith sync crates/users --json
";

#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// List only the code that uses tonic, with what replaces it; needs no rpcsmith.toml
    #[arg(long)]
    pub tonic: bool,
    /// Print text, one JSON object, or annotations for GitHub Actions
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub format: Format,
    /// Print only errors and what you have to do yourself
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// The form of the result of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Github,
}

pub const CHECK_ABOUT: &str = "\
Check whether `rpcsmith sync` would change anything or leave anything for you to do. Writes nothing.

check compares the generated code, your implementations and Cargo.toml with the .proto files. `rpcsmith generate \
--check` compares only the generated code. `--tonic` lists what a move from tonic has to change, in all sources of a \
package.";

pub const CHECK_EXAMPLES: &str = "\
Exit status: 0 if the crate is up to date, 1 if not, 2 on errors: the command was used incorrectly, or the schema, the \
settings or the crate have errors.

Examples:
  rpcsmith check                            in the crate, with the settings of rpcsmith.toml
  rpcsmith check --format github            in a workflow: annotate each difference
  rpcsmith check crates/users --format json
  rpcsmith check --tonic                    in any package: list each use of tonic and its crates
";

#[derive(Debug, Args)]
pub struct StatusArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Exit with 1 if any rpc is in one of these states, separated by commas
    #[arg(long, value_enum, value_name = "STATES", value_delimiter = ',')]
    pub deny: Vec<RpcState>,
    /// Print one JSON object to stdout and diagnostics to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// Whether an rpc is implemented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RpcState {
    /// It is implemented
    #[value(skip)]
    Implemented,
    /// Its function is the stub that rpcsmith wrote, which returns UNIMPLEMENTED
    Stub,
    /// It has no function
    Missing,
    /// The schema no longer has the rpc of this function
    Removed,
    /// Its function has another signature
    Differs,
}

impl RpcState {
    pub const ALL: [Self; 5] = [
        Self::Implemented,
        Self::Stub,
        Self::Missing,
        Self::Removed,
        Self::Differs,
    ];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Implemented => "implemented",
            Self::Stub => "stub",
            Self::Missing => "missing",
            Self::Removed => "removed",
            Self::Differs => "differs",
        }
    }
}

pub const STATUS_ABOUT: &str = "\
List all rpcs, whether they are implemented, and where. Reads the schema and the crate, and writes nothing.";

pub const STATUS_EXAMPLES: &str = "\
States:
  implemented  you have written its function
  stub         its function is the stub that rpcsmith wrote, which returns UNIMPLEMENTED
  missing      it has no function
  removed      the schema no longer has the rpc of this function
  differs      its function has another signature

Exit status: 0, or 1 if an rpc is in a denied state, or 2 on errors: the command was used incorrectly, or the schema, \
the settings or the crate have errors.

Examples:
  rpcsmith status
  rpcsmith status --deny stub,missing          before a release
  rpcsmith status crates/users --json
";

#[derive(Debug, Args)]
pub struct VendorArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Also copy this bundled file and what it imports, such as google/rpc/error_details.proto [repeatable]
    #[arg(long, value_name = "NAME")]
    pub file: Vec<String>,
    /// Put new copies into this folder [default: the first include path in the crate]
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
    /// Replace copies in the crate that differ from the bundled files
    #[arg(long)]
    pub update: bool,
    /// List the bundled files, and write nothing
    #[arg(long, conflicts_with_all = ["file", "into", "update", "dry_run"])]
    pub list: bool,
    /// Write nothing; print the planned changes
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Print one JSON object to stdout and diagnostics to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print only errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

pub const VENDOR_ABOUT: &str = "\
Copy the bundled .proto files that a crate imports into the crate.

rpcsmith bundles buf/validate/validate.proto, google/rpc, google/type and the files of google/api that services use, so \
that you can import them without installing anything. protoc, buf and editors need the files themselves. `vendor` copies \
those that the .proto files of the crate import, as `rpcsmith new` does.

rpcsmith generates code for a copy only if a file of the crate uses its types, or if `files` in rpcsmith.toml lists it. \
rpcsmith reads a copy on an include path instead of the bundled file, so a new version of rpcsmith changes nothing: \
--update replaces the copies.";

pub const VENDOR_EXAMPLES: &str = "\
Exit status: 0 if all copies exist afterwards, 2 on errors: the command was used incorrectly, or the schema or the \
settings have errors.

Examples:
  rpcsmith vendor                                   in the crate, with the settings of rpcsmith.toml
  rpcsmith vendor --file google/rpc/error_details.proto
  rpcsmith vendor --file google/type/money.proto --into proto      in a crate without rpcsmith.toml
  rpcsmith vendor --update --dry-run
  rpcsmith vendor --list
";
