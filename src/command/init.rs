//! `rpcsmith init`: adds to an existing crate what it needs to serve.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::arguments::scaffold::InitArguments;
use super::config::{self, Config};
use super::failure::Failure;
use super::read::{read_if_exists, read_text_if_exists};
use super::report::scaffold::{FileChange, FileResult, ScaffoldResult};
use super::scaffold;
use crate::GeneratedFile;
use crate::diagnostics::{Diagnostic, Place};
use crate::frontend::Sources;
use crate::inlined_files;
use crate::output::{self, Before, Change};
use crate::skeleton::{NewProject, ProjectName, ScaffoldFile};
use crate::targets::Target;

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

/// The input of the generator.
struct Settings {
    sources: Sources,
    pairs: Vec<(String, String)>,
    target: Box<dyn Target>,
}

/// The settings of `rpcsmith.toml`, or those of the arguments.
fn settings(arguments: &InitArguments) -> Result<Settings, Failure> {
    let scaffold = &arguments.scaffold;
    let path = arguments.path.join(config::FILE_NAME);
    if !path.is_file() {
        scaffold::check_protos(scaffold)?;
        let pairs = scaffold::pairs(scaffold)?;
        return Ok(Settings {
            sources: scaffold::sources(scaffold),
            target: scaffold::target_of(&pairs)?,
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
        mut pairs,
        files,
        include_dirs,
        out,
        parser,
    } = config::read(Some(&path))?;
    inlined_files::inline_pairs(&mut pairs)?;
    let target = scaffold::target_of(&pairs)?;
    scaffold::check_needed(scaffold, &pairs, &shown)?;
    let needed = target.scaffold().out();
    if out != Some(arguments.path.join(needed)) {
        let fault = Diagnostic::error(format!("the generated code has to be in `{needed}`"));
        let fault = fault.at(Place::file(shown));
        return Err(Failure::from(
            fault.help(format!("set `out = \"{needed}\"`")),
        ));
    }
    let sources = Sources {
        files,
        includes: include_dirs,
        parser: parser.unwrap_or_default(),
    };
    Ok(Settings {
        sources,
        pairs,
        target,
    })
}

fn init(
    arguments: &InitArguments,
    Settings {
        sources,
        pairs,
        target,
    }: &Settings,
) -> Result<ScaffoldResult, Failure> {
    let (root, scaffold) = (&arguments.path, &arguments.scaffold);
    let manifest = target.scaffold().manifest();
    let path = root.join(manifest);
    let existing = read_text_if_exists(&path)?;
    let new_name = new_name(arguments);
    let name = match &existing {
        Some(text) => ProjectName::Manifest { path: &path, text },
        None => ProjectName::New(&new_name),
    };
    let scaffold::Planned {
        project,
        mut warnings,
    } = scaffold::plan(scaffold, sources, root, &**target, name, pairs)?;
    let completed = match &existing {
        Some(text) => Some(project.complete(root, text)?),
        None => None,
    };
    let mut files = Vec::new();
    for file in project.files() {
        let change = match &completed {
            Some(completed) if file.path == manifest => match &*completed.added {
                [] => FileChange::Same,
                added => FileChange::Merged(added.to_vec()),
            },
            _ => change(root, &file, &*project)?,
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
        project,
        files,
        warnings,
    })
}

/// The change of a file that is not merged.
fn change(
    root: &Path,
    file: &ScaffoldFile,
    project: &dyn NewProject,
) -> anyhow::Result<FileChange> {
    let existing = read_if_exists(&root.join(&file.path))?;
    Ok(match existing {
        None => FileChange::Created,
        Some(existing) if existing == file.contents.as_bytes() => FileChange::Same,
        Some(existing) if project.lacks(file, &String::from_utf8_lossy(&existing)) => {
            FileChange::Lacking
        }
        Some(_) => FileChange::Kept,
    })
}

/// The name of a project without a manifest.
fn new_name(arguments: &InitArguments) -> String {
    let folder = fs::canonicalize(&arguments.path).unwrap_or_else(|_| arguments.path.clone());
    match (&arguments.name, folder.file_name()) {
        (Some(name), _) => name.clone(),
        (None, name) => name.unwrap_or_default().to_string_lossy().into_owned(),
    }
}
