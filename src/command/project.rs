//! The crate that `sync`, `check` and `status` work on, and the code that its schema generates.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::arguments::project::ProjectArguments;
use super::config;
use super::failure::{DIFFERENT_OR_INVALID, Failure, INCORRECT_USE};
use super::generate_job::GenerateJob;
use super::report::progress::Progress;
use crate::Generated;
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output::Foreign;
use crate::skeleton::{Plan, Project, Rename, Status};
use crate::targets::{Target, target};

/// A crate with its settings.
pub struct CrateProject {
    root: PathBuf,
    job: GenerateJob,
    target: Box<dyn Target>,
}

/// The code that the schema of a crate generates.
pub struct GeneratedCode {
    generated: Generated,
    pub warnings: Vec<Diagnostic>,
}

/// Runs a command on a crate. Exits with 0 if the command returns true, with 1 if it returns false, and with 2 if it
/// fails, after `report_failure` has reported the faults.
pub fn run(
    arguments: &ProjectArguments,
    command: impl FnOnce(&CrateProject) -> Result<bool, Failure>,
    report_failure: impl FnOnce(&[Diagnostic], &Sources),
) -> ExitCode {
    let (failure, sources) = match CrateProject::new(arguments) {
        Ok(project) => match command(&project) {
            Ok(true) => return ExitCode::SUCCESS,
            Ok(false) => return ExitCode::from(DIFFERENT_OR_INVALID),
            Err(failure) => (failure, project.job.sources),
        },
        Err(failure) => (failure, Sources::default()),
    };
    report_failure(&failure.diagnostics, &sources);
    ExitCode::from(INCORRECT_USE)
}

impl CrateProject {
    /// Reads the settings.
    ///
    /// # Errors
    /// If there are no settings, or if they are incomplete or invalid.
    fn new(arguments: &ProjectArguments) -> Result<Self, Failure> {
        let root = arguments.root.strip_prefix(".").unwrap_or(&arguments.root);
        let job = GenerateJob::of_crate(root)?;
        Ok(Self {
            target: target(&job.options),
            job,
            root: root.to_owned(),
        })
    }

    /// Generates the code in memory.
    ///
    /// # Errors
    /// If the schema has errors.
    pub fn generate(&self, progress: &Progress) -> Result<GeneratedCode, Failure> {
        progress.stage("reading .proto files");
        let fetched = self.job.fetch()?;
        progress.stage("generating code");
        let generated = crate::pipeline::generate_with_outlines(&fetched.request)?;
        let unlisted = self.job.unlisted(&self.root, &fetched.request);
        let warnings = [
            &*fetched.warnings,
            &generated.warnings,
            &not_listed(&self.root, &unlisted),
        ];
        Ok(GeneratedCode {
            warnings: warnings.concat(),
            generated,
        })
    }

    /// The crate and its generated code, for a plan.
    pub fn sync_project<'a>(&'a self, code: &'a GeneratedCode) -> Project<'a> {
        Project {
            root: if self.root == Path::new("") {
                Path::new(".")
            } else {
                &self.root
            },
            out: &self.job.out,
            options: &self.job.options,
            files: &code.generated.files,
            extension: code.generated.extension,
            services: &code.generated.services,
            foreign: Foreign::Refuse,
        }
    }

    /// Finds where each service is implemented.
    ///
    /// # Errors
    /// As [`Target::status`].
    pub fn status(&self, project: Project<'_>) -> Result<Status, Vec<Diagnostic>> {
        self.target.status(project)
    }

    /// Plans the changes that bring the crate in line with its schema.
    ///
    /// # Errors
    /// As [`Target::sync`].
    pub fn plan<'a>(
        &'a self,
        project: Project<'a>,
        renames: &[Rename],
    ) -> Result<Plan<'a>, Vec<Diagnostic>> {
        self.target.sync(project, renames)
    }

    /// Where the `.proto` files are.
    pub fn sources(&self) -> &Sources {
        &self.job.sources
    }
}

/// Warns about files that `files` does not list.
fn not_listed(root: &Path, files: &[PathBuf]) -> Vec<Diagnostic> {
    /// How many files the warning names.
    const NAMED: usize = 10;
    let Some(first) = files.first() else {
        return Vec::new();
    };
    let named = files
        .iter()
        .take(NAMED)
        .map(|file| format!("`{}`", file.display()));
    let mut named = named.collect::<Vec<_>>().join(", ");
    if files.len() > NAMED {
        named += &format!(" and {} more", files.len() - NAMED);
    }
    let fault = format!("`files` does not list {named}, and no listed file imports it");
    let help = format!(
        "list it, or its folder, as `files` in {}; `\"!{}\"` there excludes it",
        config::FILE_NAME,
        first.strip_prefix(root).unwrap_or(first).display()
    );
    vec![Diagnostic::warning(fault).help(help)]
}
