//! The two forms of bodies, and their content types.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

/// How bodies are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Bytes: `application/grpc-web`.
    Binary,
    /// Base64: `application/grpc-web-text`.
    Text,
}

impl Form {
    /// Splits a content type after `application/grpc` into the form, and the codec with its `+`; `None` for other content types.
    pub fn of(after_grpc: &[u8]) -> Option<(Self, &[u8])> {
        let rest = strip(after_grpc, b"-web")?;
        let (form, rest) = match strip(rest, b"-text") {
            Some(rest) => (Self::Text, rest),
            None => (Self::Binary, rest),
        };
        matches!(rest, [] | [b'+' | b';', ..]).then_some((form, rest))
    }

    /// Its content type, without a codec.
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "application/grpc-web",
            Self::Text => "application/grpc-web-text",
        }
    }
}

fn strip<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Sets a content type to a name, followed by a codec such as `+proto`.
pub fn set_content_type(headers: &mut HeaderMap, name: &'static str, codec: &[u8]) {
    let value = match codec {
        [] => HeaderValue::from_static(name),
        codec => HeaderValue::from_bytes(&[name.as_bytes(), codec].concat())
            .unwrap_or(HeaderValue::from_static(name)),
    };
    headers.insert(CONTENT_TYPE, value);
}
