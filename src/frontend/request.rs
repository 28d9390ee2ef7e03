//! Builds and splits requests without changing the bytes of their files.

use std::collections::{HashMap, HashSet};

use prost::{DecodeError, Message};

use super::order;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// `google.protobuf.FileDescriptorSet` with encoded files.
#[derive(Clone, PartialEq, Message)]
struct FileDescriptorSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

/// The fields of `google.protobuf.FileDescriptorProto` that decide the order of a request.
#[derive(Clone, PartialEq, Message)]
struct FileHead {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, repeated, tag = "3")]
    dependency: Vec<String>,
}

/// `google.protobuf.compiler.CodeGeneratorRequest` without `source_file_descriptors`, which no
/// stage reads.
#[derive(Clone, PartialEq, Message)]
struct CodeGeneratorRequest {
    #[prost(string, repeated, tag = "1")]
    file_to_generate: Vec<String>,
    #[prost(string, optional, tag = "2")]
    parameter: Option<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    compiler_version: Option<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "15")]
    proto_file: Vec<Vec<u8>>,
}

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
    let by_name: HashMap<&str, &SetFile> = files
        .iter()
        .map(|file| (file.head.name.as_str(), file))
        .collect();
    let roots = files.iter().map(|file| file.head.name.as_str());
    let order = order::imports_first(roots.clone(), |name| &by_name[name].head.dependency);
    let order = order.map_err(|cycle| {
        let round = [&cycle[..], &cycle[..1]].concat().join("` -> `");
        vec![Diagnostic::error(format!(
            "files import each other: `{round}`"
        ))]
    })?;
    let file_to_generate = match files_to_generate {
        [] => roots.map(str::to_owned).collect(),
        named => named.to_vec(),
    };
    let request = CodeGeneratorRequest {
        file_to_generate,
        parameter: Some(parameter.to_owned()),
        compiler_version: None,
        proto_file: order
            .into_iter()
            .map(|name| by_name[name].bytes.clone())
            .collect(),
    };
    Ok(request.encode_to_vec())
}

/// A request with `parameter` instead of its own.
///
/// # Errors
/// If the bytes are not a `CodeGeneratorRequest`.
pub fn with_parameter(request: &[u8], parameter: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut request = CodeGeneratorRequest::decode(request).map_err(|error| {
        vec![
            Diagnostic::error(format!("the request cannot be decoded: {error}"))
                .help("give the bytes that protoc writes to a plugin"),
        ]
    })?;
    request.parameter = Some(parameter.to_owned());
    Ok(request.encode_to_vec())
}

/// A request for a parser's files, which are complete and in order.
pub(super) fn from_parsed(
    proto_file: Vec<Vec<u8>>,
    file_to_generate: Vec<String>,
    parameter: &str,
) -> Vec<u8> {
    let request = CodeGeneratorRequest {
        file_to_generate,
        parameter: Some(parameter.to_owned()),
        compiler_version: None,
        proto_file,
    };
    request.encode_to_vec()
}

/// The request with more files to generate.
pub(super) fn with_files_to_generate(mut request: Vec<u8>, names: Vec<String>) -> Vec<u8> {
    // Encoded messages can be concatenated: decoders join their repeated fields.
    let more = CodeGeneratorRequest {
        file_to_generate: names,
        ..CodeGeneratorRequest::default()
    };
    request.extend(more.encode_to_vec());
    request
}

/// A file of a descriptor set.
pub(super) struct SetFile {
    head: FileHead,
    pub bytes: Vec<u8>,
}

impl SetFile {
    pub fn name(&self) -> &str {
        &self.head.name
    }
}

/// The files of a set, each once.
pub(super) fn files_of(set: &[u8]) -> Result<Vec<SetFile>, Vec<Diagnostic>> {
    let mut files: Vec<SetFile> = Vec::new();
    let mut index_of = HashMap::new();
    let mut faults = Diagnostics::default();
    for bytes in decode_set(set)? {
        let head = FileHead::decode(bytes.as_slice()).map_err(|error| undecodable(&error))?;
        match index_of.get(&head.name) {
            None => {
                index_of.insert(head.name.clone(), files.len());
                files.push(SetFile { head, bytes });
            }
            Some(&index) if files[index].bytes == bytes => {}
            Some(_) => faults.push(Diagnostic::error(format!(
                "`{}` is in the descriptor set twice, with different content",
                head.name
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
    let names: HashSet<&str> = files.iter().map(|file| file.head.name.as_str()).collect();
    let mut faults = Diagnostics::default();
    for file in files {
        for import in &file.head.dependency {
            if !names.contains(import.as_str()) {
                let text = format!("its import `{import}` is not in the descriptor set");
                let fault = Diagnostic::error(text).at(Place::file(&file.head.name));
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

fn decode_set(set: &[u8]) -> Result<Vec<Vec<u8>>, Vec<Diagnostic>> {
    let set = FileDescriptorSet::decode(set).map_err(|error| undecodable(&error))?;
    Ok(set.file)
}

/// The error for bytes that are not a descriptor set.
fn undecodable(error: &DecodeError) -> Vec<Diagnostic> {
    let text = format!("the descriptor set cannot be decoded: {error}");
    vec![Diagnostic::error(text).help(
        "write it with `protoc --include_imports --include_source_info --descriptor_set_out=…` \
         or `buf build -o ….binpb`",
    )]
}
