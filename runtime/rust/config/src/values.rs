//! Values of settings with their own format: times, lists, encodings, and sections that need a feature.

use std::time::Duration;

#[cfg(feature = "serve")]
use rpcsmith_wire::codec::CompressionEncoding;
#[cfg(feature = "serve")]
use rpcsmith_wire::grpc::encodings::ENCODINGS;
use serde::de::{Deserialize, Deserializer, Error, Unexpected};

use rpcsmith_wire::grpc::timeout;

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

/// A list, or a string with commas between the items.
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

/// Converts names of compressions.
#[cfg(feature = "serve")]
pub(super) fn encodings(names: &List) -> Result<Vec<CompressionEncoding>, String> {
    let built = |name: &str| {
        let found = ENCODINGS.iter().find(|(known, _)| *known == name);
        found.map(|(_, encoding)| *encoding)
    };
    let encoding = |name: &String| {
        built(name.as_str()).ok_or_else(|| match name.as_str() {
            "gzip" | "zstd" | "deflate" => format!("compression: `{name}` {}", needs(name)),
            _ => format!("compression: `{name}` is not `gzip`, `zstd` or `deflate`"),
        })
    };
    names.0.iter().map(encoding).collect()
}

/// The error text for a setting that needs a missing feature.
#[cfg(any(test, feature = "serve", not(feature = "tls")))]
fn needs(feature: &str) -> String {
    format!("needs the feature `{feature}` of rpcsmith-runtime")
}

/// Defines sections that are errors, because a feature is missing.
macro_rules! sections_without_feature {
    ($($name:ident: $feature:literal in $config:meta,)*) => {$(
        #[doc = concat!("The section of the feature `", $feature, "`, in a build without it.")]
        #[cfg(any(test, all($config, not(feature = $feature))))]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(super) struct $name;

        #[cfg(any(test, all($config, not(feature = $feature))))]
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
                Err(D::Error::custom(format!("`{}` {}", $feature, needs($feature))))
            }
        }
    )*};
}

sections_without_feature! {
    NeedsTls: "tls" in any(feature = "channel", feature = "serve"),
    NeedsJwt: "jwt" in feature = "serve",
    NeedsWeb: "web" in feature = "serve",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_name_the_feature_that_is_missing() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Config {
            #[serde(default)]
            tls: NeedsTls,
            #[serde(default)]
            jwt: NeedsJwt,
            #[serde(default)]
            web: NeedsWeb,
        }
        let read = toml::from_str::<Config>("").unwrap();
        assert_eq!(
            (read.tls, read.jwt, read.web),
            (NeedsTls, NeedsJwt, NeedsWeb)
        );
        for section in ["tls", "jwt", "web"] {
            let error = toml::from_str::<Config>(&format!("[{section}]\na = 1")).unwrap_err();
            let expected = format!("`{section}` needs the feature `{section}` of rpcsmith-runtime");
            assert!(error.to_string().contains(&expected), "{error}");
        }
    }
}
