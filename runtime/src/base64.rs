//! Base64 as gRPC sends binary metadata: padded or not.
//!
//! Source: `Custom-Metadata` of gRPC over HTTP/2.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether tonic can decode a value.
pub(crate) fn is_base64(value: &[u8]) -> bool {
    BASE64.decode(value).is_ok()
}
