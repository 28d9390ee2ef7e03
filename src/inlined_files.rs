//! Reads the files that options name, before code is generated.
//!
//! [`generate`](crate::generate) reads no files itself: the entry points put the content of the files into the request.

use std::fs;
use std::path::PathBuf;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::options::{BOM, InlinedFile, Options, ValueForm, from_parameter, to_parameter};
use crate::request::wire::{self, WireValue};

/// A request that contains the files that its options name.
#[derive(Clone, Debug, Default)]
pub struct InlinedRequest {
    /// The request for [`generate`](crate::generate).
    pub request: Vec<u8>,
    /// The files that were read, for example for cargo's `rerun-if-changed`.
    pub files: Vec<PathBuf>,
}

/// `CodeGeneratorRequest.parameter`.
const PARAMETER: u32 = 2;

/// Reads the files that the options of an encoded `CodeGeneratorRequest` name, relative to the current directory, and
/// puts their content into the options.
///
/// Malformed requests are returned unchanged: [`generate`](crate::generate) rejects them.
///
/// # Errors
/// Returns an error for each file that cannot be read, is not UTF-8 or is empty.
pub fn inline(request: Vec<u8>) -> Result<InlinedRequest, Vec<Diagnostic>> {
    let mut pairs = from_parameter(parameter(&request).unwrap_or_default());
    let files = inline_pairs(&mut pairs)?;
    let request = if files.is_empty() {
        request
    } else {
        with_parameter(&request, &to_parameter(pairs))
    };
    Ok(InlinedRequest { request, files })
}

/// Puts the content of files into options, as [`inline`] does, and returns the files.
pub(crate) fn inline_pairs(
    pairs: &mut [(String, String)],
) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let (mut errors, mut files) = (Diagnostics::default(), Vec::new());
    for (name, value) in pairs {
        let name = name.trim();
        let is_file = Options::spec(name).is_some_and(|spec| spec.value == ValueForm::File);
        let mut file = InlinedFile::of(value.trim());
        if !is_file || file.text.is_some() || file.path.is_empty() {
            continue;
        }
        match fs::read_to_string(&file.path) {
            Ok(text) if text.trim_start_matches(BOM).trim().is_empty() => {
                let fault = format!("option `{name}`: `{}` is empty", file.path);
                let help = "write a JSON object to the file, or leave the option out";
                errors.push(Diagnostic::error(fault).help(help));
            }
            Ok(text) => {
                files.push(PathBuf::from(&file.path));
                file.text = Some(text);
                *value = file.value();
            }
            Err(error) => errors.push(Diagnostic::error(format!(
                "option `{name}`: cannot read `{}`: {error}",
                file.path
            ))),
        }
    }
    errors.end_stage()?;
    Ok(files)
}

/// The parameter of a request. If it occurs twice, the last one counts, as in protobuf. `None` if the request has no
/// parameter or is malformed.
fn parameter(request: &[u8]) -> Option<&str> {
    let mut parameter = None;
    wire::read(request, |number, value| {
        if let (PARAMETER, WireValue::Bytes(bytes)) = (number, value) {
            parameter = Some(bytes);
        }
        Ok(())
    })
    .ok()?;
    std::str::from_utf8(parameter?).ok()
}

/// The request with another parameter; all other fields stay unchanged.
fn with_parameter(mut request: &[u8], parameter: &str) -> Vec<u8> {
    let mut changed = Vec::with_capacity(request.len() + parameter.len());
    while let Some((number, field, rest)) = wire::split_field(request) {
        if number != PARAMETER {
            changed.extend_from_slice(field);
        }
        request = rest;
    }
    wire::append(&mut changed, PARAMETER, parameter.as_bytes());
    changed
}
