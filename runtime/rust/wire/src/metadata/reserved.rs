//! Headers that belong to the protocol, not to metadata, and values that the protocol joins.

use http::header::{HeaderMap, HeaderName, HeaderValue};

use super::encoding::{Binary, ValueEncoding};

/// Whether metadata never sets a header. Metadata of one call that is sent with another would otherwise break it, for example by
/// its `content-length`, or by a compression that this call does not have.
///
/// Source: `Request-Headers` and `Response-Headers` of gRPC over HTTP/2; `Connection-Specific Header Fields` of RFC 9113.
fn is_reserved(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "te" | "content-type"
            | "content-length"
            | "host"
            | "connection"
            | "transfer-encoding"
            | "upgrade"
            | "keep-alive"
            | "proxy-connection"
            | "grpc-status"
            | "grpc-message"
            | "grpc-message-type"
            | "grpc-status-details-bin"
            | "grpc-encoding"
            | "grpc-accept-encoding"
            | "grpc-previous-rpc-attempts"
            | "content-encoding"
            | "accept-encoding"
            | "expect"
            | "trailer"
    )
}

/// Removes the headers of the protocol.
pub(super) fn remove(headers: &mut HeaderMap) {
    // Metadata of most calls is small and has none of them, so a look at the names is quicker than a removal of each.
    while let Some(name) = headers.keys().find(|name| is_reserved(name)).cloned() {
        headers.remove(name);
    }
}

/// The maximum of values that a header is split into. More than that stay joined, and are malformed.
const MAX_PARTS: usize = 128;

/// Splits binary values that an intermediary has joined with commas.
///
/// Source: `Custom-Metadata` of gRPC over HTTP/2: implementations must split `-bin` headers at commas.
pub(super) fn split_joined(headers: &mut HeaderMap) {
    let is_joined = |(name, value): (&HeaderName, &HeaderValue)| {
        let commas = || value.as_bytes().iter().filter(|byte| **byte == b',');
        Binary::is_valid_key(name.as_str()) && (1..MAX_PARTS).contains(&commas().count())
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
        // Not `entry`, which panics if the map is full.
        let values: Vec<_> = headers.get_all(&name).iter().cloned().collect();
        headers.remove(&name);
        for value in values {
            // A map that is full keeps what fits: the map bounds the number of its values.
            let added = if is_joined((&name, &value)) {
                let mut parts = value.as_bytes().split(|byte| *byte == b',');
                parts.try_for_each(|part| append(headers, &name, part.trim_ascii()))
            } else {
                append(headers, &name, value.as_bytes())
            };
            if added.is_none() {
                return;
            }
        }
    }
}

fn append(headers: &mut HeaderMap, name: &HeaderName, value: &[u8]) -> Option<()> {
    let value = HeaderValue::from_bytes(value).ok()?;
    headers.try_append(name, value).ok()?;
    Some(())
}
