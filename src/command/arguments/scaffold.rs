//! The arguments of `rpcsmith new` and `rpcsmith init`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::skeleton::{DependencySource, Extra, Extras};

#[derive(Debug, Args)]
pub struct NewArguments {
    /// Create the crate here; the last part of the path is its name
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The name of the crate [default: the last part of PATH]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub scaffold: ScaffoldArguments,
}

pub const NEW_ABOUT: &str = "\
Create a crate that serves the services of .proto files.

`cargo run` in the crate starts the server, with health checks, reflection, a log of calls and a configuration file. \
Each rpc returns UNIMPLEMENTED until you write it, in src/services. The crate also has a client for the command line, a \
test of each rpc, a Dockerfile and a manifest for Kubernetes.

The command writes all files or none, and never overwrites others. The files in src/gen are generated; all others are \
yours. When the .proto files change, `rpcsmith sync` adds what is new.";

pub const NEW_EXAMPLES: &str = "\
Examples:
  rpcsmith new users --proto proto/user/v1/user.proto
  rpcsmith new api/users --proto proto/user/v1/user.proto --with tls,jwt,otel,web,metrics,json,http
  rpcsmith new users -I proto --proto user/v1/user.proto order/v1/order.proto
  rpcsmith new users --proto user.proto --runtime path=../rpcsmith/runtime/rust
  rpcsmith new users --proto user.proto --dry-run

Then:
  cd users
  cargo run
  cargo run --bin user_client -- --help
";

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder of the crate
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// The name of the crate if it has no Cargo.toml [default: the last part of PATH]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub scaffold: ScaffoldArguments,
}

pub const INIT_ABOUT: &str = "\
Add to an existing crate what it needs to serve the services of .proto files, as `rpcsmith new` writes it.

The command changes no existing file but Cargo.toml, to which it adds missing dependencies. It prints the code that \
your src/lib.rs and src/main.rs need, for you to paste. .proto files in the crate stay where they are; others are \
copied to proto/. Without --proto, the command reads the files that rpcsmith.toml lists.";

pub const INIT_EXAMPLES: &str = "\
Examples:
  rpcsmith init --proto proto/user/v1/user.proto
  rpcsmith init --proto proto/user/v1/user.proto --with tls,jwt --dry-run
  rpcsmith init                                     with the files of rpcsmith.toml
  rpcsmith init crates/users --proto user.proto --json
";

/// The arguments that both have.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ScaffoldArguments {
    /// The .proto files with the services, or their folders; the command copies them and their imports to proto/
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub proto: Vec<PathBuf>,
    /// Search imports in this directory [repeatable] [default: the folder that contains the package of each FILE]
    #[arg(
        short = 'I',
        long = "include-dir",
        alias = "proto-path",
        value_name = "DIR"
    )]
    pub include_dirs: Vec<PathBuf>,
    /// Parse the files with protoc instead of the embedded compiler: $PROTOC, or the protoc on PATH
    #[arg(long)]
    pub protoc: bool,

    /// Add features to the server, which has health checks, reflection and a log of calls
    #[arg(
        long,
        value_name = "FEATURES",
        value_enum,
        value_delimiter = ',',
        help_heading = "The crate"
    )]
    pub with: Vec<Extra>,
    /// Depend on this rpcsmith-runtime: version=…, path=DIR or git=URL[#REV] [default: the version of this command]
    #[arg(long, value_name = "SOURCE", value_parser = source, help_heading = "The crate")]
    pub runtime: Option<DependencySource>,
    /// Set an option of the generated code; `rpcsmith options` lists them [repeatable]
    #[arg(
        short,
        long = "option",
        value_name = "NAME=VALUE",
        help_heading = "The crate"
    )]
    pub options: Vec<String>,

    /// Write nothing; print the planned files
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Print one JSON object to stdout and diagnostics to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print only errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

impl ValueEnum for Extra {
    fn value_variants<'a>() -> &'a [Self] {
        Extras::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name).help(self.help))
    }
}

impl ScaffoldArguments {
    /// The features of the server.
    pub fn extras(&self) -> Extras {
        self.with.iter().copied().collect()
    }

    /// The given options of the generated code, as names and values. A name alone means `true`.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let split = |option: &String| {
            let (name, value) = option.split_once('=').unwrap_or((option, "true"));
            (name.to_owned(), value.to_owned())
        };
        self.options.iter().map(split).collect()
    }
}

/// Parses the value of `--runtime`.
fn source(text: &str) -> Result<DependencySource, String> {
    let (kind, value) = text.split_once('=').unwrap_or((text, ""));
    match kind {
        _ if value.is_empty() => Err("expected version=…, path=DIR or git=URL[#REV]".to_owned()),
        "version" => Ok(DependencySource::Version(value.to_owned())),
        "path" => Ok(DependencySource::Path(value.to_owned())),
        "git" => {
            let (url, rev) = value.split_once('#').unwrap_or((value, ""));
            let rev = Some(rev.to_owned()).filter(|rev| !rev.is_empty());
            Ok(DependencySource::Git {
                url: url.to_owned(),
                rev,
            })
        }
        kind => Err(format!(
            "unknown source `{kind}`: expected version, path or git"
        )),
    }
}
