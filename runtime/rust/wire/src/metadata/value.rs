//! Values of metadata.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::HeaderValue;
use ref_cast::{RefCastCustom, ref_cast_custom};

use super::encoding::{Ascii, Binary, InvalidMetadataValueBytes, ValueEncoding};
use super::key::MetadataKey;

/// A value of metadata: ASCII text, or bytes that are base64 on the wire.
#[derive(Clone, RefCastCustom)]
#[repr(transparent)]
pub struct MetadataValue<VE: ValueEncoding> {
    pub(super) header: HeaderValue,
    encoding: PhantomData<VE>,
}

/// A value of visible ASCII characters and spaces.
pub type AsciiMetadataValue = MetadataValue<Ascii>;

/// A value of any bytes.
pub type BinaryMetadataValue = MetadataValue<Binary>;

impl<VE: ValueEncoding> MetadataValue<VE> {
    /// A value from a literal: its text, or the base64 of its bytes.
    ///
    /// # Panics
    /// If the literal contains characters other than visible ASCII, or is not base64 for binary values.
    pub fn from_static(encoded: &'static str) -> Self {
        assert!(
            VE::is_valid(encoded.as_bytes()),
            "the value of a binary key must be base64: `{encoded}`"
        );
        Self::of(HeaderValue::from_static(encoded))
    }

    /// Whether the value has no bytes.
    pub fn is_empty(&self) -> bool {
        self.header.as_bytes().iter().all(|byte| {
            // Padding alone encodes nothing.
            *byte == b'=' && VE::is_valid_key("-bin")
        })
    }

    /// The bytes of the value.
    ///
    /// # Errors
    /// If a peer sent a binary value that is not base64.
    pub fn to_bytes(&self) -> Result<Bytes, InvalidMetadataValueBytes> {
        VE::decode(self.header.as_bytes())
    }

    /// Sets whether logs must not show the value.
    pub fn set_sensitive(&mut self, sensitive: bool) {
        self.header.set_sensitive(sensitive);
    }

    /// Whether logs must not show the value.
    pub fn is_sensitive(&self) -> bool {
        self.header.is_sensitive()
    }

    /// The bytes on the wire.
    pub fn as_encoded_bytes(&self) -> &[u8] {
        self.header.as_bytes()
    }

    /// The value of a header whose kind is known.
    pub(super) fn of(header: HeaderValue) -> Self {
        Self {
            header,
            encoding: PhantomData,
        }
    }

    /// Like [`of`](Self::of), by reference.
    #[ref_cast_custom]
    pub(super) const fn of_ref(header: &HeaderValue) -> &Self;

    /// Like [`of`](Self::of), by mutable reference.
    #[ref_cast_custom]
    pub(super) fn of_mut(header: &mut HeaderValue) -> &mut Self;
}

impl MetadataValue<Ascii> {
    /// The name of a key as a value.
    pub fn from_key<KeyVE: ValueEncoding>(key: MetadataKey<KeyVE>) -> Self {
        key.into()
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.header.len()
    }

    /// The text of the value.
    ///
    /// # Errors
    /// If it contains characters other than visible ASCII.
    pub fn to_str(&self) -> Result<&str, ToStrError> {
        self.header.to_str().map_err(|_| ToStrError(()))
    }

    /// The bytes of the text.
    pub fn as_bytes(&self) -> &[u8] {
        self.header.as_bytes()
    }
}

impl MetadataValue<Binary> {
    /// A value of these bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::of(crate::base64::header_value(bytes))
    }
}

impl<VE: ValueEncoding> fmt::Debug for MetadataValue<VE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_bytes() {
            Ok(bytes) if VE::is_valid_key("-bin") && !self.is_sensitive() => {
                fmt::Debug::fmt(&bytes, f)
            }
            _ => fmt::Debug::fmt(&self.header, f),
        }
    }
}

/// A value contains characters other than visible ASCII.
#[derive(Debug)]
pub struct ToStrError(());

impl fmt::Display for ToStrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of the metadata contains characters other than visible ASCII")
    }
}

impl Error for ToStrError {}
