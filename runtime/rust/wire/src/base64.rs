//! Base64 with or without padding: in binary metadata, and in the input of the command-line client.
//!
//! Source: `Custom-Metadata` of gRPC over HTTP/2.

use base64::DecodeError;
use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = either_padding(&STANDARD);

const fn either_padding(alphabet: &Alphabet) -> GeneralPurpose {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config)
}

/// Whether tonic can decode a value.
pub fn is_base64(value: &[u8]) -> bool {
    BASE64.decode(value).is_ok()
}

/// Decodes base64 with the standard alphabet, or with the one for URLs.
pub fn decode(text: &str) -> Result<Vec<u8>, DecodeError> {
    const URL: GeneralPurpose = either_padding(&base64::alphabet::URL_SAFE);
    if text.contains(['-', '_']) {
        URL.decode(text)
    } else {
        BASE64.decode(text)
    }
}
