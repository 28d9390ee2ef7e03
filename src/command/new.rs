//! `rpcsmith new`: a crate that runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::report::{self, Entry};
use super::scaffold::{self, Planned, ScaffoldArguments};
use super::{DIFFERS_OR_FAULTY, WRONGLY_USED};
use crate::GeneratedFile;
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output;
use crate::skeleton::scaffold::{Crate, ScaffoldFile, workspace};

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
  rpcsmith new services/users --proto proto/user/v1/user.proto --with tls,jwt,otel,web
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
    let quiet = arguments.scaffold.quiet;
    let json = arguments.scaffold.json;
    match make(arguments, &sources) {
        Ok(Planned { made, warnings }) => {
            report::explain(&warnings, &sources, quiet);
            tell(arguments, &made, &warnings);
            ExitCode::SUCCESS
        }
        Err(Refused(code, faults)) => {
            report::explain(&faults, &sources, quiet);
            if json {
                report::print_failure(&faults);
            }
            ExitCode::from(code)
        }
    }
}

/// The exit code, and why.
struct Refused(u8, Vec<Diagnostic>);

impl From<Vec<Diagnostic>> for Refused {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self(DIFFERS_OR_FAULTY, faults)
    }
}

fn make(arguments: &NewArguments, sources: &Sources) -> Result<Planned, Refused> {
    let (root, scaffold) = (&arguments.path, &arguments.scaffold);
    let name = match (&arguments.name, root.file_name()) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => name.to_string_lossy().into_owned(),
        (None, None) => {
            let fault = format!("`{}` does not end in a name for the crate", root.display());
            let fault = Diagnostic::error(fault).help("give one with --name");
            return Err(Refused(WRONGLY_USED, vec![fault]));
        }
    };
    check_free(root).map_err(|fault| vec![fault])?;
    if scaffold.proto.is_empty() {
        let fault = Diagnostic::error("no .proto file is given")
            .help("name those with the services: --proto FILE");
        return Err(Refused(WRONGLY_USED, vec![fault]));
    }
    let mut planned = scaffold::plan(scaffold, sources, root, &name)?;
    planned.made.own_workspace = workspace::is_strange(root);
    if !scaffold.dry_run {
        let files = planned
            .made
            .files()
            .into_iter()
            .map(ScaffoldFile::into_generated);
        output::create(root, &files.collect::<Vec<GeneratedFile>>())?;
    }
    Ok(planned)
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

#[derive(Serialize)]
struct Outcome<'a> {
    status: &'static str,
    dry_run: bool,
    package: &'a str,
    path: String,
    files: Vec<FileEntry<'a>>,
    warnings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    owner: &'static str,
}

impl<'a> FileEntry<'a> {
    fn new(file: &'a ScaffoldFile) -> Self {
        Self {
            name: &file.path,
            owner: file.owner.name(),
        }
    }
}

fn tell(arguments: &NewArguments, made: &Crate, warnings: &[Diagnostic]) {
    let ScaffoldArguments {
        json,
        quiet,
        dry_run,
        ..
    } = arguments.scaffold;
    let (root, files) = (arguments.path.display(), made.files());
    if json {
        report::print_json(&Outcome {
            status: "ok",
            dry_run,
            package: &made.names.package,
            path: root.to_string(),
            files: files.iter().map(FileEntry::new).collect(),
            warnings: warnings.iter().map(Entry::new).collect(),
        });
        return;
    }
    if quiet {
        return;
    }
    let verb = match dry_run {
        true => "would create",
        false => "created",
    };
    let mut text: String = files
        .iter()
        .map(|file| format!("{verb} {root}/{}\n", file.path))
        .collect();
    if !dry_run {
        text += &next_steps(&root.to_string(), made);
    }
    report::print(&text);
}

fn next_steps(root: &str, made: &Crate) -> String {
    let client = made.client();
    let (command, file) = made.example();
    format!(
        "\n\
         cd {root}\n\
         cargo run                                    # serves on 127.0.0.1:50051\n\
         cargo run --bin {client} -- {command} --help\n\
         cargo test                                   # a test for each rpc\n\
         \n\
         Every rpc answers UNIMPLEMENTED until you write it, in {file}.\n"
    )
}
