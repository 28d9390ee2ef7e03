//! Keys of metadata.

use std::borrow::Borrow;
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use bytes::Bytes;
use http::HeaderName;
use ref_cast::{RefCastCustom, ref_cast_custom};

use super::encoding::{Ascii, Binary, ValueEncoding};

/// A key of metadata, in lower case. The keys of binary values end in `-bin`.
#[derive(Clone, Eq, PartialEq, Hash, RefCastCustom)]
#[repr(transparent)]
pub struct MetadataKey<VE: ValueEncoding> {
    pub(super) name: HeaderName,
    encoding: PhantomData<VE>,
}

/// A key of ASCII values.
pub type AsciiMetadataKey = MetadataKey<Ascii>;

/// A key of binary values; it ends in `-bin`.
pub type BinaryMetadataKey = MetadataKey<Binary>;

impl<VE: ValueEncoding> MetadataKey<VE> {
    /// Reads a key. Upper case becomes lower case.
    ///
    /// # Errors
    /// If it is not the name of a header, or the key of the other kind of values.
    pub fn from_bytes(key: &[u8]) -> Result<Self, InvalidMetadataKey> {
        let name = HeaderName::from_bytes(key).map_err(|_| InvalidMetadataKey::new())?;
        Self::checked(name).ok_or_else(InvalidMetadataKey::new)
    }

    /// A key from a literal in lower case.
    ///
    /// # Panics
    /// If it is not a valid key.
    pub fn from_static(key: &'static str) -> Self {
        let Some(key) = Self::checked(HeaderName::from_static(key)) else {
            panic!("`{key}` is the key of the other kind of values: binary keys end in `-bin`");
        };
        key
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        self.name.as_str()
    }

    fn checked(name: HeaderName) -> Option<Self> {
        VE::is_valid_key(name.as_str()).then(|| Self::of(name))
    }

    /// The key of a header whose kind is known.
    pub(super) fn of(name: HeaderName) -> Self {
        Self {
            name,
            encoding: PhantomData,
        }
    }

    /// Like [`of`](Self::of), by reference.
    #[ref_cast_custom]
    pub(super) const fn of_ref(name: &HeaderName) -> &Self;
}

impl<VE: ValueEncoding> FromStr for MetadataKey<VE> {
    type Err = InvalidMetadataKey;

    fn from_str(key: &str) -> Result<Self, InvalidMetadataKey> {
        Self::from_bytes(key.as_bytes())
    }
}

impl<VE: ValueEncoding> AsRef<str> for MetadataKey<VE> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<VE: ValueEncoding> AsRef<[u8]> for MetadataKey<VE> {
    fn as_ref(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

impl<VE: ValueEncoding> Borrow<str> for MetadataKey<VE> {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl<VE: ValueEncoding> fmt::Debug for MetadataKey<VE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<VE: ValueEncoding> fmt::Display for MetadataKey<VE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl<VE: ValueEncoding> From<&Self> for MetadataKey<VE> {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl<VE: ValueEncoding> From<MetadataKey<VE>> for Bytes {
    fn from(key: MetadataKey<VE>) -> Self {
        Self::copy_from_slice(key.as_str().as_bytes())
    }
}

impl<VE: ValueEncoding> PartialEq<&Self> for MetadataKey<VE> {
    fn eq(&self, other: &&Self) -> bool {
        self == *other
    }
}

impl<VE: ValueEncoding> PartialEq<MetadataKey<VE>> for &MetadataKey<VE> {
    fn eq(&self, other: &MetadataKey<VE>) -> bool {
        *self == other
    }
}

/// Compares without regard to case.
impl<VE: ValueEncoding> PartialEq<str> for MetadataKey<VE> {
    fn eq(&self, other: &str) -> bool {
        self.name == *other
    }
}

/// Compares without regard to case.
impl<VE: ValueEncoding> PartialEq<MetadataKey<VE>> for str {
    fn eq(&self, other: &MetadataKey<VE>) -> bool {
        other == self
    }
}

/// Compares without regard to case.
impl<VE: ValueEncoding> PartialEq<&str> for MetadataKey<VE> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// Compares without regard to case.
impl<VE: ValueEncoding> PartialEq<MetadataKey<VE>> for &str {
    fn eq(&self, other: &MetadataKey<VE>) -> bool {
        other == *self
    }
}

/// A text is not a key of metadata, or not one of this kind of values.
#[derive(Debug, Default)]
pub struct InvalidMetadataKey(());

impl InvalidMetadataKey {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl fmt::Display for InvalidMetadataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is no key of metadata, or no key of this kind of values")
    }
}

impl Error for InvalidMetadataKey {}
