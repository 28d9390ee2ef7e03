//! `rpcsmith vendor`: copies bundled `.proto` files for tools that cannot read them from rpcsmith.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::project::VendorArguments;
use super::config;
use super::failure::{Failure, INCORRECT_USE};
use super::generate_job::GenerateJob;
use super::protos::bundled_copies;
use super::read::read_if_exists;
use super::report::vendor::{Copy, CopyState, VendorReport, VendorResult};
use super::report::{print, print_failure, print_json};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::frontend::{self, Fetched, Sources};
use crate::options::nearest;
use crate::output::{self, Before, Change};
use crate::request;
use crate::skeleton::ScaffoldFile;

pub fn run(arguments: &VendorArguments) -> ExitCode {
    let VendorArguments {
        dry_run,
        json,
        quiet,
        ..
    } = *arguments;
    if arguments.list {
        list(json);
        return ExitCode::SUCCESS;
    }
    match vendor(arguments) {
        Ok(result) => {
            let report = VendorReport {
                dry_run,
                json,
                quiet,
            };
            report.print(&result);
            ExitCode::SUCCESS
        }
        Err(VendorFailure { faults, sources }) => {
            print_failure(&faults, &sources, quiet, json);
            ExitCode::from(INCORRECT_USE)
        }
    }
}

fn list(json: bool) {
    let names: Vec<&str> = frontend::bundled_names().collect();
    if json {
        print_json(&names);
    } else {
        print(&(names.join("\n") + "\n"));
    }
}

/// The reasons why nothing is written, with the sources that contain the lines of the errors.
struct VendorFailure {
    faults: Vec<Diagnostic>,
    sources: Sources,
}

impl From<Vec<Diagnostic>> for VendorFailure {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self {
            faults,
            sources: Sources::default(),
        }
    }
}

impl From<Failure> for VendorFailure {
    fn from(failure: Failure) -> Self {
        Self::from(failure.diagnostics)
    }
}

fn vendor(arguments: &VendorArguments) -> Result<VendorResult, VendorFailure> {
    let root = &arguments.project.root;
    let root = root.strip_prefix(".").unwrap_or(root);
    check_names(&arguments.file)?;
    let (sources, fetched) = read(arguments, root)?;
    let into = match &arguments.into {
        Some(into) => into.clone(),
        None => include_in(root, &sources)?,
    };
    let request = request::decode(&fetched.request).unwrap_or_default();
    let imported = request.files.iter().map(|file| file.descriptor.name);
    let names = imported.chain(arguments.file.iter().map(String::as_str));
    let copies = bundled_copies(names, "");
    let plan = plan(copies, arguments.update, root, &sources, &into).map_err(Failure::from)?;
    if !arguments.dry_run {
        commit(&plan, &into)?;
    }
    let mut warnings = fetched.warnings.clone();
    warnings.extend(not_included(&plan, &sources, &into));
    let copies = plan.into_iter().map(|planned| planned.copy);
    Ok(VendorResult {
        copies: copies.collect(),
        warnings,
        sources,
    })
}

/// Reads the `.proto` files of the crate. In a crate without settings, the arguments name the files to copy.
fn read(arguments: &VendorArguments, root: &Path) -> Result<(Sources, Fetched), VendorFailure> {
    let settings = root.join(config::FILE_NAME);
    if settings.exists() {
        let job = GenerateJob::of_crate(root)?;
        return match job.fetch() {
            Ok(fetched) => Ok((job.sources, fetched)),
            Err(failure) => Err(VendorFailure {
                faults: failure.diagnostics,
                sources: job.sources,
            }),
        };
    }
    match &arguments.into {
        Some(into) if !arguments.file.is_empty() => {
            let sources = Sources {
                includes: vec![into.clone()],
                ..Sources::default()
            };
            Ok((sources, Fetched::default()))
        }
        _ => {
            let fault = Diagnostic::error(format!("there is no `{}`", settings.display()));
            let help = "go to the crate, or name its directory; in a crate without that file, name the files and a \
                        folder: `--file google/type/money.proto --into proto`";
            Err(VendorFailure::from(vec![fault.help(help)]))
        }
    }
}

