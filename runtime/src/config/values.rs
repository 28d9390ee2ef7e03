//! Values with a form of their own.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};

/// A time such as `250ms`, `1.5s`, `2m` or `1h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time(pub(super) Duration);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        time(&text).map(Self).ok_or_else(|| {
            D::Error::invalid_value(
                Unexpected::Str(&text),
                &"a time such as `250ms`, `1.5s`, `2m` or `1h`",
            )
        })
    }
}

fn time(text: &str) -> Option<Duration> {
    let unit = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit);
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    if !number.starts_with(|first: char| first.is_ascii_digit()) || !number.bytes().all(plain) {
        return None;
    }
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("250ms", Some(Duration::from_millis(250))),
            ("1.5s", Some(Duration::from_millis(1500))),
            ("0s", Some(Duration::ZERO)),
            ("2m", Some(Duration::from_secs(120))),
            ("1h", Some(Duration::from_secs(3600))),
            ("1", None),
            ("s", None),
            ("-1s", None),
            ("1.2.3s", None),
            ("1 s", None),
            ("1d", None),
            ("", None),
            ("99999999999999999999999h", None),
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
    }
}
