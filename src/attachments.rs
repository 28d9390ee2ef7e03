//! What doors do before they ask for code: read the files that options name.

use std::fs;
use std::path::PathBuf;

use prost::encoding::{self, WireType};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::options::table::{self, ValueForm};
use crate::options::{Attachment, from_parameter, to_parameter};
use crate::request::wire::{self, Value};

/// A request with all that it names.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    /// The request, to be [generated](crate::generate) from.
    pub request: Vec<u8>,
    /// The files that were read.
    pub read: Vec<PathBuf>,
}

/// `CodeGeneratorRequest.parameter`.
const PARAMETER: u32 = 2;

/// Reads the files that the options of an encoded `CodeGeneratorRequest` name, relative to the current directory, and
/// puts what is in them into the options.
///
/// What is no request is left as it is, for [`generate`](crate::generate) to refuse.
///
/// # Errors
/// If a file cannot be read, or is no text.
pub fn attach(request: Vec<u8>) -> Result<Attached, Vec<Diagnostic>> {
    let (mut faults, mut read) = (Diagnostics::default(), Vec::new());
    let mut pairs = from_parameter(parameter(&request).unwrap_or_default());
    for (name, value) in &mut pairs {
        let name = name.trim();
        let is_file = table::find(name).is_some_and(|spec| spec.value == ValueForm::File);
        let mut file = Attachment::of(value.trim());
        if !is_file || file.text.is_some() || file.path.is_empty() {
            continue;
        }
        match fs::read_to_string(&file.path) {
            Ok(text) => {
                read.push(PathBuf::from(&file.path));
                file.text = Some(text);
                *value = file.value();
            }
            Err(error) => faults.push(Diagnostic::error(format!(
                "option `{name}`: cannot read `{}`: {error}",
                file.path
            ))),
        }
    }
    faults.end_stage()?;
    let request = match read.is_empty() {
        true => request,
        false => with_parameter(&request, &to_parameter(pairs)),
    };
    Ok(Attached { request, read })
}

/// The last one, as everybody reads it; none if it is no request or has none.
fn parameter(request: &[u8]) -> Option<&str> {
    let mut parameter = None;
    wire::read(request, |number, value| {
        if let (PARAMETER, Value::Bytes(bytes)) = (number, value) {
            parameter = Some(bytes);
        }
        Ok(())
    })
    .ok()?;
    std::str::from_utf8(parameter?).ok()
}

/// All other fields as they are.
fn with_parameter(mut request: &[u8], parameter: &str) -> Vec<u8> {
    let mut changed = Vec::with_capacity(request.len() + parameter.len());
    while let Some((number, field, rest)) = wire::split_field(request) {
        if number != PARAMETER {
            changed.extend_from_slice(field);
        }
        request = rest;
    }
    encoding::encode_key(PARAMETER, WireType::LengthDelimited, &mut changed);
    encoding::encode_varint(parameter.len() as u64, &mut changed);
    changed.extend_from_slice(parameter.as_bytes());
    changed
}
