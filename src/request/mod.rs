//! From the bytes of a `CodeGeneratorRequest` to views of what is in it.

pub mod descriptor;
pub mod source_info;
pub mod wire;

use prost::DecodeError;

use descriptor::{CodeGeneratorRequest, FileDescriptor};

/// A request, decoded but not yet understood.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The files that the caller wants code for.
    pub file_to_generate: Vec<&'a str>,
    /// The options, as one text.
    pub parameter: &'a str,
    /// Those files and all that they import, imports first.
    pub files: Vec<RequestFile<'a>>,
}

/// A file of the request, with its own bytes at hand for descriptor sets.
#[derive(Clone, Debug)]
pub struct RequestFile<'a> {
    /// The encoded `FileDescriptorProto`.
    pub bytes: &'a [u8],
    /// The view of it.
    pub descriptor: FileDescriptor<'a>,
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
    } = wire::decode(request)?;
    let files = proto_file
        .into_iter()
        .map(|bytes| {
            Ok(RequestFile {
                bytes,
                descriptor: wire::decode(bytes)?,
            })
        })
        .collect::<Result<_, DecodeError>>()?;
    Ok(Request {
        file_to_generate,
        parameter,
        files,
    })
}
