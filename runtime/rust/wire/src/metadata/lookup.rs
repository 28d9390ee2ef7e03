//! What names an entry of metadata.

use http::header::{GetAll, HeaderMap, HeaderName, HeaderValue};

use super::encoding::ValueEncoding;
use super::key::{InvalidMetadataKey, MetadataKey};

/// Inserts entries: a [`MetadataKey`], or a literal in lower case.
pub trait IntoMetadataKey<VE: ValueEncoding>: sealed::IntoName<VE> {}

/// Finds entries: a [`MetadataKey`] or a text.
pub trait AsMetadataKey<VE: ValueEncoding>: sealed::Named {}

/// Finds entries of both kinds of values: a [`MetadataKey`] or a text.
pub trait AsEncodingAgnosticMetadataKey: sealed::Named {}

pub(super) mod sealed {
    use super::{HeaderName, Name};

    /// Becomes the name of a header. Only this crate implements it.
    pub trait IntoName<VE> {
        fn into_name(self) -> HeaderName;
    }

    /// Has the name of a header. Only this crate implements it.
    pub trait Named {
        fn name(&self) -> Name<'_>;
    }
}

/// The name of a header. A parsed name needs no parsing at a lookup.
#[derive(Clone, Copy)]
pub enum Name<'a> {
    Parsed(&'a HeaderName),
    Text(&'a str),
}

impl<'a> Name<'a> {
    /// `None` if this is the key of the other kind of values.
    pub(super) fn of_kind<VE: ValueEncoding>(self) -> Option<Self> {
        match self {
            Self::Parsed(_) => Some(self),
            Self::Text(text) => VE::is_valid_key(text).then_some(self),
        }
    }

    pub(super) fn get(self, headers: &HeaderMap) -> Option<&HeaderValue> {
        match self {
            Self::Parsed(name) => headers.get(name),
            Self::Text(text) => headers.get(text),
        }
    }

    pub(super) fn get_mut(self, headers: &mut HeaderMap) -> Option<&mut HeaderValue> {
        match self {
            Self::Parsed(name) => headers.get_mut(name),
            Self::Text(text) => headers.get_mut(text),
        }
    }

    pub(super) fn get_all(self, headers: &HeaderMap) -> GetAll<'_, HeaderValue> {
        match self {
            Self::Parsed(name) => headers.get_all(name),
            Self::Text(text) => headers.get_all(text),
        }
    }

    pub(super) fn is_in(self, headers: &HeaderMap) -> bool {
        match self {
            Self::Parsed(name) => headers.contains_key(name),
            Self::Text(text) => headers.contains_key(text),
        }
    }

    pub(super) fn remove(self, headers: &mut HeaderMap) -> Option<HeaderValue> {
        match self {
            Self::Parsed(name) => headers.remove(name),
            Self::Text(text) => headers.remove(text),
        }
    }

    pub(super) fn parse(self) -> Result<HeaderName, InvalidMetadataKey> {
        match self {
            Self::Parsed(name) => Ok(name.clone()),
            Self::Text(text) => {
                HeaderName::from_bytes(text.as_bytes()).map_err(|_| InvalidMetadataKey::new())
            }
        }
    }
}

impl<VE: ValueEncoding> sealed::IntoName<VE> for MetadataKey<VE> {
    fn into_name(self) -> HeaderName {
        self.name
    }
}

impl<VE: ValueEncoding> sealed::IntoName<VE> for &MetadataKey<VE> {
    fn into_name(self) -> HeaderName {
        self.name.clone()
    }
}

impl<VE: ValueEncoding> sealed::IntoName<VE> for &'static str {
    fn into_name(self) -> HeaderName {
        MetadataKey::<VE>::from_static(self).name
    }
}

impl<VE: ValueEncoding> IntoMetadataKey<VE> for MetadataKey<VE> {}
impl<VE: ValueEncoding> IntoMetadataKey<VE> for &MetadataKey<VE> {}
impl<VE: ValueEncoding> IntoMetadataKey<VE> for &'static str {}

impl<VE: ValueEncoding> sealed::Named for MetadataKey<VE> {
    fn name(&self) -> Name<'_> {
        Name::Parsed(&self.name)
    }
}

impl<VE: ValueEncoding> sealed::Named for &MetadataKey<VE> {
    fn name(&self) -> Name<'_> {
        Name::Parsed(&self.name)
    }
}

impl<VE: ValueEncoding> AsMetadataKey<VE> for MetadataKey<VE> {}
impl<VE: ValueEncoding> AsMetadataKey<VE> for &MetadataKey<VE> {}
impl<VE: ValueEncoding> AsEncodingAgnosticMetadataKey for MetadataKey<VE> {}
impl<VE: ValueEncoding> AsEncodingAgnosticMetadataKey for &MetadataKey<VE> {}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl sealed::Named for $text {
            fn name(&self) -> Name<'_> {
                Name::Text(self)
            }
        }

        impl<VE: ValueEncoding> AsMetadataKey<VE> for $text {}
        impl AsEncodingAgnosticMetadataKey for $text {}
    )*};
}

texts!(&str, String, &String);
