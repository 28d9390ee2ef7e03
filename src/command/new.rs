//! `rpcsmith new`: creates a crate that runs.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::arguments::scaffold::NewArguments;
use super::failure::Failure;
use super::report::scaffold::{FileChange, FileResult, ScaffoldResult};
use super::scaffold;
use crate::GeneratedFile;
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output;
use crate::skeleton::{ProjectName, ScaffoldFile};

pub fn run(arguments: &NewArguments) -> ExitCode {
    let sources = scaffold::sources(&arguments.scaffold);
    let result = create(arguments, &sources);
    scaffold::report(&arguments.scaffold, &arguments.path, result, &sources)
}

fn create(arguments: &NewArguments, sources: &Sources) -> Result<ScaffoldResult, Failure> {
    let (root, scaffold) = (&arguments.path, &arguments.scaffold);
    let name = match (&arguments.name, root.file_name()) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => name.to_string_lossy().into_owned(),
        (None, None) => {
            let fault = format!("`{}` does not end in a name for the crate", root.display());
            return Err(Failure::incorrect_use(
                Diagnostic::error(fault).help("give one with --name"),
            ));
        }
    };
    check_free(root)?;
    scaffold::check_protos(scaffold)?;
    let pairs = scaffold::pairs(scaffold)?;
    let target = scaffold::target_of(&pairs)?;
    let name = ProjectName::New(&name);
    let planned = scaffold::plan(scaffold, sources, root, &*target, name, &pairs)?;
    let files = planned.project.files();
    if !scaffold.dry_run {
        let files = files.iter().cloned().map(ScaffoldFile::into_generated);
        output::create(root, &files.collect::<Vec<GeneratedFile>>())?;
    }
    let created = |file| FileResult {
        file,
        change: FileChange::Created,
    };
    Ok(ScaffoldResult {
        project: planned.project,
        files: files.into_iter().map(created).collect(),
        warnings: planned.warnings,
    })
}

/// Rejects a folder that contains anything, and a path that is not a folder.
fn check_free(root: &Path) -> Result<(), Diagnostic> {
    let is_taken = match fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => root.symlink_metadata().is_ok(),
    };
    if is_taken {
        let fault = Diagnostic::error(format!("`{}` already exists", root.display()));
        return Err(
            fault.help("choose another path, or add to the crate in it with `rpcsmith init`")
        );
    }
    Ok(())
}
