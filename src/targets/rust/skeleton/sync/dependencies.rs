//! Finds the dependencies that the code of a crate needs, including the code that a run adds.

use std::path::Path;

use super::manifest::{self, DeclaredDependency};
use super::{MANIFEST, RustProject};
use crate::diagnostics::Diagnostic;
use crate::output;
use crate::skeleton::{Added, DependencySource, Draft, Finding, Kind, place};
use crate::targets::rust::skeleton::scaffold::dependencies::{self, RUNTIME};

/// Adds missing dependencies to Cargo.toml. Returns those that the user has to add.
///
/// # Errors
/// If it is not TOML.
pub fn add(
    project: &RustProject<'_>,
    draft: &mut Draft<'_>,
) -> Result<Vec<Finding>, Vec<Diagnostic>> {
    let Some(before) = draft.text(MANIFEST)? else {
        return Ok(Vec::new());
    };
    let wanted = wanted(project, draft);
    let workspace = workspace(project.project.root);
    let completed = manifest::complete(&before, workspace.as_deref(), &wanted);
    let completed = completed.map_err(|(line, message)| {
        vec![Diagnostic::error(message).at(place(project.project.root, MANIFEST, line, 1))]
    })?;
    let remaining = completed.remaining.iter();
    let remaining = remaining.map(|dependency| lacking(project.project.root, dependency));
    let remaining = remaining.collect();
    if completed.text == before {
        draft.track(MANIFEST)
    } else {
        draft.replace(MANIFEST, before, completed.text, completed.added)
    }
    Ok(remaining)
}

/// The dependencies of the generated code, and of the stubs and tests that this run adds.
fn wanted(project: &RustProject<'_>, draft: &Draft<'_>) -> Vec<DeclaredDependency> {
    let names = |path: &str| {
        let mut files = project.project.files.iter();
        files.any(|file| file.content.contains(path))
    };
    let adds = |word: &str, dev: bool| {
        let mut texts = draft.added();
        texts.any(|(name, text)| name.starts_with("tests/") == dev && text.contains(word))
    };
    let runtime = &*project.options.runtime;
    let has_grpc = ["client", "server"].map(|module| names(&format!("{runtime}::{module}::")));
    let has_grpc = has_grpc.contains(&true);
    let source = DependencySource::default();
    let all = dependencies::of_code(
        project.project.files,
        project.project.services,
        &source,
        runtime,
    );
    let needed = all.into_iter().filter_map(|mut dependency| {
        let mut ident = dependency.name.replace('-', "_");
        let (is_needed, dev) = match dependency.name {
            "prost" => (names("::prost::"), false),
            "tokio" => (adds("#[tokio::test]", true), true),
            "tokio-stream" => {
                let in_stubs = adds("tokio_stream", false);
                (in_stubs || adds("tokio_stream", true), !in_stubs)
            }
            RUNTIME => {
                dependency.default_features = has_grpc;
                // A path in the crate leads to a module that re-exports the runtime.
                let path = runtime.strip_prefix("::");
                ident = path
                    .and_then(|path| path.split("::").next())
                    .unwrap_or_default()
                    .to_owned();
                (path.is_some() && names(&format!("{runtime}::")), false)
            }
            _ => (true, false),
        };
        is_needed.then(|| DeclaredDependency {
            package: dependency.name,
            ident,
            value: dependency.value().to_string(),
            default_features: dependency.needs_defaults(),
            features: dependency.features,
            version: (dependency.name == RUNTIME).then_some(env!("CARGO_PKG_VERSION")),
            dev,
        })
    });
    needed.collect()
}

/// The Cargo.toml of the workspace that the crate is in.
pub fn workspace(root: &Path) -> Option<String> {
    let root = std::path::absolute(root).ok()?;
    let manifests = root.ancestors().filter_map(|directory| {
        let manifest = output::read_text(&directory.join(MANIFEST)).ok()?;
        manifest.contains("[workspace").then_some(manifest)
    });
    manifests.into_iter().next()
}

/// Reports a dependency that cannot be added, with the remedy.
pub fn lacking(root: &Path, dependency: &Added) -> Finding {
    let Added { line, kind, name } = dependency;
    let (fault, help) = match *kind {
        manifest::RENAMED => (
            format!("the code uses the crate {name}"),
            "rename the dependency; for rpcsmith-runtime, you can set the option `runtime` to its path instead",
        ),
        manifest::OUTDATED => (
            format!("the generated code needs {name}"),
            "require that version, and replace the names in the section \"Breaking\" of its changelog",
        ),
        kind => (
            format!("the crate needs the {kind} {name}"),
            "add it by hand, because `sync` does not edit a table on one line",
        ),
    };
    let place = place(root, MANIFEST, *line, 1);
    Finding::new(
        Kind::Dependency,
        Diagnostic::error(fault).at(place).help(help),
    )
}
