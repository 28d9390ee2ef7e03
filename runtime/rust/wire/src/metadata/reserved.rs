//! Headers that belong to the protocol, not to metadata, and values that the protocol joins.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::encoding::{Binary, ValueEncoding};

/// Headers that metadata never sets. Metadata of one call that is sent with another would otherwise break it, for example by
/// its `content-length`.
///
/// Source: `Request-Headers` and `Response-Headers` of gRPC over HTTP/2; `Connection-Specific Header Fields` of RFC 9113.
const RESERVED: [HeaderName; 12] = [
    header::TE,
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::HOST,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-message-type"),
];

/// Removes the headers of the protocol.
pub(super) fn remove(headers: &mut HeaderMap) {
    if headers.is_empty() {
        return;
    }
    for name in &RESERVED {
        headers.remove(name);
    }
}

/// Splits binary values that an intermediary has joined with commas.
///
/// Source: `Custom-Metadata` of gRPC over HTTP/2: implementations must split `-bin` headers at commas.
pub(super) fn split_joined(headers: &mut HeaderMap) {
    let is_joined = |(name, value): (&HeaderName, &HeaderValue)| {
        Binary::is_valid_key(name.as_str()) && value.as_bytes().contains(&b',')
    };
    if !headers.iter().any(is_joined) {
        return;
    }
    let joined: Vec<_> = headers.keys().cloned().collect();
    let joined = joined.into_iter().filter(|name| {
        let values = headers.get_all(name);
        values.iter().any(|value| is_joined((name, value)))
    });
    for name in joined.collect::<Vec<_>>() {
        let http::header::Entry::Occupied(entry) = headers.entry(&name) else {
            continue;
        };
        let (name, values) = entry.remove_entry_mult();
        let values: Vec<_> = values.collect();
        let parts = values
            .iter()
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .filter_map(|part| HeaderValue::from_bytes(part.trim_ascii()).ok());
        for part in parts {
            // A map that is full keeps what fits: the map bounds the number of its values.
            if headers.try_append(&name, part).is_err() {
                return;
            }
        }
    }
}
