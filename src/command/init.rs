//! `rpcsmith init`: adds to an existing crate what it needs to serve.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::arguments::scaffold::InitArguments;
use super::config::{self, Config};
use super::failure::Failure;
use super::manifest::{self, MANIFEST};
use super::read::{read_if_exists, read_text_if_exists};
use super::report::scaffold::{FileChange, FileResult, ScaffoldResult};
use super::scaffold;
use crate::GeneratedFile;
use crate::diagnostics::{Diagnostic, Place};
use crate::frontend::Sources;
use crate::output::{self, Before, Change};
use crate::skeleton::ScaffoldFile;
use crate::targets::skeleton::scaffold::{Crate, CrateNames, GENERATED};

pub fn run(arguments: &InitArguments) -> ExitCode {
    let (scaffold, root) = (&arguments.scaffold, &arguments.path);
    match settings(arguments) {
        Ok(settings) => {
            let result = init(arguments, &settings);
            scaffold::report(scaffold, root, result, &settings.sources)
        }
        Err(failure) => {
            scaffold::report(scaffold, root, Err(failure), &scaffold::sources(scaffold))
        }
    }
}

/// What the code is generated from.
struct Settings {
    sources: Sources,
    pairs: Vec<(String, String)>,
}

/// The settings of `rpcsmith.toml`, or those of the arguments.
fn settings(arguments: &InitArguments) -> Result<Settings, Failure> {
    let scaffold = &arguments.scaffold;
    let path = arguments.path.join(config::FILE_NAME);
    if !path.is_file() {
        scaffold::check_protos(scaffold)?;
        let pairs = scaffold.pairs();
        scaffold::check_options(&pairs)?;
        return Ok(Settings {
            sources: scaffold::sources(scaffold),
            pairs,
        });
    }
    let shown = path.display().to_string();
    if !scaffold.proto.is_empty() || !scaffold.options.is_empty() {
        let fault = Diagnostic::error(format!("`{shown}` already has files and options"));
        let help = "list the files there, or leave --proto and --option out";
        return Err(Failure::incorrect_use(fault.help(help)));
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
        return Err(Failure::from(
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

fn init(
    arguments: &InitArguments,
    Settings { sources, pairs }: &Settings,
) -> Result<ScaffoldResult, Failure> {
    let (root, scaffold) = (&arguments.path, &arguments.scaffold);
    let path = root.join(MANIFEST);
    let existing = read_text_if_exists(&path)?;
    let names = match &existing {
        Some(text) => manifest::names(&path, text)?,
        None => new_names(arguments)?,
    };
    let scaffold::Planned {
        krate,
        mut warnings,
    } = scaffold::plan(scaffold, sources, root, names, pairs)?;
    let completed = match &existing {
        Some(text) => Some(manifest::complete(root, &krate, text)?),
        None => None,
    };
    let mut files = Vec::new();
    for file in krate.files() {
        let change = match &completed {
            Some(completed) if file.path == MANIFEST => match &*completed.added {
                [] => FileChange::Same,
                added => FileChange::Merged(added.to_vec()),
            },
            _ => change(root, &file, &krate)?,
        };
        files.push(FileResult { file, change });
    }
    let mut changes = Vec::new();
    if let Some(completed) = completed {
        warnings.extend(completed.remaining);
        changes.push(Change {
            path,
            before: Before::Content(existing.map(String::into_bytes)),
            after: Some(completed.text.into_bytes().into()),
        });
    }
    if !scaffold.dry_run {
        let created = files
            .iter()
            .filter(|result| result.change == FileChange::Created);
        let created = created.map(|result| result.file.clone().into_generated());
        let created: Vec<GeneratedFile> = created.collect();
        changes.extend(output::additions(root, &created)?);
        output::commit(&changes)?;
    }
    Ok(ScaffoldResult {
        krate,
        files,
        warnings,
    })
}

/// The change of a file that is not merged.
fn change(root: &Path, file: &ScaffoldFile, krate: &Crate) -> anyhow::Result<FileChange> {
    let existing = read_if_exists(&root.join(&file.path))?;
    Ok(match existing {
        None => FileChange::Created,
        Some(existing) if existing == file.contents.as_bytes() => FileChange::Same,
        Some(existing) if lacks(file, krate, &existing) => FileChange::Lacking,
        Some(_) => FileChange::Kept,
    })
}

/// Whether an existing file lacks code that other files need.
fn lacks(file: &ScaffoldFile, krate: &Crate, existing: &[u8]) -> bool {
    let existing = String::from_utf8_lossy(existing);
    let has = |text: &str| existing.contains(text);
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

/// The names of a crate without a manifest.
fn new_names(arguments: &InitArguments) -> Result<CrateNames, Failure> {
    let folder = fs::canonicalize(&arguments.path).unwrap_or_else(|_| arguments.path.clone());
    let name = match (&arguments.name, folder.file_name()) {
        (Some(name), _) => name.clone(),
        (None, name) => name.unwrap_or_default().to_string_lossy().into_owned(),
    };
    Ok(CrateNames::new(&name)?)
}
