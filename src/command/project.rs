//! The crate that `sync`, `check` and `status` are about, and what its schema makes of it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::config;
use super::job::Job;
use super::progress::Progress;
use crate::Generated;
use crate::diagnostics::Diagnostic;
use crate::frontend::Sources;
use crate::output::Foreign;
use crate::skeleton::sync::Project;

/// Which crate.
#[derive(Debug, Args)]
pub struct ProjectArguments {
    /// The crate: the directory of its Cargo.toml and rpcsmith.toml
    #[arg(value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// A crate with its settings.
pub struct Settled {
    root: PathBuf,
    job: Job,
}

/// What the schema of a crate makes of it.
pub struct Made {
    generated: Generated,
    /// What the user should know.
    pub warnings: Vec<Diagnostic>,
}

impl Settled {
    /// Reads the settings.
    ///
    /// # Errors
    /// There are none, or they are faulty, or something is missing in them.
    pub fn new(arguments: &ProjectArguments) -> Result<Self, Vec<Diagnostic>> {
        let root = arguments.root.strip_prefix(".").unwrap_or(&arguments.root);
        Ok(Self {
            job: Job::of_crate(root)?,
            root: root.to_owned(),
        })
    }

    /// Generates the code in memory, and tells what is to be implemented.
    ///
    /// # Errors
    /// The schema is faulty.
    pub fn make(&self, progress: &Progress) -> Result<Made, Vec<Diagnostic>> {
        progress.stage("reading .proto files");
        let fetched = self.job.fetch()?;
        progress.stage("generating code");
        let generated = crate::generate(&fetched.request)?;
        let unlisted = self.job.unlisted(&self.root, &fetched.request);
        let warnings = [
            &*fetched.warnings,
            &generated.warnings,
            &not_listed(&self.root, &unlisted),
        ];
        Ok(Made {
            warnings: warnings.concat(),
            generated,
        })
    }

    /// The crate and what was made, for a plan.
    pub fn project<'a>(&'a self, made: &'a Made) -> Project<'a> {
        Project {
            root: match self.root == Path::new("") {
                true => Path::new("."),
                false => &self.root,
            },
            out: &self.job.out,
            options: &self.job.options,
            generated: &made.generated,
            foreign: Foreign::Refuse,
        }
    }

    /// Where the sources are, to show their lines.
    pub fn sources(&self) -> &Sources {
        &self.job.sources
    }
}

/// A warning of files that nobody has listed.
fn not_listed(root: &Path, files: &[PathBuf]) -> Vec<Diagnostic> {
    /// How many are named.
    const MOST: usize = 10;
    let Some(first) = files.first() else {
        return Vec::new();
    };
    let named = files
        .iter()
        .take(MOST)
        .map(|file| format!("`{}`", file.display()));
    let mut named = named.collect::<Vec<_>>().join(", ");
    if files.len() > MOST {
        named += &format!(" and {} more", files.len() - MOST);
    }
    let fault = format!("`files` does not list {named}, and no listed file imports it");
    let help = format!(
        "list it, or its folder, as `files` in {}; `\"!{}\"` there says that it is left out on purpose",
        config::FILE_NAME,
        first.strip_prefix(root).unwrap_or(first).display()
    );
    vec![Diagnostic::warning(fault).help(help)]
}
