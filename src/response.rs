//! The response to protoc.

use std::io::{self, Write};

use prost::encoding::{self, WireType, int32, string, uint64};

use crate::resolve::Edition;

/// A generated file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path relative to the output folder, with `/` as separator.
    pub name: String,
    /// The content of the file.
    pub content: String,
}

// The numbers of the fields of `CodeGeneratorResponse`, and of those of `CodeGeneratorResponse.File`.
const ERROR: u32 = 1;
const SUPPORTED_FEATURES: u32 = 2;
const MINIMUM_EDITION: u32 = 3;
const MAXIMUM_EDITION: u32 = 4;
const FILE: u32 = 15;
const NAME: u32 = 1;
const CONTENT: u32 = 15;

/// `CodeGeneratorResponse.Feature`.
const FEATURE_PROTO3_OPTIONAL: u64 = 1;
const FEATURE_SUPPORTS_EDITIONS: u64 = 2;

/// Writes a response: the files, or the text of the errors.
///
/// An error response also lists the supported features: otherwise protoc reports a missing feature instead of the error.
pub fn write(response: Result<&[GeneratedFile], &String>, out: &mut impl Write) -> io::Result<()> {
    let (minimum, maximum) = Edition::RANGE;
    let features = FEATURE_PROTO3_OPTIONAL | FEATURE_SUPPORTS_EDITIONS;
    let mut head = Vec::new();
    if let Err(error) = response {
        string::encode(ERROR, error, &mut head);
    }
    uint64::encode(SUPPORTED_FEATURES, &features, &mut head);
    int32::encode(MINIMUM_EDITION, &(minimum as i32), &mut head);
    int32::encode(MAXIMUM_EDITION, &(maximum as i32), &mut head);
    out.write_all(&head)?;
    response
        .into_iter()
        .flatten()
        .try_for_each(|file| write_file(file, out))
}

/// Writes the field that contains a file. The content can be large, so it is written without a copy.
fn write_file(file: &GeneratedFile, out: &mut impl Write) -> io::Result<()> {
    let length =
        string::encoded_len(NAME, &file.name) + string::encoded_len(CONTENT, &file.content);
    let mut head = Vec::new();
    encoding::encode_key(FILE, WireType::LengthDelimited, &mut head);
    encoding::encode_varint(length as u64, &mut head);
    string::encode(NAME, &file.name, &mut head);
    encoding::encode_key(CONTENT, WireType::LengthDelimited, &mut head);
    encoding::encode_varint(file.content.len() as u64, &mut head);
    out.write_all(&head)?;
    out.write_all(file.content.as_bytes())
}

#[cfg(test)]
mod tests {
    use prost::Message;

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
        file: Vec<CompleteFile>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct CompleteFile {
        #[prost(string, tag = "1")]
        name: String,
        #[prost(string, tag = "15")]
        content: String,
    }

    fn complete(file: GeneratedFile) -> CompleteFile {
        let GeneratedFile { name, content } = file;
        CompleteFile { name, content }
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
                file: response
                    .unwrap_or_default()
                    .into_iter()
                    .map(complete)
                    .collect(),
            };
            assert_eq!(CompleteResponse::decode(&*bytes), Ok(expected));
        }
    }
}
