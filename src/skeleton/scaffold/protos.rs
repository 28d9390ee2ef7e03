//! The `.proto` files of a crate: copies of those that it is made from, with all that they import.

use std::fs;
use std::path::PathBuf;

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

/// The files that code is generated for, as `import` names them.
pub fn named(request: &[u8]) -> Vec<String> {
    let request = request::decode(request).unwrap_or_default();
    let names = request.file_to_generate.into_iter();
    names.map(str::to_owned).collect()
}

/// A copy of each file of a request but those that come along with the generator.
///
/// # Errors
/// A file is not there any more, or is not UTF-8.
pub fn copies(sources: &Sources, request: &[u8]) -> Result<Vec<ScaffoldFile>, Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    let mut copies = Vec::new();
    let request = request::decode(request).unwrap_or_default();
    let names = request.files.iter().map(|file| file.descriptor.name);
    for name in names.filter(|name| !comes_along(name)) {
        let read = match sources.locate(name) {
            Some(path) => fs::read_to_string(path).map_err(|error| error.to_string()),
            None => Err("it is on no include path".to_owned()),
        };
        match read {
            Ok(text) => copies.push(ScaffoldFile::new(
                Owner::Yours,
                format!("{FOLDER}/{name}"),
                text,
            )),
            Err(reason) => {
                let fault = format!("`{name}` cannot be copied: {reason}");
                faults.push(Diagnostic::error(fault).at(Place::file(name)));
            }
        }
    }
    faults.end_stage()?;
    Ok(copies)
}

fn comes_along(name: &str) -> bool {
    name.starts_with("google/protobuf/") || name == "buf/validate/validate.proto"
}
