//! Values with a form of their own.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};

use crate::timeout;

/// A time such as `250ms`, `1.5s`, `2m` or `1h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time(pub(super) Duration);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        timeout::parse(&text).map(Self).ok_or_else(|| {
            D::Error::invalid_value(
                Unexpected::Str(&text),
                &"a time such as `250ms`, `1.5s`, `2m` or `1h`",
            )
        })
    }
}

/// A list, or a text with commas between its items.
#[cfg(feature = "serve")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List(pub(super) Vec<String>);

#[cfg(feature = "serve")]
impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Either {
            List(Vec<String>),
            Text(String),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::List(items) => items,
            Either::Text(text) => {
                let items = text.split(',').map(|item| item.trim().to_owned());
                items.filter(|item| !item.is_empty()).collect()
            }
        }))
    }
}

/// Turns the names of encodings into them.
#[cfg(feature = "serve")]
pub(super) fn encodings(names: &List) -> Result<Vec<tonic::codec::CompressionEncoding>, String> {
    let encoding = |name: &String| match name.as_str() {
        #[cfg(feature = "gzip")]
        "gzip" => Ok(tonic::codec::CompressionEncoding::Gzip),
        #[cfg(feature = "zstd")]
        "zstd" => Ok(tonic::codec::CompressionEncoding::Zstd),
        #[cfg(feature = "deflate")]
        "deflate" => Ok(tonic::codec::CompressionEncoding::Deflate),
        name => Err(format!(
            "compression: `{name}` is not an encoding of this build"
        )),
    };
    names.0.iter().map(encoding).collect()
}
