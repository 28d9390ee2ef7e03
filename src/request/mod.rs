//! From the bytes of a `CodeGeneratorRequest` to views of what is in it.

pub mod descriptor;
pub mod source_info;
pub mod wire;

use prost::DecodeError;

use crate::parallel;
use descriptor::{CodeGeneratorRequest, FileDescriptor};
use source_info::SourceInfo;

/// A request, decoded but not yet understood.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The files that the caller wants code for.
    pub file_to_generate: Vec<&'a str>,
    /// The options, as one text.
    pub parameter: &'a str,
    /// Those files and all that they import, by their names.
    pub files: Vec<RequestFile<'a>>,
}

/// A file of the request, with its own bytes at hand for descriptor sets.
#[derive(Clone, Debug)]
pub struct RequestFile<'a> {
    /// The encoded `FileDescriptorProto`.
    pub bytes: &'a [u8],
    /// The view of it.
    pub descriptor: FileDescriptor<'a>,
    /// Its comments and places.
    pub source_info: SourceInfo<'a>,
}

/// Decodes a request.
///
/// # Errors
/// The bytes are not a `CodeGeneratorRequest`.
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
    // From here on, nothing depends on the order of the request.
    files.sort_by_key(|file: &RequestFile<'_>| file.descriptor.name);
    Ok(Request {
        file_to_generate,
        parameter,
        files,
    })
}
