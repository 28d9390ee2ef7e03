//! `rpcsmith init`: what a crate lacks to serve, beside what it has.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use toml_edit::{Document, Item};

use super::config::{self, Config};
use super::made::{self, Fate, Made, Refused, Told};
use super::scaffold::{self, ScaffoldArguments};
use crate::GeneratedFile;
use crate::diagnostics::{Diagnostic, Place, Severity};
use crate::frontend::Sources;
use crate::output::{self, Before, Change};
use crate::skeleton::scaffold::{Crate, CrateNames, GENERATED, ScaffoldFile};
use crate::skeleton::sync::{
    self,
    manifest::{self, Dependency},
};

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder of the crate
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// What to call the crate if there is no Cargo.toml [default: the last part of PATH]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    pub scaffold: ScaffoldArguments,
}

pub const ABOUT: &str = "\
Write what a crate lacks to serve the services of .proto files, as `rpcsmith new` writes it.

No byte of what is there is changed, but for Cargo.toml, into which dependencies come that it lacks. What your own \
src/lib.rs and src/main.rs need is told, to be pasted. Files that are in the crate already stay where they are; others \
are copied to proto/. Without --proto the files are those of rpcsmith.toml.";

pub const EXAMPLES: &str = "\
Examples:
  rpcsmith init --proto proto/user/v1/user.proto
  rpcsmith init --proto proto/user/v1/user.proto --with tls,jwt --dry-run
  rpcsmith init                                     with the files of rpcsmith.toml
  rpcsmith init crates/users --proto user.proto --json
";

pub fn run(arguments: &InitArguments) -> ExitCode {
    let (scaffold, root) = (&arguments.scaffold, &arguments.path);
    let (sources, made) = match settings(arguments) {
        Ok(Settings { sources, pairs }) => {
            let made = make(arguments, &sources, &pairs);
            (sources, made)
        }
        Err(refused) => (scaffold.sources(), Err(refused)),
    };
    made::tell(scaffold, root, made, &sources)
}

/// What code is made from.
struct Settings {
    sources: Sources,
    pairs: Vec<(String, String)>,
}

/// Those of `rpcsmith.toml`, or those of the arguments.
fn settings(arguments: &InitArguments) -> Result<Settings, Refused> {
    let scaffold = &arguments.scaffold;
    let path = arguments.path.join(config::FILE_NAME);
    if !path.is_file() {
        scaffold.check_protos()?;
        return Ok(Settings {
            sources: scaffold.sources(),
            pairs: scaffold.pairs()?,
        });
    }
    let shown = path.display().to_string();
    if !scaffold.proto.is_empty() || !scaffold.options.is_empty() {
        let fault = Diagnostic::error(format!("`{shown}` has files and options already"));
        let help = "list the files there, or leave --proto and --option out";
        return Err(Refused::usage(fault.help(help)));
    }
    let Config {
        pairs,
        files,
        include_dirs,
        out,
        parser,
    } = config::read(Some(&path))?;
    if out != Some(arguments.path.join(GENERATED)) {
        let fault = Diagnostic::error(format!("the generated code has to be in `{GENERATED}`"));
        let fault = fault.at(Place::file(shown));
        return Err(Refused::from(
            fault.help(format!("set `out = \"{GENERATED}\"`")),
        ));
    }
    scaffold::check_options(&pairs)?;
    let sources = Sources {
        files,
        includes: include_dirs,
        parser: parser.unwrap_or_default(),
    };
    Ok(Settings { sources, pairs })
}

fn make(
    arguments: &InitArguments,
    sources: &Sources,
    pairs: &[(String, String)],
) -> Result<Made, Refused> {
    let (root, scaffold) = (&arguments.path, &arguments.scaffold);
    let path = root.join("Cargo.toml");
    let manifest = match output::read_text(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            let fault = format!("cannot read `{}`: {error}", path.display());
            return Err(Refused::from(Diagnostic::error(fault)));
        }
    };
    let names = match &manifest {
        Some(text) => names(&path, text)?,
        None => new_names(arguments)?,
    };
    let scaffold::Planned {
        made: krate,
        mut warnings,
    } = scaffold::plan(scaffold, sources, root, names, pairs)?;
    let mut changes = Vec::new();
    let mut told = Vec::new();
    for file in krate.files() {
        let there = there(&root.join(&file.path))?;
        let fate = match (there, &manifest) {
            (Some(_), Some(text)) if file.path == "Cargo.toml" => {
                let Completed {
                    text: after,
                    added,
                    left,
                } = completed(root, &krate, text)?;
                warnings.extend(left);
                changes.push(Change {
                    path: path.clone(),
                    before: Before::Content(Some(text.clone().into_bytes())),
                    after: Some(after.into_bytes().into()),
                });
                match added.is_empty() {
                    true => Fate::Same,
                    false => Fate::Merged(added),
                }
            }
            (Some(there), _) if there == file.contents.as_bytes() => Fate::Same,
            (Some(there), _) if lacks(&file, &krate, &there) => Fate::Lacking,
            (Some(_), _) => Fate::Kept,
            (None, _) => Fate::Created,
        };
        told.push(Told { file, fate });
    }
    if !scaffold.dry_run {
        let created = told.iter().filter(|told| told.fate == Fate::Created);
        let created = created.map(|told| told.file.clone().into_generated());
        let created: Vec<GeneratedFile> = created.collect();
        changes.extend(output::additions(root, &created)?);
        output::commit(&changes)?;
    }
    Ok(Made {
        krate,
        files: told,
        warnings,
    })
}

