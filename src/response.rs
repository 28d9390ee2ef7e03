//! The response to protoc.

use std::io::{self, Write};

use prost::Message;
use prost::encoding::{self, WireType};

use crate::resolve::Edition;

/// A generated file.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct GeneratedFile {
    /// The path relative to the output folder, with `/` as separator.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The content of the file.
    #[prost(string, tag = "15")]
    pub content: String,
}

/// `google.protobuf.compiler.CodeGeneratorResponse` without its files (field [`FILE`]).
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
}

/// `CodeGeneratorResponse.file`.
const FILE: u32 = 15;
/// `CodeGeneratorResponse.File.content`.
const CONTENT: u32 = 15;

/// `CodeGeneratorResponse.Feature`.
const FEATURE_PROTO3_OPTIONAL: u64 = 1;
const FEATURE_SUPPORTS_EDITIONS: u64 = 2;

/// Writes a response: the files, or the text of the errors.
///
/// An error response also lists the supported features: otherwise protoc reports a missing feature instead of the error.
pub fn write(response: Result<&[GeneratedFile], &String>, out: &mut impl Write) -> io::Result<()> {
    let (minimum, maximum) = Edition::RANGE;
    let head = CodeGeneratorResponse {
        error: response.err().cloned(),
        supported_features: Some(FEATURE_PROTO3_OPTIONAL | FEATURE_SUPPORTS_EDITIONS),
        minimum_edition: Some(minimum as i32),
        maximum_edition: Some(maximum as i32),
    };
    out.write_all(&head.encode_to_vec())?;
    response
        .into_iter()
        .flatten()
        .try_for_each(|file| write_file(file, out))
}

/// Writes the field that contains a file. The content can be large, so it is written without a copy.
fn write_file(file: &GeneratedFile, out: &mut impl Write) -> io::Result<()> {
    let mut head = Vec::new();
    encoding::encode_key(FILE, WireType::LengthDelimited, &mut head);
    encoding::encode_varint(file.encoded_len() as u64, &mut head);
    encoding::string::encode(1, &file.name, &mut head);
    encoding::encode_key(CONTENT, WireType::LengthDelimited, &mut head);
    encoding::encode_varint(file.content.len() as u64, &mut head);
    out.write_all(&head)?;
    out.write_all(file.content.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The complete message, as protoc reads it.
    #[derive(Clone, PartialEq, Message)]
    struct CompleteResponse {
        #[prost(string, optional, tag = "1")]
        error: Option<String>,
        #[prost(uint64, tag = "2")]
        supported_features: u64,
        #[prost(int32, tag = "3")]
        minimum_edition: i32,
        #[prost(int32, tag = "4")]
        maximum_edition: i32,
        #[prost(message, repeated, tag = "15")]
        file: Vec<GeneratedFile>,
    }

    #[test]
    fn the_output_is_one_message() {
        let file = ["a.rs", "mod.rs"].map(|name| GeneratedFile {
            name: name.to_owned(),
            content: format!("// {name}\n").repeat(100),
        });
        for (response, error) in [
            (Ok(file.to_vec()), None),
            (Err("bad".to_owned()), Some("bad")),
        ] {
            let mut bytes = Vec::new();
            write(response.as_deref(), &mut bytes).unwrap();
            let expected = CompleteResponse {
                error: error.map(str::to_owned),
                supported_features: 3,
                minimum_edition: 998,
                maximum_edition: 1002,
                file: response.unwrap_or_default(),
            };
            assert_eq!(CompleteResponse::decode(&*bytes), Ok(expected));
        }
    }
}
