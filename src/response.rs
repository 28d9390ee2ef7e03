//! The answer to protoc.

use prost::Message;

use crate::resolve::Edition;

/// A generated file.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GeneratedFile {
    /// Relative to the output folder, with `/` between its parts.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The whole content.
    #[prost(string, tag = "15")]
    pub content: String,
}

/// `google.protobuf.compiler.CodeGeneratorResponse`.
#[derive(Clone, PartialEq, Message)]
struct CodeGeneratorResponse {
    #[prost(string, optional, tag = "1")]
    error: Option<String>,
    #[prost(uint64, optional, tag = "2")]
    supported_features: Option<u64>,
    #[prost(int32, optional, tag = "3")]
    minimum_edition: Option<i32>,
    #[prost(int32, optional, tag = "4")]
    maximum_edition: Option<i32>,
    #[prost(message, repeated, tag = "15")]
    file: Vec<GeneratedFile>,
}

/// `CodeGeneratorResponse.Feature`.
const FEATURE_PROTO3_OPTIONAL: u64 = 1;
const FEATURE_SUPPORTS_EDITIONS: u64 = 2;

/// Encodes an answer: the files, or the text of the faults.
///
/// protoc asks for the features even where there is a fault: without them it would tell the user of a lack of support
/// instead of the fault.
pub fn encode(answer: Result<Vec<GeneratedFile>, String>) -> Vec<u8> {
    let (file, error) = match answer {
        Ok(file) => (file, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let (minimum, maximum) = Edition::RANGE;
    let response = CodeGeneratorResponse {
        error,
        supported_features: Some(FEATURE_PROTO3_OPTIONAL | FEATURE_SUPPORTS_EDITIONS),
        minimum_edition: Some(minimum as i32),
        maximum_edition: Some(maximum as i32),
        file,
    };
    response.encode_to_vec()
}
