//! `bytes` in base64.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Input;
use crate::json::syntax::Fault;

/// Padding is optional, and the bits after the last byte do not count.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

static STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

impl Input<'_, '_> {
    /// Reads bytes in the standard alphabet, or in the one for URLs.
    pub(super) fn base64(&mut self, first: u8) -> Result<Vec<u8>, Fault> {
        let text = self.string(first, &"bytes in base64")?;
        let text = self.reader.text_of(text);
        let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
        let expected = "expected bytes in base64";
        decoded.map_err(|error| Fault::of_value(format_args!("{expected}: {error}"), expected))
    }
}
