//! Decodes a `CodeGeneratorRequest` into views of its descriptors.

pub mod descriptor;
pub mod source_info;
pub mod wire;

use prost::DecodeError;

use crate::parallel;
use descriptor::{CodeGeneratorRequest, FileDescriptor};
use source_info::SourceInfo;

/// A request, decoded but not yet resolved.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The files to generate code for.
    pub file_to_generate: Vec<&'a str>,
    /// The options, in the syntax of protoc's parameter.
    pub parameter: &'a str,
    /// Those files and their transitive imports, sorted by name.
    pub files: Vec<RequestFile<'a>>,
}

/// A file of the request. It keeps its encoded bytes for descriptor sets.
#[derive(Clone, Debug)]
pub struct RequestFile<'a> {
    /// The encoded `FileDescriptorProto`.
    pub bytes: &'a [u8],
    /// The decoded view of those bytes.
    pub descriptor: FileDescriptor<'a>,
    /// The comments and places of its elements.
    pub source_info: SourceInfo<'a>,
}

/// Decodes a request.
///
/// # Errors
/// Returns an error if the bytes are not a `CodeGeneratorRequest`.
pub fn decode(request: &[u8]) -> Result<Request<'_>, DecodeError> {
    let CodeGeneratorRequest {
        file_to_generate,
        parameter,
        proto_file,
        ..
    } = wire::decode(request)?;
    let files = parallel::map(request.len(), &proto_file, |&bytes| {
        let descriptor: FileDescriptor<'_> = wire::decode(bytes)?;
        let source_info = SourceInfo::decode(descriptor.source_code_info)?;
        Ok(RequestFile {
            bytes,
            descriptor,
            source_info,
        })
    });
    let mut files = files.into_iter().collect::<Result<Vec<_>, DecodeError>>()?;
    // Sort by name, so that the output does not depend on the order of the request.
    files.sort_by_key(|file: &RequestFile<'_>| file.descriptor.name);
    Ok(Request {
        file_to_generate,
        parameter,
        files,
    })
}
