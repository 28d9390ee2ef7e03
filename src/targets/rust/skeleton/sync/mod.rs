//! Plans how to update a crate for its schema. All changes are decided before the first write.
//!
//! | step | module |
//! |---|---|
//! | analyze the crate, and edit its implementations | [`analysis`](super::analysis), [`splice`] |
//! | add files, modules and tests of new services | `services` |
//! | add dependencies to Cargo.toml | `dependencies`, `manifest` |
//! | report the remaining work, and services that no server has | `remaining`, `unregistered` |
//! | report lines for an older version | `outdated`, `tonic_types` |
//! | list the code of a package that moves from tonic | [`tonic_uses`] |
//! | write all changes together | [`Plan::commit`] |

mod dependencies;
mod library;
pub mod manifest;
mod named;
mod outdated;
mod paths;
mod remaining;
mod services;
#[cfg(test)]
mod tests;
mod tonic_types;
pub mod tonic_uses;
mod unregistered;

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

/// The file that makes a directory a crate.
const MANIFEST: &str = "Cargo.toml";

/// A crate with the options of the target.
#[derive(Clone, Copy)]
struct RustProject<'a> {
    project: Project<'a>,
    options: &'a RustOptions,
}

/// Reads the crate and plans all changes. Writes nothing.
///
/// # Errors
/// If there is no such crate, if its Cargo.toml is invalid, if a rename matches no function, or if the file system fails.
/// If functions cannot be added to an implementation, this is a [remaining](Plan::remaining) finding, not an error.
pub fn plan<'a>(
    project: Project<'a>,
    options: &'a RustOptions,
    renames: &[Rename],
) -> Result<Plan<'a>, Vec<Diagnostic>> {
    let project = RustProject { project, options };
    let analysis = project.analyze()?;
    let edits = splice(&analysis, renames)?;
    // A renamed function may have other types than its new rpc.
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
    let of_versions = outdated::findings(&project, &analysis, &manifest);
    let of_tonic = tonic_types::findings(&project, &analysis);
    let of_functions = remaining::findings(&project, renamed.as_ref().unwrap_or(&analysis));
    let mut files = draft.files();
    files.extend(generated_files(&project.project, &summary));
    Ok(Plan::new(
        files,
        [
            of_functions,
            of_services,
            of_dependencies,
            of_versions,
            of_tonic,
        ]
        .concat(),
        [unregistered::notes(&analysis), of_tests].concat(),
    ))
}

/// Returns the implementations of each service of a crate.
///
/// # Errors
/// As [`analyze`](super::analysis::analyze).
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
    /// Analyzes the crate with its tests.
    ///
    /// # Errors
    /// As [`analyze`](super::analysis::analyze).
    pub fn analyze(&self) -> Result<Analysis, Vec<Diagnostic>> {
        self.analyze_with(ReadOptions {
            tests: true,
            ..ReadOptions::default()
        })
    }

    /// Analyzes the crate with options.
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

    /// Whether one module contains all packages.
    fn has_tree(&self) -> bool {
        self.options.layout == Layout::Package
    }
}
