//! `rpcsmith new`: a crate that runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::made::{self, Fate, Made, Refused, Told};
use super::scaffold::{self, ScaffoldArguments};
use crate::GeneratedFile;
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output;
use crate::skeleton::scaffold::{CrateNames, ScaffoldFile, workspace};

#[derive(Debug, Args)]
pub struct NewArguments {
    /// Where to put the crate: its name, or a path that ends in it
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// What to call the crate [default: the last part of PATH]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub scaffold: ScaffoldArguments,
}

pub const ABOUT: &str = "\
Write a crate that serves the services of .proto files.

`cargo run` in it serves them at once, with health, reflection, a log of calls and a configuration file; each rpc answers \
UNIMPLEMENTED until it is written, in src/services. Beside the server there are a client for the command line, a test of \
each rpc, a Dockerfile and a manifest for Kubernetes.

All files are written, or none, and never over others. Those in src/gen are generated, and stay so; all others are yours. \
When the .proto files change, `rpcsmith sync` adds what they gained.";

pub const EXAMPLES: &str = "\
Examples:
  rpcsmith new users --proto proto/user/v1/user.proto
  rpcsmith new services/users --proto proto/user/v1/user.proto --with tls,jwt,otel,web,metrics
  rpcsmith new users -I proto --proto user/v1/user.proto order/v1/order.proto
  rpcsmith new users --proto user.proto --runtime path=../rpcsmith/runtime
  rpcsmith new users --proto user.proto --dry-run

Then:
  cd users
  cargo run
  cargo run --bin user_client -- --help
";

pub fn run(arguments: &NewArguments) -> ExitCode {
    let sources = arguments.scaffold.sources();
    let made = make(arguments, &sources);
    made::tell(&arguments.scaffold, &arguments.path, made, &sources)
}

fn make(arguments: &NewArguments, sources: &Sources) -> Result<Made, Refused> {
    let (root, scaffold) = (&arguments.path, &arguments.scaffold);
    let name = match (&arguments.name, root.file_name()) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => name.to_string_lossy().into_owned(),
        (None, None) => {
            let fault = format!("`{}` does not end in a name for the crate", root.display());
            return Err(Refused::usage(
                Diagnostic::error(fault).help("give one with --name"),
            ));
        }
    };
    let names = CrateNames::new(&name)?;
    check_free(root)?;
    scaffold.check_protos()?;
    let mut planned = scaffold::plan(scaffold, sources, root, names, &scaffold.pairs()?)?;
    planned.made.own_workspace = workspace::is_strange(root);
    let files = planned.made.files();
    if !scaffold.dry_run {
        let files = files.iter().cloned().map(ScaffoldFile::into_generated);
        output::create(root, &files.collect::<Vec<GeneratedFile>>())?;
    }
    let created = |file| Told {
        file,
        fate: Fate::Created,
    };
    Ok(Made {
        krate: planned.made,
        files: files.into_iter().map(created).collect(),
        warnings: planned.warnings,
    })
}

/// A folder is taken if there is anything in it.
fn check_free(root: &Path) -> Result<(), Diagnostic> {
    let shown = root.display();
    let is_taken = match fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => root.symlink_metadata().is_ok(),
    };
    match is_taken {
        true => Err(Diagnostic::error(format!("`{shown}` is there already"))
            .help("choose another path, or add to the crate in it with `rpcsmith init`")),
        false => Ok(()),
    }
}
