//! The Cargo.toml of a crate that `rpcsmith init` adds to.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, Place, Severity};
use crate::skeleton::CompletedManifest;
use crate::targets::rust::skeleton::scaffold::{Crate, CrateNames};
use crate::targets::rust::skeleton::sync::{
    self,
    manifest::{self, DeclaredDependency},
};

/// The feature of the page of Swagger UI.
const FEATURE: &str = "swagger-ui";

/// The name of the manifest.
pub const MANIFEST: &str = "Cargo.toml";

/// Reads the names of a crate from its manifest.
///
/// # Errors
/// If the manifest is no TOML, or has no package.
pub fn names(path: &Path, manifest: &str) -> Result<CrateNames, Diagnostic> {
    let shown = path.strip_prefix(".").unwrap_or(path);
    let shown = shown.display().to_string();
    let document = DeTable::parse(manifest).map_err(|error| {
        let fault = error.message().lines().collect::<Vec<_>>().join("; ");
        Diagnostic::error(fault).at(Place::file(&*shown))
    })?;
    let name = |table: &str| entry(document.get_ref(), table, "name")?.get_ref().as_str();
    let Some(package) = name("package") else {
        let fault = Diagnostic::error("this manifest has no package").at(Place::file(shown));
        return Err(fault.help("go to the folder of a crate, or create one with `rpcsmith new`"));
    };
    Ok(CrateNames::of(package, name("lib")))
}

/// Adds to a manifest the dependencies that it lacks.
///
/// # Errors
/// If the manifest is no TOML.
pub fn complete(
    root: &Path,
    krate: &Crate,
    manifest: &str,
) -> Result<CompletedManifest, Diagnostic> {
    let wanted: Vec<_> = krate
        .dependencies()
        .into_iter()
        .map(|dependency| DeclaredDependency {
            package: dependency.name,
            ident: dependency.name.replace('-', "_"),
            value: dependency.value().to_string(),
            default_features: dependency.needs_defaults(),
            features: dependency.features,
            version: None,
            dev: false,
        })
        .collect();
    let workspace = sync::workspace(root);
    let with_default_run = with_default_run(root, manifest, &krate.names.package);
    let manifest = with_default_run.as_deref().unwrap_or(manifest);
    let with_feature = krate.extras.http.then(|| with_feature(manifest)).flatten();
    let manifest = with_feature.as_deref().unwrap_or(manifest);
    let completed = manifest::complete(manifest, workspace.as_deref(), &wanted);
    let completed = completed.map_err(|(line, message)| {
        let path = root.join(MANIFEST).display().to_string();
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
    let remaining = completed.remaining.iter().map(|left| {
        let mut warning = sync::lacking(root, left).diagnostic;
        warning.severity = Severity::Warning;
        warning
    });
    let remaining = remaining.collect();
    added.extend(with_default_run.is_some().then(|| "default-run".to_owned()));
    added.extend(with_feature.is_some().then(|| format!("feature {FEATURE}")));
    Ok(CompletedManifest {
        text: completed.text,
        added,
        remaining,
    })
}

/// The manifest with `default-run`, because the client becomes a second program. `None` if the manifest already
/// decides which program `cargo run` starts.
fn with_default_run(root: &Path, manifest: &str, package: &str) -> Option<String> {
    let document = DeTable::parse(manifest).ok()?;
    let document = document.get_ref();
    let has_bins = document.get("bin").is_some() || root.join("src/bin").is_dir();
    if has_bins || entry(document, "package", "default-run").is_some() {
        return None;
    }
    let name = entry(document, "package", "name")?.span();
    let line_end = manifest[name.end..]
        .find('\n')
        .map_or(manifest.len(), |at| name.end + at + 1);
    let newline = if manifest[..line_end].ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let (before, after) = manifest.split_at(line_end);
    let separator = if before.ends_with('\n') { "" } else { newline };
    Some(format!(
        "{before}{separator}default-run = \"{package}\"{newline}{after}"
    ))
}

/// The manifest with the feature of the page of Swagger UI. `None` if it has the feature, and if its features are not a table
/// with a header.
fn with_feature(manifest: &str) -> Option<String> {
    let document = DeTable::parse(manifest).ok()?;
    let document = document.get_ref();
    if entry(document, "features", FEATURE).is_some() {
        return None;
    }
    let newline = if manifest.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let line = format!("{FEATURE} = []{newline}");
    if document.get("features").is_none() {
        let separator = if manifest.ends_with('\n') {
            ""
        } else {
            newline
        };
        return Some(format!(
            "{manifest}{separator}{newline}[features]{newline}{line}"
        ));
    }
    let mut at = 0;
    for text in manifest.split_inclusive('\n') {
        at += text.len();
        if text.trim_end() == "[features]" && text.ends_with('\n') {
            let (before, after) = manifest.split_at(at);
            return Some(format!("{before}{line}{after}"));
        }
    }
    None
}

/// An entry of a table.
fn entry<'t, 'a>(
    document: &'t DeTable<'a>,
    table: &str,
    name: &str,
) -> Option<&'t Spanned<DeValue<'a>>> {
    match document.get(table)?.get_ref() {
        DeValue::Table(table) => table.get(name),
        _ => None,
    }
}
