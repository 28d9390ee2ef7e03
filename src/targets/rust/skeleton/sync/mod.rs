//! Bringing a crate in line with its schema: what a run will change, decided before the first byte is written.
//!
//! | step | where |
//! |---|---|
//! | the crate is analyzed, and the edits of its implementations are made | [`analysis`], [`splice`] |
//! | services that are new get their files, modules and tests | `services` |
//! | Cargo.toml gets what the code needs | `dependencies`, `manifest` |
//! | what a person has to do is told | `left` |
//! | all changes are made together | [`Plan::commit`] |

mod dependencies;
mod library;
pub mod manifest;
mod named;
mod remaining;
mod services;
#[cfg(test)]
mod tests;

use super::analysis::{Analysis, ReadOptions, ServiceAnalysis, Target, analyze_with};
use super::findings::findings;
use super::splice::splice;
use crate::diagnostics::Diagnostic;
use crate::skeleton::{
    Draft, ImplementationStatus, Kind, Plan, Project, Rename, ServiceStatus, Status, compare,
    generated_files,
};
use crate::targets::rust::options::{Layout, RustOptions};
pub use dependencies::{lacking, workspace};
use library::Library;

/// The name of the file that makes a directory a crate.
const MANIFEST: &str = "Cargo.toml";

/// A crate with the options of the target.
#[derive(Clone, Copy)]
struct RustProject<'a> {
    project: Project<'a>,
    options: &'a RustOptions,
}

/// Reads the crate and decides on everything; writes nothing.
///
/// # Errors
/// If there is no such crate, if its Cargo.toml is none, if a rename fits nothing, or if the file system refuses. What
/// keeps one implementation from being added to is [left](Plan::left) for a person, and the others are added to.
pub fn plan<'a>(
    project: Project<'a>,
    options: &'a RustOptions,
    renames: &[Rename],
) -> Result<Plan<'a>, Vec<Diagnostic>> {
    let project = RustProject { project, options };
    let analysis = project.analyze()?;
    let edits = splice(&analysis, renames)?;
    // A function under its new name may have other types than its rpc.
    let renamed = match renames {
        [] => None,
        _ => {
            let texts = edits
                .iter()
                .map(|edit| (edit.path.clone(), edit.after.clone()));
            Some(project.analyze_with(ReadOptions {
                texts: texts.collect(),
                tests: false,
            })?)
        }
    };
    let summary = compare(&project.project)?;
    let mut draft = Draft::new(project.project.root);
    for edit in edits {
        draft.edited(edit);
    }
    let manifest = draft.text(MANIFEST)?.unwrap_or_default();
    let library = Library::of(project.project.root, &manifest);
    let (of_services, of_tests) = services::add(&project, &analysis, library.as_ref(), &mut draft)?;
    let of_dependencies = dependencies::add(&project, &mut draft)?;
    let of_functions = remaining::left(&project, renamed.as_ref().unwrap_or(&analysis));
    let mut files = draft.files();
    files.extend(generated_files(&project.project, &summary));
    Ok(Plan::new(
        files,
        [of_functions, of_services, of_dependencies].concat(),
        [remaining::not_served(&analysis), of_tests].concat(),
    ))
}

/// Finds where each service of a crate is implemented.
///
/// # Errors
/// As [`analysis`](super::analysis::analyze).
pub fn status(project: Project<'_>, options: &RustOptions) -> Result<Status, Vec<Diagnostic>> {
    let analysis = RustProject { project, options }.analyze()?;
    let mut refused = findings(&analysis, project.root);
    refused.retain(|finding| finding.kind == Kind::Refused);
    let services = analysis.services.into_iter();
    Ok(Status {
        services: services.map(service_status).collect(),
        refused,
    })
}

fn service_status(analyzed: ServiceAnalysis) -> ServiceStatus {
    let implementations = analyzed.service.implementations.into_iter();
    let implementations = implementations.map(|implementation| ImplementationStatus {
        file: implementation.file,
        line: implementation.line,
        column: implementation.column,
        implementor: implementation.implementor,
        methods: implementation.methods,
        removed: implementation.removed,
    });
    ServiceStatus {
        outline: analyzed.outline,
        implementations: implementations.collect(),
    }
}

impl RustProject<'_> {
    /// The crate as it is.
    ///
    /// # Errors
    /// As [`analysis`](super::analysis::analyze).
    pub fn analyze(&self) -> Result<Analysis, Vec<Diagnostic>> {
        self.analyze_with(ReadOptions {
            tests: true,
            ..ReadOptions::default()
        })
    }

    /// The crate with what else is asked for.
    fn analyze_with(&self, options: ReadOptions) -> Result<Analysis, Vec<Diagnostic>> {
        let absolute = std::path::absolute(self.project.out);
        let target = Target {
            root: self.project.root,
            generated: Some(absolute.as_deref().unwrap_or(self.project.out)),
            runtime: &self.options.runtime,
        };
        let services = if self.project.options.server {
            self.project.services.to_vec()
        } else {
            Vec::new()
        };
        analyze_with(&target, services, &options)
    }

    /// Whether there is one module that holds all packages.
    fn has_tree(&self) -> bool {
        self.options.layout == Layout::Package
    }
}