/// What a file holds, if it is there.
fn there(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    match output::read_file(path) {
        Ok(there) => Ok(Some(there)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Diagnostic::error(format!(
            "cannot read `{}`: {error}",
            path.display()
        ))),
    }
}

/// Whether code that is there is without what other files are built on.
fn lacks(file: &ScaffoldFile, krate: &Crate, there: &[u8]) -> bool {
    let there = String::from_utf8_lossy(there);
    let has = |text: &str| there.contains(text);
    match &*file.path {
        "src/config.rs" => !["struct Config", "fn read("].into_iter().all(has),
        "src/lib.rs" => !["mod config", "mod proto", "mod services", "fn server("]
            .into_iter()
            .all(has),
        "src/main.rs" => !has(&format!("{}::server(", krate.names.library)),
        "src/services/mod.rs" => {
            let modules = file
                .contents
                .lines()
                .filter(|line| line.starts_with("pub mod "));
            !modules
                .filter_map(|line| line.strip_prefix("pub "))
                .all(has)
        }
        _ => false,
    }
}

/// The names of a crate that is to be.
fn new_names(arguments: &InitArguments) -> Result<CrateNames, Refused> {
    let folder = fs::canonicalize(&arguments.path).unwrap_or_else(|_| arguments.path.clone());
    let name = match (&arguments.name, folder.file_name()) {
        (Some(name), _) => name.clone(),
        (None, name) => name.unwrap_or_default().to_string_lossy().into_owned(),
    };
    Ok(CrateNames::new(&name)?)
}

/// The names of the crate that a manifest is of.
fn names(path: &Path, manifest: &str) -> Result<CrateNames, Refused> {
    let shown = path.strip_prefix(".").unwrap_or(path);
    let shown = shown.display().to_string();
    let document = Document::parse(manifest).map_err(|error| {
        let fault = error.message().lines().collect::<Vec<_>>().join("; ");
        Diagnostic::error(fault).at(Place::file(&*shown))
    })?;
    let name = |table: &str| document.get(table)?.get("name").and_then(Item::as_str);
    let Some(package) = name("package") else {
        let fault =
            Diagnostic::error("there is no package in this manifest").at(Place::file(shown));
        return Err(Refused::from(fault.help(
            "go to the folder of a crate, or make one with `rpcsmith new`",
        )));
    };
    Ok(CrateNames::of(package, name("lib")))
}

/// A manifest with all that is missing.
struct Completed {
    text: String,
    /// What came in.
    added: Vec<String>,
    /// What only a person can put in.
    left: Vec<Diagnostic>,
}

fn completed(root: &Path, krate: &Crate, manifest: &str) -> Result<Completed, Refused> {
    let wanted: Vec<_> = krate
        .dependencies()
        .into_iter()
        .map(|dependency| Dependency {
            package: dependency.name,
            ident: dependency.name.replace('-', "_"),
            value: dependency.value().to_string(),
            default_features: dependency.needs_defaults(),
            features: dependency.features,
            dev: false,
        })
        .collect();
    let workspace = sync::workspace(root);
    let with_default_run = with_default_run(root, manifest, &krate.names.package);
    let manifest = with_default_run.as_deref().unwrap_or(manifest);
    let completed = manifest::complete(manifest, workspace.as_deref(), &wanted);
    let completed = completed.map_err(|(line, message)| {
        let path = root.join("Cargo.toml").display().to_string();
        Diagnostic::error(message).at(Place::point(
            path,
            u32::try_from(line).unwrap_or_default(),
            1,
        ))
    })?;
    let added = completed.added.into_iter();
    let mut added: Vec<_> = added
        .map(|added| format!("{} {}", added.kind, added.name))
        .collect();
    let left = completed.left.iter().map(|left| {
        let mut warning = sync::lacking(root, left).diagnostic;
        warning.severity = Severity::Warning;
        warning
    });
    let left = left.collect();
    added.extend(with_default_run.is_some().then(|| "default-run".to_owned()));
    Ok(Completed {
        text: completed.text,
        added,
        left,
    })
}

/// The manifest with the program that `cargo run` means, for the client will be a second; none if that is clear.
fn with_default_run(root: &Path, manifest: &str, package: &str) -> Option<String> {
    let document = Document::parse(manifest).ok()?;
    let table = document.get("package")?;
    let has_bins = document.get("bin").is_some() || root.join("src/bin").is_dir();
    if table.get("default-run").is_some() || has_bins {
        return None;
    }
    let name = table.get("name")?.span()?;
    let line_end = manifest[name.end..]
        .find('\n')
        .map_or(manifest.len(), |at| name.end + at + 1);
    let newline = match manifest[..line_end].ends_with("\r\n") {
        true => "\r\n",
        false => "\n",
    };
    let (before, after) = manifest.split_at(line_end);
    let separator = if before.ends_with('\n') { "" } else { newline };
    Some(format!(
        "{before}{separator}default-run = \"{package}\"{newline}{after}"
    ))
}
