//! Base64 with or without padding: in binary metadata, and in the input of the command-line client.
//!
//! Source: `Custom-Metadata` of gRPC over HTTP/2.

use base64::DecodeError;
use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{self, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use http::HeaderValue;

const BASE64: GeneralPurpose = either_padding(&STANDARD);

const fn either_padding(alphabet: &Alphabet) -> GeneralPurpose {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config)
}

/// Decodes a value of binary metadata; `None` if it is not base64.
pub fn decode_binary(value: &[u8]) -> Option<Vec<u8>> {
    BASE64.decode(value).ok()
}

/// Encodes a value of binary metadata, without padding.
pub fn header_value(value: &[u8]) -> HeaderValue {
    const NO_PADDING: GeneralPurpose = general_purpose::STANDARD_NO_PAD;
    // Base64 is visible ASCII, so this does not fail.
    HeaderValue::from_maybe_shared(Bytes::from(NO_PADDING.encode(value)))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Whether a value is base64.
pub fn is_base64(value: &[u8]) -> bool {
    BASE64.decode(value).is_ok()
}

/// Whether the value of a binary header is base64, or several such values with commas between them.
pub fn is_binary_header(value: &[u8]) -> bool {
    value.split(|byte| *byte == b',').all(is_base64)
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
