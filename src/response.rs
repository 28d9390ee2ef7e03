//! The answer to protoc.

use std::io::{self, Write};

use prost::Message;
use prost::encoding::{self, WireType};

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

/// `google.protobuf.compiler.CodeGeneratorResponse` without its files, field [`FILE`].
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

/// Writes an answer: the files, or the text of the faults.
///
/// protoc asks for the features even where there is a fault: without them it would tell the user of a lack of support
/// instead of the fault.
pub fn write(answer: &Result<Vec<GeneratedFile>, String>, out: &mut impl Write) -> io::Result<()> {
    let (minimum, maximum) = Edition::RANGE;
    let response = CodeGeneratorResponse {
        error: answer.as_ref().err().cloned(),
        supported_features: Some(FEATURE_PROTO3_OPTIONAL | FEATURE_SUPPORTS_EDITIONS),
        minimum_edition: Some(minimum as i32),
        maximum_edition: Some(maximum as i32),
    };
    out.write_all(&response.encode_to_vec())?;
    answer
        .iter()
        .flatten()
        .try_for_each(|file| write_file(file, out))
}

/// Writes the field that holds a file, the content straight from where it is: it can be large.
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

    /// The whole message, as protoc reads it.
    #[derive(Clone, PartialEq, Message)]
    struct Whole {
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
    fn what_is_written_is_one_message() {
        let file = ["a.rs", "mod.rs"].map(|name| GeneratedFile {
            name: name.to_owned(),
            content: format!("// {name}\n").repeat(100),
        });
        for (answer, error) in [
            (Ok(file.to_vec()), None),
            (Err("bad".to_owned()), Some("bad")),
        ] {
            let mut bytes = Vec::new();
            write(&answer, &mut bytes).unwrap();
            let expected = Whole {
                error: error.map(str::to_owned),
                supported_features: 3,
                minimum_edition: 998,
                maximum_edition: 1002,
                file: answer.unwrap_or_default(),
            };
            assert_eq!(Whole::decode(&*bytes), Ok(expected));
        }
    }
}
