//! Calls by GET: the message is in the query.
//!
//! Source: Connect, "Unary-Get-Request".

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::Status;
use crate::base64::decode;

/// The parameters of a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// `connect`: the version of the protocol.
    pub version: Option<String>,
    /// `encoding`: the name of a codec.
    pub encoding: Option<String>,
    /// `compression`: the compression of the message.
    pub compression: Option<String>,
    /// `message`, decoded.
    pub message: Option<Bytes>,
}

/// Reads a query. The first one of equal parameters counts, and others are ignored.
///
/// # Errors
/// `INVALID_ARGUMENT` if the message is not base64 although it should be, or if another parameter is not UTF-8.
pub fn read(query: &str) -> Result<Query, Status> {
    let mut read = Query::default();
    let (mut message, mut base64) = (None, None);
    for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
        let slot = match name {
            "connect" => &mut read.version,
            "encoding" => &mut read.encoding,
            "compression" => &mut read.compression,
            "base64" => &mut base64,
            "message" => {
                message.get_or_insert(value);
                continue;
            }
            _ => continue,
        };
        if slot.is_none() {
            let text = String::from_utf8(decoded(value).into_owned());
            let malformed = |_| Status::invalid_argument(format!("`{name}` is not UTF-8"));
            *slot = Some(text.map_err(malformed)?);
        }
    }
    if let Some(message) = message {
        let bytes = decoded(message);
        read.message = Some(match base64.as_deref() {
            Some("1") => from_base64(&bytes)?,
            _ => bytes.into_owned().into(),
        });
    }
    Ok(read)
}

fn from_base64(text: &[u8]) -> Result<Bytes, Status> {
    let bytes = std::str::from_utf8(text)
        .ok()
        .and_then(|text| decode(text).ok());
    let malformed = || Status::invalid_argument("`message` is not base64");
    bytes.map(Into::into).ok_or_else(malformed)
}

fn decoded(value: &str) -> Cow<'_, [u8]> {
    if value.contains('+') {
        let spaces = value.replace('+', " ");
        return Cow::Owned(percent_decode_str(&spaces).collect());
    }
    percent_decode_str(value).into()
}

/// Writes the query of a call.
pub fn write(codec: &str, compression: Option<&str>, message: &[u8]) -> String {
    let message = URL_SAFE_NO_PAD.encode(message);
    let compression = compression.map_or_else(String::new, |name| {
        format!(
            "&compression={}",
            utf8_percent_encode(name, NON_ALPHANUMERIC)
        )
    });
    format!("connect=v1&base64=1{compression}&encoding={codec}&message={message}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read() {
        for (query, expected) in [
            ("message=aGk&base64=1", Some("hi")),
            ("message=aGk=&base64=1", Some("hi")),
            ("message=aGk%3D&base64=1&x=y", Some("hi")),
            ("message=%7B%22a%22%3A+1%7D", Some("{\"a\": 1}")),
            ("message=aGk&base64=0", Some("aGk")),
            ("message=", Some("")),
            ("message=&message=x", Some("")),
        ] {
            let read = read(query).unwrap();
            let message = read.message.as_deref();
            assert_eq!(message, expected.map(str::as_bytes), "{query}");
        }
        for query in ["message=a&base64=1", "message=!&base64=1", "encoding=%ff"] {
            assert!(read(query).is_err(), "{query}");
        }
        assert_eq!(read("").unwrap(), Query::default());
        assert_eq!(read("message&&=&connect").unwrap(), Query::default());
    }

    #[test]
    fn what_is_written_can_be_read() {
        let bytes: Vec<u8> = (0..=255).collect();
        let query = write("proto", Some("gzip"), &bytes);
        let expected = Query {
            version: Some("v1".to_owned()),
            encoding: Some("proto".to_owned()),
            compression: Some("gzip".to_owned()),
            message: Some(bytes.into()),
        };
        assert_eq!(read(&query).unwrap(), expected);
    }
}
