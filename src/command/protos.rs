//! The `.proto` files of a crate: the files to generate, and all files that they import.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::frontend::{self, Sources};
use crate::request;
use crate::skeleton::{Owner, ScaffoldFile};

/// The folder for copies.
pub const FOLDER: &str = "proto";

/// The include paths for files, if the user sets none.
pub fn includes(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut includes = Vec::new();
    for root in files.iter().map(|file| frontend::root(file)) {
        if !includes.contains(&root) {
            includes.push(root);
        }
    }
    includes
}

/// The `.proto` files of a crate.
#[derive(Clone, Debug, Default)]
pub struct Protos {
    /// The files to copy to the crate.
    pub copies: Vec<ScaffoldFile>,
    /// The include paths, relative to the crate.
    pub includes: Vec<String>,
    /// The paths of the files to generate, relative to the crate.
    pub files: Vec<String>,
    /// The same files, by folders where possible: a folder also selects files that are added later.
    pub selected: Vec<String>,
}

/// Finds the places of the files of a request, except those of `google/protobuf`, which every tool has. A file in the crate
/// keeps its place; others are copied to [`FOLDER`], and bundled files to the first include path of the crate.
///
/// # Errors
/// If a file no longer exists, or is not UTF-8.
pub fn placed(sources: &Sources, request: &[u8], root: &Path) -> Result<Protos, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut protos = Protos::default();
    let request = request::decode(request).unwrap_or_default();
    let names = request.files.iter().map(|file| file.descriptor.name);
    let mut bundled = Vec::new();
    for name in names.filter(|name| !name.starts_with("google/protobuf/")) {
        let Some(path) = sources.locate(name) else {
            if frontend::is_stock(name) {
                bundled.push(name);
                continue;
            }
            let fault = Diagnostic::error(format!("`{name}` is on no include path"));
            faults.push(fault.at(Place::file(name)));
            continue;
        };
        let (include, file) = match within(&path, name, root) {
            Some(include) if include.is_empty() => (".".to_owned(), name.to_owned()),
            Some(include) => (include.clone(), format!("{include}/{name}")),
            None => {
                let file = format!("{FOLDER}/{name}");
                match fs::read_to_string(&path) {
                    Ok(text) => protos
                        .copies
                        .push(ScaffoldFile::new(Owner::Yours, &*file, text)),
                    Err(error) => {
                        let fault = format!("`{}` cannot be copied: {error}", path.display());
                        faults.push(Diagnostic::error(fault));
                    }
                }
                (FOLDER.to_owned(), file)
            }
        };
        if !protos.includes.contains(&include) {
            protos.includes.push(include);
        }
        if request.file_to_generate.contains(&name) && !frontend::is_stock(name) {
            protos.files.push(file);
        }
    }
    faults.end_stage()?;
    let include = protos.includes.first().map_or(FOLDER, String::as_str);
    protos.copies.extend(bundled_copies(bundled, include));
    protos.selected = selected(&protos, root);
    Ok(protos)
}

/// Copies of the bundled files among `names`, and of those that they import, in a folder.
pub fn bundled_copies<'a>(
    names: impl IntoIterator<Item = &'a str>,
    folder: &str,
) -> impl Iterator<Item = ScaffoldFile> {
    let copy = move |name: &str| {
        let path = match folder {
            "." | "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let text = frontend::bundled_text(name).unwrap_or_default();
        ScaffoldFile::new(Owner::Yours, path, text)
    };
    let names = frontend::bundled_closure(names).into_iter();
    names.map(copy)
}

/// The folders that contain only files to generate, and the files to generate in other folders.
fn selected(protos: &Protos, root: &Path) -> Vec<String> {
    let mut all: BTreeSet<String> = protos.files.iter().cloned().collect();
    all.extend(protos.copies.iter().map(|copy| copy.path.clone()));
    for include in &protos.includes {
        // A folder that cannot be read contains no such files.
        let there = frontend::protos_in(&root.join(include)).unwrap_or_default();
        let there = there
            .iter()
            .filter_map(|path| path.strip_prefix(root).unwrap_or(path).to_str());
        all.extend(there.map(|path| path.trim_start_matches("./").replace('\\', "/")));
    }
    let is_stock = |file: &String| {
        let mut names = protos
            .includes
            .iter()
            .filter_map(|include| file.strip_prefix(&format!("{include}/")));
        names.any(frontend::is_stock) || frontend::is_stock(file)
    };
    all.retain(|file| protos.files.contains(file) || !is_stock(file));
    let mut selected = Vec::new();
    for file in &protos.files {
        let folders = file.match_indices('/').map(|(end, _)| &file[..end]);
        let is_whole = |folder: &&str| {
            let within = format!("{folder}/");
            let mut files = all.iter().filter(|file| file.starts_with(&within));
            files.all(|file| protos.files.contains(file))
        };
        let path = folders
            .into_iter()
            .find(is_whole)
            .unwrap_or(file)
            .to_owned();
        if !selected.contains(&path) {
            selected.push(path);
        }
    }
    selected
}

/// The include path of a file, relative to the crate that it is in.
fn within(path: &Path, name: &str, root: &Path) -> Option<String> {
    let path = fs::canonicalize(path).ok()?;
    let inner = path.strip_prefix(fs::canonicalize(root).ok()?).ok()?;
    let inner = inner.to_str()?.replace('\\', "/");
    let include = inner.strip_suffix(name)?;
    Some(include.trim_end_matches('/').to_owned())
}
