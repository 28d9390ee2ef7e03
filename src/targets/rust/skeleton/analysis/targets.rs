//! The targets of a crate: the root files that Cargo compiles, from its manifest or by their places.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::diagnostics::{Diagnostic, Place};
use crate::output;

/// The targets of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// The name of the library in paths: `users`. `None` if there is no library.
    pub library: Option<String>,
    /// The root files of the library and the binaries, the library's first.
    pub roots: Vec<PathBuf>,
    /// The root files of tests.
    pub tests: Vec<PathBuf>,
}

/// Reads the manifest of the crate in a folder.
///
/// Examples and benches are left out, and tests are listed apart: implementations in them are fakes.
///
/// # Errors
/// If there is no manifest of a package, or it has no target.
pub fn targets(root: &Path) -> Result<Targets, Box<Diagnostic>> {
    let path = root.join("Cargo.toml");
    let place = || Place::file(path.to_string_lossy());
    let fault = |message: String| Box::new(Diagnostic::error(message).at(place()));
    let text = output::read_text(&path).map_err(|error| {
        let fault = fault(format!("it cannot be read: {error}"));
        Box::new(fault.help("name the folder of a crate"))
    })?;
    let manifest: Table = text
        .parse()
        .map_err(|error: toml::de::Error| fault(error.message().to_owned()))?;
    let Some(package) = manifest.get("package").and_then(Value::as_table) else {
        let fault = fault("it has no `[package]`".to_owned());
        return Err(Box::new(
            fault.help("name the folder of a member of the workspace"),
        ));
    };
    let library = manifest.get("lib").and_then(Value::as_table);
    let named = |table: Option<&Table>, key: &str| {
        let value = table.and_then(|table| table.get(key));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let lib = root.join(named(library, "path").unwrap_or_else(|| "src/lib.rs".to_owned()));
    let mut targets = Targets::default();
    if lib.is_file() {
        let name = named(library, "name").or_else(|| named(Some(package), "name"));
        targets.library = name.map(|name| name.replace('-', "_"));
        targets.roots.push(lib);
    }
    let binaries = manifest.get("bin").and_then(Value::as_array);
    let mut paths: BTreeSet<PathBuf> = binaries
        .into_iter()
        .flatten()
        .filter_map(|binary| named(binary.as_table(), "path"))
        .map(|path| root.join(path))
        .collect();
    paths.extend(discovered(root));
    targets
        .roots
        .extend(paths.into_iter().filter(|path| path.is_file()));
    let tests = fs::read_dir(root.join("tests")).into_iter().flatten();
    let tests = tests.flatten().map(|entry| entry.path());
    targets.tests = tests
        .filter(|path| is_rust(path) && path.is_file())
        .collect();
    targets.tests.sort();
    if targets.roots.is_empty() {
        return Err(fault("it has neither a library nor a binary".to_owned()));
    }
    Ok(targets)
}

/// `src/main.rs`, `src/bin/*.rs` and `src/bin/*/main.rs`.
fn discovered(root: &Path) -> Vec<PathBuf> {
    let source = root.join("src");
    let mut found = vec![source.join("main.rs")];
    // A folder that cannot be listed has no files that could be read.
    let entries = fs::read_dir(source.join("bin")).into_iter().flatten();
    for entry in entries.flatten() {
        let path = entry.path();
        if is_rust(&path) {
            found.push(path)
        } else {
            found.push(path.join("main.rs"))
        }
    }
    found
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}
