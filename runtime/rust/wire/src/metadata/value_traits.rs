//! Conversions and comparisons of values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use bytes::Bytes;
use http::HeaderValue;

use super::encoding::{
    Ascii, Binary, InvalidMetadataValue, InvalidMetadataValueBytes, ValueEncoding,
};
use super::key::MetadataKey;
use super::value::MetadataValue;

impl<VE: ValueEncoding> TryFrom<&[u8]> for MetadataValue<VE> {
    type Error = InvalidMetadataValueBytes;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        VE::encode(bytes).map(Self::of)
    }
}

impl<VE: ValueEncoding, const N: usize> TryFrom<&[u8; N]> for MetadataValue<VE> {
    type Error = InvalidMetadataValueBytes;

    fn try_from(bytes: &[u8; N]) -> Result<Self, Self::Error> {
        Self::try_from(bytes.as_slice())
    }
}

impl<VE: ValueEncoding> TryFrom<Bytes> for MetadataValue<VE> {
    type Error = InvalidMetadataValueBytes;

    fn try_from(bytes: Bytes) -> Result<Self, Self::Error> {
        VE::encode_owned(bytes).map(Self::of)
    }
}

impl<VE: ValueEncoding> TryFrom<Vec<u8>> for MetadataValue<VE> {
    type Error = InvalidMetadataValueBytes;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        Self::try_from(Bytes::from(bytes))
    }
}

impl FromStr for MetadataValue<Ascii> {
    type Err = InvalidMetadataValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let header = HeaderValue::from_str(text).map_err(|_| InvalidMetadataValue::new())?;
        Ok(Self::of(header))
    }
}

impl TryFrom<&str> for MetadataValue<Ascii> {
    type Error = InvalidMetadataValue;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<&String> for MetadataValue<Ascii> {
    type Error = InvalidMetadataValue;

    fn try_from(text: &String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for MetadataValue<Ascii> {
    type Error = InvalidMetadataValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let header = HeaderValue::try_from(text).map_err(|_| InvalidMetadataValue::new())?;
        Ok(Self::of(header))
    }
}

impl<KeyVE: ValueEncoding> From<MetadataKey<KeyVE>> for MetadataValue<Ascii> {
    fn from(key: MetadataKey<KeyVE>) -> Self {
        Self::of(key.name.into())
    }
}

macro_rules! from_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for MetadataValue<Ascii> {
            fn from(number: $number) -> Self {
                Self::of(HeaderValue::from(number))
            }
        }
    )*};
}

from_numbers!(u16, i16, u32, i32, u64, i64, usize, isize);

impl<VE: ValueEncoding> From<MetadataValue<VE>> for Bytes {
    /// The bytes on the wire.
    fn from(value: MetadataValue<VE>) -> Self {
        Self::copy_from_slice(value.header.as_bytes())
    }
}

impl<VE: ValueEncoding> From<&Self> for MetadataValue<VE> {
    fn from(value: &Self) -> Self {
        value.clone()
    }
}

impl<VE: ValueEncoding> AsRef<[u8]> for MetadataValue<VE> {
    /// The bytes on the wire.
    fn as_ref(&self) -> &[u8] {
        self.header.as_bytes()
    }
}

impl Hash for MetadataValue<Ascii> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.header.hash(state);
    }
}

impl Hash for MetadataValue<Binary> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.to_bytes() {
            Ok(bytes) => bytes.hash(state),
            Err(_) => self.header.hash(state),
        }
    }
}

/// Two binary values are equal if their bytes are, with or without padding.
impl<VE: ValueEncoding> PartialEq for MetadataValue<VE> {
    fn eq(&self, other: &Self) -> bool {
        match (self.to_bytes(), other.to_bytes()) {
            (Ok(bytes), Ok(other)) => bytes == other,
            (Err(_), Err(_)) => self.header == other.header,
            _ => false,
        }
    }
}

impl<VE: ValueEncoding> Eq for MetadataValue<VE> {}

impl<VE: ValueEncoding> PartialOrd for MetadataValue<VE> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<VE: ValueEncoding> Ord for MetadataValue<VE> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.to_bytes(), other.to_bytes()) {
            (Ok(bytes), Ok(other)) => bytes.cmp(&other),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => self.header.cmp(&other.header),
        }
    }
}

impl<VE: ValueEncoding> PartialEq<[u8]> for MetadataValue<VE> {
    fn eq(&self, other: &[u8]) -> bool {
        match self.to_bytes() {
            Ok(bytes) => bytes == other,
            Err(_) => self.header.as_bytes() == other,
        }
    }
}

impl<VE: ValueEncoding> PartialOrd<[u8]> for MetadataValue<VE> {
    fn partial_cmp(&self, other: &[u8]) -> Option<Ordering> {
        match self.to_bytes() {
            Ok(bytes) => bytes.as_ref().partial_cmp(other),
            Err(_) => self.header.as_bytes().partial_cmp(other),
        }
    }
}

/// Compares with what has bytes, in both directions.
macro_rules! compares_with {
    ($($other:ty),*) => {$(
        impl<VE: ValueEncoding> PartialEq<$other> for MetadataValue<VE> {
            fn eq(&self, other: &$other) -> bool {
                *self == *other.as_bytes()
            }
        }

        impl<VE: ValueEncoding> PartialEq<MetadataValue<VE>> for $other {
            fn eq(&self, other: &MetadataValue<VE>) -> bool {
                *other == *self
            }
        }

        impl<VE: ValueEncoding> PartialOrd<$other> for MetadataValue<VE> {
            fn partial_cmp(&self, other: &$other) -> Option<Ordering> {
                self.partial_cmp(other.as_bytes())
            }
        }

        impl<VE: ValueEncoding> PartialOrd<MetadataValue<VE>> for $other {
            fn partial_cmp(&self, other: &MetadataValue<VE>) -> Option<Ordering> {
                other.partial_cmp(self).map(Ordering::reverse)
            }
        }
    )*};
}

compares_with!(str, String);

impl<VE: ValueEncoding> PartialEq<MetadataValue<VE>> for [u8] {
    fn eq(&self, other: &MetadataValue<VE>) -> bool {
        *other == *self
    }
}

impl<VE: ValueEncoding> PartialOrd<MetadataValue<VE>> for [u8] {
    fn partial_cmp(&self, other: &MetadataValue<VE>) -> Option<Ordering> {
        other.partial_cmp(self).map(Ordering::reverse)
    }
}

impl<VE: ValueEncoding, T: ?Sized> PartialEq<&T> for MetadataValue<VE>
where
    Self: PartialEq<T>,
{
    fn eq(&self, other: &&T) -> bool {
        *self == **other
    }
}

impl<VE: ValueEncoding, T: ?Sized> PartialOrd<&T> for MetadataValue<VE>
where
    Self: PartialOrd<T>,
{
    fn partial_cmp(&self, other: &&T) -> Option<Ordering> {
        self.partial_cmp(*other)
    }
}

impl<VE: ValueEncoding> PartialEq<MetadataValue<VE>> for &MetadataValue<VE> {
    fn eq(&self, other: &MetadataValue<VE>) -> bool {
        **self == *other
    }
}

impl<VE: ValueEncoding> PartialEq<MetadataValue<VE>> for &str {
    fn eq(&self, other: &MetadataValue<VE>) -> bool {
        *other == **self
    }
}
