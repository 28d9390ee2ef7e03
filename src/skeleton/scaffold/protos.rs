//! The `.proto` files of a crate: those that it is made from, with all that they import.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Owner, ScaffoldFile};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::frontend::Sources;
use crate::request;

/// The folder for them.
pub const FOLDER: &str = "proto";

/// The include paths of files that are given without any.
pub fn includes(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut includes = Vec::new();
    for root in files.iter().map(|file| crate::frontend::root(file)) {
        if !includes.contains(&root) {
            includes.push(root);
        }
    }
    includes
}

/// The `.proto` files of a crate.
#[derive(Clone, Debug, Default)]
pub struct Protos {
    /// Those that come into the crate.
    pub copies: Vec<ScaffoldFile>,
    /// The include paths, relative to the crate.
    pub includes: Vec<String>,
    /// Where the files are that code is generated for, relative to the crate.
    pub files: Vec<String>,
}

/// Places each file of a request but those that come along with the generator: where it is if that is in the crate,
/// else in [`FOLDER`].
///
/// # Errors
/// A file is not there any more, or is not UTF-8.
pub fn placed(sources: &Sources, request: &[u8], root: &Path) -> Result<Protos, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut protos = Protos::default();
    let request = request::decode(request).unwrap_or_default();
    let names = request.files.iter().map(|file| file.descriptor.name);
    for name in names.filter(|name| !comes_along(name)) {
        let Some(path) = sources.locate(name) else {
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
        if request.file_to_generate.contains(&name) {
            protos.files.push(file);
        }
    }
    faults.end_stage()?;
    Ok(protos)
}

/// The include path of a file, relative to the crate that it is in.
fn within(path: &Path, name: &str, root: &Path) -> Option<String> {
    let path = fs::canonicalize(path).ok()?;
    let inner = path.strip_prefix(fs::canonicalize(root).ok()?).ok()?;
    let inner = inner.to_str()?.replace('\\', "/");
    let include = inner.strip_suffix(name)?;
    Some(include.trim_end_matches('/').to_owned())
}

fn comes_along(name: &str) -> bool {
    name.starts_with("google/protobuf/") || name == "buf/validate/validate.proto"
}
