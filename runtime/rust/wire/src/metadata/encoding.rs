//! How values are written as headers: as they are, or as base64.

use std::error::Error;
use std::fmt;
use std::hash::Hash;

use bytes::Bytes;
use http::HeaderValue;

use crate::base64;

/// A kind of values: [`Ascii`] or [`Binary`].
pub trait ValueEncoding: Clone + Eq + Hash + sealed::Encoding + 'static {
    /// Whether a key has values of this kind: the keys of binary values end in `-bin`.
    fn is_valid_key(key: &str) -> bool;
}

/// Values of visible ASCII characters and spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ascii {}

/// Values of any bytes, which are base64 on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Binary {}

pub(super) mod sealed {
    use super::{Bytes, HeaderValue, InvalidMetadataValueBytes};

    /// The two directions of an encoding. Only this crate implements it.
    pub trait Encoding {
        /// The header of a value.
        fn encode(value: &[u8]) -> Result<HeaderValue, InvalidMetadataValueBytes>;

        /// The header of a value that is owned.
        fn encode_owned(value: Bytes) -> Result<HeaderValue, InvalidMetadataValueBytes>;

        /// The value of a header.
        fn decode(header: &[u8]) -> Result<Bytes, InvalidMetadataValueBytes>;

        /// Whether a header can be the form of a value on the wire.
        fn is_valid(header: &[u8]) -> bool;
    }
}

impl ValueEncoding for Ascii {
    fn is_valid_key(key: &str) -> bool {
        !Binary::is_valid_key(key)
    }
}

impl sealed::Encoding for Ascii {
    fn encode(value: &[u8]) -> Result<HeaderValue, InvalidMetadataValueBytes> {
        HeaderValue::from_bytes(value).map_err(|_| InvalidMetadataValueBytes::new())
    }

    fn encode_owned(value: Bytes) -> Result<HeaderValue, InvalidMetadataValueBytes> {
        HeaderValue::from_maybe_shared(value).map_err(|_| InvalidMetadataValueBytes::new())
    }

    fn decode(header: &[u8]) -> Result<Bytes, InvalidMetadataValueBytes> {
        Ok(Bytes::copy_from_slice(header))
    }

    fn is_valid(_: &[u8]) -> bool {
        true
    }
}

impl ValueEncoding for Binary {
    fn is_valid_key(key: &str) -> bool {
        let suffix = key.len().checked_sub("-bin".len());
        let suffix = suffix.and_then(|start| key.as_bytes().get(start..));
        suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(b"-bin"))
    }
}

impl sealed::Encoding for Binary {
    fn encode(value: &[u8]) -> Result<HeaderValue, InvalidMetadataValueBytes> {
        Ok(base64::header_value(value))
    }

    fn encode_owned(value: Bytes) -> Result<HeaderValue, InvalidMetadataValueBytes> {
        Self::encode(&value)
    }

    fn decode(header: &[u8]) -> Result<Bytes, InvalidMetadataValueBytes> {
        let decoded = base64::decode_binary(header);
        let decoded = decoded.ok_or_else(InvalidMetadataValueBytes::new)?;
        Ok(Bytes::from(decoded))
    }

    fn is_valid(header: &[u8]) -> bool {
        base64::is_base64(header)
    }
}

/// A text is not the value of an ASCII key.
#[derive(Debug, Default)]
pub struct InvalidMetadataValue(());

impl InvalidMetadataValue {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl fmt::Display for InvalidMetadataValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is no value of metadata: it contains control characters")
    }
}

impl Error for InvalidMetadataValue {}

/// Bytes are not a value of metadata, or not base64.
#[derive(Debug, Default)]
pub struct InvalidMetadataValueBytes(());

impl InvalidMetadataValueBytes {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl fmt::Display for InvalidMetadataValueBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes are no value of metadata: control characters, or bad base64")
    }
}

impl Error for InvalidMetadataValueBytes {}
