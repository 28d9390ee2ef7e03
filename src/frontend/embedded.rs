//! The embedded compiler, rpcsmith-compiler: it accepts, rejects and writes the same as protoc 36.2.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rpcsmith_compiler::{CompiledFile, MAX_FILE_SIZE, Resolver, compile};

use super::paths::{Input, locate};
use super::{ParsedFiles, bundled, watch};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::output;

/// Compiles the inputs and all that they import.
pub(super) fn parse(
    inputs: &[Input],
    directories: &[PathBuf],
) -> Result<ParsedFiles, Vec<Diagnostic>> {
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let sources = IncludeFolders {
        directories,
        read: Mutex::default(),
    };
    let mut said = Diagnostics::default();
    let compiled = match compile(&names, &sources) {
        Ok(compiled) => compiled,
        Err(found) => {
            said.extend(found.into_iter().map(diagnostic));
            said.end_stage()?;
            return Err(said.into_warnings());
        }
    };
    said.extend(compiled.warnings().iter().cloned().map(diagnostic));
    said.end_stage()?;
    let mut read = sources
        .read
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let files = compiled.into_files();
    let names_of_all = files.iter().map(|file| file.name.as_str());
    Ok(ParsedFiles {
        read: names_of_all
            .clone()
            .filter_map(|name| read.remove(name))
            .collect(),
        watched: watch::earlier(names_of_all, directories)
            .into_iter()
            .collect(),
        files: of_request(files),
        warnings: said.into_warnings(),
    })
}

/// The descriptors that protoc sends to a plugin.
fn of_request(files: Vec<CompiledFile>) -> Vec<Vec<u8>> {
    let files = files.into_iter();
    let descriptors = files.map(|file| file.as_import.unwrap_or(file.descriptor));
    descriptors.collect()
}

/// The files of the include paths, and those that rpcsmith bundles. The compiler has its own copies of `google/protobuf`.
struct IncludeFolders<'a> {
    directories: &'a [PathBuf],
    /// The paths of the files that were read, by name.
    read: Mutex<HashMap<String, PathBuf>>,
}

impl Resolver for IncludeFolders<'_> {
    fn source(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        let Some(path) = locate(name, self.directories) else {
            return Ok(bundled::text(name).map(|text| text.as_bytes().into()));
        };
        let source = read(&path)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(name.to_owned(), path);
        Ok(Some(source.into()))
    }
}

/// The bytes of a file. It may have one more than the compiler accepts.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = output::open(path)?;
    file.take(MAX_FILE_SIZE as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn diagnostic(found: rpcsmith_compiler::Diagnostic) -> Diagnostic {
    let place = match found.place {
        Some(place) => Place {
            file: found.file,
            line: place.start.0,
            column: place.start.1,
            end: place.end,
        },
        None => Place::file(found.file),
    };
    let diagnostic = match found.severity {
        rpcsmith_compiler::Severity::Error => Diagnostic::error(found.message),
        rpcsmith_compiler::Severity::Warning => Diagnostic::warning(found.message),
    };
    Diagnostic {
        help: found.help.map(String::into_boxed_str),
        ..diagnostic.at(place)
    }
}
