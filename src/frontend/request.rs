//! Builds and splits requests without changing the bytes of their files.

use std::collections::{HashMap, HashSet};

use prost::DecodeError;

use super::order;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::request::descriptor::{CodeGeneratorRequest, FileDescriptorSet, FileHead};
use crate::request::wire;

/// A request for a descriptor set, for example from `protoc --descriptor_set_out` or `buf build`.
///
/// `files_to_generate` are import names; if it is empty, all files of the set are generated, in their order. The set must
/// contain all imports of its files, in any order. In the request, imports come first.
///
/// # Errors
/// If the bytes are not a `FileDescriptorSet`, if it contains a file twice with different content, if it lacks an import or
/// a file to generate, or if files import each other.
pub fn from_descriptor_set(
    set: &[u8],
    files_to_generate: &[String],
    parameter: &str,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let files = files_of(set)?;
    check_complete(&files, files_to_generate)?;
    let by_name: HashMap<&str, &SetFile> = files.iter().map(|file| (file.name(), file)).collect();
    let roots = files.iter().map(SetFile::name);
    let order = order::imports_first(roots.clone(), |name| &by_name[name].dependency);
    let order = order.map_err(|cycle| {
        let round = [&cycle[..], &cycle[..1]].concat().join("` -> `");
        vec![Diagnostic::error(format!(
            "files import each other: `{round}`"
        ))]
    })?;
    let file_to_generate = match files_to_generate {
        [] => roots.collect(),
        named => named.iter().map(String::as_str).collect(),
    };
    let ordered = order.into_iter().map(|name| &*by_name[name].bytes);
    Ok(encode(&CodeGeneratorRequest {
        file_to_generate,
        parameter,
        compiler_version: None,
        proto_file: ordered.collect(),
    }))
}

/// A request with `parameter` instead of its own.
///
/// # Errors
/// If the bytes are not a `CodeGeneratorRequest`.
pub fn with_parameter(request: &[u8], parameter: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let request: CodeGeneratorRequest<'_> = wire::decode(request).map_err(|error| {
        vec![
            Diagnostic::error(format!("the request cannot be decoded: {error}"))
                .help("give the bytes that protoc writes to a plugin"),
        ]
    })?;
    Ok(encode(&CodeGeneratorRequest {
        parameter,
        ..request
    }))
}

/// A request for a parser's files, which are complete and in order.
pub(super) fn from_parsed(
    proto_file: &[Vec<u8>],
    file_to_generate: &[String],
    parameter: &str,
) -> Vec<u8> {
    encode(&CodeGeneratorRequest {
        file_to_generate: file_to_generate.iter().map(String::as_str).collect(),
        parameter,
        compiler_version: None,
        proto_file: proto_file.iter().map(Vec::as_slice).collect(),
    })
}

/// The request with more files to generate.
pub(super) fn with_files_to_generate(mut request: Vec<u8>, names: &[String]) -> Vec<u8> {
    // A repeated field can be continued at the end of a message.
    for name in names {
        wire::append(&mut request, FILE_TO_GENERATE, name.as_bytes());
    }
    request
}

/// The number of `CodeGeneratorRequest.file_to_generate`.
const FILE_TO_GENERATE: u32 = 1;

/// The bytes of a request.
fn encode(request: &CodeGeneratorRequest<'_>) -> Vec<u8> {
    let CodeGeneratorRequest {
        file_to_generate,
        parameter,
        compiler_version,
        proto_file,
    } = request;
    let size: usize = proto_file.iter().map(|file| file.len()).sum();
    let mut bytes = Vec::with_capacity(size + size / 16);
    for name in file_to_generate {
        wire::append(&mut bytes, FILE_TO_GENERATE, name.as_bytes());
    }
    wire::append(&mut bytes, 2, parameter.as_bytes());
    if let Some(version) = compiler_version {
        wire::append(&mut bytes, 3, version);
    }
    for file in proto_file {
        wire::append(&mut bytes, 15, file);
    }
    bytes
}

/// A file of a descriptor set.
pub(super) struct SetFile {
    name: String,
    dependency: Vec<String>,
    pub bytes: Vec<u8>,
}

impl SetFile {
    fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let head: FileHead<'_> = wire::decode(bytes)?;
        let dependency = head.dependency.into_iter();
        Ok(Self {
            name: head.name.to_owned(),
            dependency: dependency.map(str::to_owned).collect(),
            bytes: bytes.to_vec(),
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The files of a set, each once.
pub(super) fn files_of(set: &[u8]) -> Result<Vec<SetFile>, Vec<Diagnostic>> {
    let mut files: Vec<SetFile> = Vec::new();
    let mut index_of = HashMap::new();
    let mut faults = Diagnostics::default();
    let set: FileDescriptorSet<'_> = wire::decode(set).map_err(|error| undecodable(&error))?;
    for bytes in set.file {
        let file = SetFile::decode(bytes).map_err(|error| undecodable(&error))?;
        match index_of.get(&file.name) {
            None => {
                index_of.insert(file.name.clone(), files.len());
                files.push(file);
            }
            Some(&index) if files[index].bytes == bytes => {}
            Some(_) => faults.push(Diagnostic::error(format!(
                "`{}` is in the descriptor set twice, with different content",
                file.name
            ))),
        }
    }
    if files.is_empty() {
        faults.push(Diagnostic::error("the descriptor set has no file"));
    }
    faults.end_stage()?;
    Ok(files)
}

fn check_complete(files: &[SetFile], files_to_generate: &[String]) -> Result<(), Vec<Diagnostic>> {
    let names: HashSet<&str> = files.iter().map(SetFile::name).collect();
    let mut faults = Diagnostics::default();
    for file in files {
        for import in &file.dependency {
            if !names.contains(import.as_str()) {
                let text = format!("its import `{import}` is not in the descriptor set");
                let fault = Diagnostic::error(text).at(Place::file(&file.name));
                faults.push(fault.help("write the set with `--include_imports`"));
            }
        }
    }
    for name in files_to_generate {
        if !names.contains(name.as_str()) {
            let text = format!("`{name}` is not in the descriptor set");
            faults.push(Diagnostic::error(text).help("files are named as `import` names them"));
        }
    }
    faults.end_stage()
}

/// The error for bytes that are not a descriptor set.
fn undecodable(error: &DecodeError) -> Vec<Diagnostic> {
    let text = format!("the descriptor set cannot be decoded: {error}");
    vec![Diagnostic::error(text).help(
        "write it with `protoc --include_imports --include_source_info --descriptor_set_out=…` \
         or `buf build -o ….binpb`",
    )]
}