/// Rejects names of files that rpcsmith does not bundle.
fn check_names(names: &[String]) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    for name in names {
        if frontend::bundled_text(name).is_none() {
            let help = match nearest(name, frontend::bundled_names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`rpcsmith vendor --list` lists the bundled files".to_owned(),
            };
            let fault = format!("rpcsmith does not bundle `{name}`");
            faults.push(Diagnostic::error(fault).help(help));
        }
    }
    faults.end_stage()
}

/// The first include path in the crate.
fn include_in(root: &Path, sources: &Sources) -> Result<PathBuf, Vec<Diagnostic>> {
    let mut directories = sources.directories().into_iter();
    let found = directories.find(|directory| directory.is_dir() && is_within(directory, root));
    found.ok_or_else(|| {
        let fault = Diagnostic::error("no include path is in the crate");
        vec![fault.help("name a folder with `--into`, and add it to `include_dirs`")]
    })
}

/// Whether a path is in the crate, with symbolic links followed.
fn is_within(path: &Path, root: &Path) -> bool {
    let root = if root == Path::new("") {
        Path::new(".")
    } else {
        root
    };
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(path)
        .zip(real(root))
        .is_some_and(|(path, root)| path.starts_with(root))
}

/// A copy, with its current and its new text.
struct PlannedFile {
    copy: Copy,
    before: Option<Vec<u8>>,
    after: String,
}

fn plan(
    copies: impl Iterator<Item = ScaffoldFile>,
    update: bool,
    root: &Path,
    sources: &Sources,
    into: &Path,
) -> anyhow::Result<Vec<PlannedFile>> {
    let plan = |file: ScaffoldFile| {
        let name = file.path;
        let path = sources.locate(&name).unwrap_or_else(|| into.join(&name));
        let before = read_if_exists(&path)?;
        let state = match &before {
            None => CopyState::Created,
            Some(text) if text == file.contents.as_bytes() => CopyState::Same,
            Some(_) if update && is_within(&path, root) => CopyState::Updated,
            Some(_) => CopyState::Kept,
        };
        Ok(PlannedFile {
            copy: Copy { name, path, state },
            before,
            after: file.contents,
        })
    };
    copies.map(plan).collect()
}

/// Warns if no include path holds the new copies.
fn not_included(plan: &[PlannedFile], sources: &Sources, into: &Path) -> Option<Diagnostic> {
    let is_new = plan
        .iter()
        .any(|copy| copy.copy.state == CopyState::Created);
    let includes = sources.directories();
    let is_included =
        |include: &PathBuf| include == into || is_within(include, into) && is_within(into, include);
    if !is_new || includes.iter().any(is_included) {
        return None;
    }
    let fault = format!("`{}` is not an include path of the crate", into.display());
    let help = format!("add it to `include_dirs` in {}", config::FILE_NAME);
    Some(Diagnostic::warning(fault).help(help))
}

fn commit(plan: &[PlannedFile], into: &Path) -> Result<(), Vec<Diagnostic>> {
    let of = |state: CopyState| {
        plan.iter()
            .filter(move |planned| planned.copy.state == state)
    };
    let created = of(CopyState::Created).map(|planned| crate::GeneratedFile {
        name: planned.copy.name.clone(),
        content: planned.after.clone(),
    });
    let created: Vec<_> = created.collect();
    let mut changes = output::additions(into, &created)?;
    changes.extend(of(CopyState::Updated).map(|planned| Change {
        path: planned.copy.path.clone(),
        before: Before::Content(planned.before.clone()),
        after: Some(Cow::Borrowed(planned.after.as_bytes())),
    }));
    output::commit(&changes)
}
