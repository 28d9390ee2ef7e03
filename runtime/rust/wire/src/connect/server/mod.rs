//! The server side: requests of Connect become those of gRPC, and responses of gRPC those of Connect.

mod reply;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

pub use reply::Reply;

use super::content_type::{Codec, PROTO};
use super::names::{self, PROTOCOL_VERSION};
use super::{query, timeout};
use crate::Status;
use crate::body::Body;
use crate::edge::chunks::Chunks;
use crate::edge::envelope::prefix;
use crate::edge::headers::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING, is_identity, remove_grpc, rename};

/// What a server demands of requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Whether requests must name the version of the protocol.
    pub requires_version: bool,
}

/// Whether the message of a request is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compressed(pub bool);

/// Turns the headers of a unary request by POST into those of gRPC. The body must be put into an envelope.
///
/// # Errors
/// `INVALID_ARGUMENT` for a malformed header. The reply is the form of the error, too.
pub fn unary<B>(
    codec: &'static Codec,
    rules: Rules,
    request: &mut Request<B>,
) -> (Reply, Result<Compressed, Status>) {
    let headers = request.headers_mut();
    remove_grpc(headers);
    let compression = headers.remove(CONTENT_ENCODING);
    let compression = compression.filter(|name| !is_identity(name));
    let compressed = Compressed(compression.is_some());
    if let Some(name) = compression {
        headers.insert(GRPC_ENCODING, name);
    }
    accept_encodings(headers);
    let checked = common(headers, codec, rules);
    (Reply::unary(codec), checked.map(|()| compressed))
}

/// Turns the headers of a stream into those of gRPC. The body stays unchanged.
///
/// # Errors
/// `INVALID_ARGUMENT` for a malformed header. The reply is the form of the error, too.
pub fn stream<B>(codec: &'static Codec, request: &mut Request<B>) -> (Reply, Result<(), Status>) {
    let headers = request.headers_mut();
    remove_grpc(headers);
    rename(headers, &names::CONTENT_ENCODING, GRPC_ENCODING);
    rename(headers, &names::ACCEPT_ENCODING, GRPC_ACCEPT_ENCODING);
    for of_http in [CONTENT_ENCODING, ACCEPT_ENCODING] {
        headers.remove(of_http);
    }
    let checked = common(headers, codec, Rules::default());
    (Reply::stream(codec), checked)
}

/// Turns a call by GET into a request of gRPC; `None` if its query names no known codec. Not all services have JSON.
///
/// # Errors
/// `INVALID_ARGUMENT` for a malformed query or header. The reply is the form of the error, too.
pub fn get<B>(
    rules: Rules,
    request: Request<B>,
    json: bool,
) -> Option<(Reply, Result<Request<Body>, Status>)> {
    let (mut head, _) = request.into_parts();
    let read = query::read(head.uri.query().unwrap_or_default());
    let codec = match &read {
        Ok(query) => {
            Codec::named(query.encoding.as_deref()?).filter(|codec| json || !codec.is_json())?
        }
        Err(_) => &PROTO,
    };
    let body = read.and_then(|query| {
        check_version(query.version.as_deref().map(str::as_bytes), b"v1", rules)?;
        let headers = &mut head.headers;
        remove_grpc(headers);
        // The version is in the query.
        headers.remove(PROTOCOL_VERSION);
        accept_encodings(headers);
        common(headers, codec, Rules::default())?;
        let compression = query.compression.as_deref().map(HeaderValue::from_str);
        let compression = compression.transpose().map_err(|_| {
            Status::invalid_argument("`compression` is not the name of a compression")
        })?;
        let compression = compression.filter(|name| !is_identity(name));
        let message = query
            .message
            .ok_or_else(|| Status::invalid_argument("the parameter `message` is missing"))?;
        let flags = u8::from(compression.is_some() && !message.is_empty());
        if let Some(name) = compression {
            headers.insert(GRPC_ENCODING, name);
        }
        let prefix = prefix(flags, message.len())
            .ok_or_else(|| Status::resource_exhausted("the message is too long"))?;
        Ok(Chunks::new([Bytes::copy_from_slice(&prefix), message]))
    });
    head.method = Method::POST;
    head.uri = without_query(&head.uri);
    let request = body.map(|body| Request::from_parts(head, Body::new(body)));
    Some((Reply::get(codec), request))
}

fn without_query(uri: &Uri) -> Uri {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = uri.path().parse().ok();
    Uri::from_parts(parts).unwrap_or_default()
}

/// Translates what unary calls and streams have in common.
fn common(headers: &mut HeaderMap, codec: &'static Codec, rules: Rules) -> Result<(), Status> {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(codec.grpc));
    headers.remove(CONTENT_LENGTH);
    let version = headers.remove(PROTOCOL_VERSION);
    let timeout = timeout::to_grpc(headers);
    check_version(version.as_ref().map(HeaderValue::as_bytes), b"1", rules)?;
    timeout
}

fn check_version(version: Option<&[u8]>, expected: &[u8], rules: Rules) -> Result<(), Status> {
    match version {
        Some(version) if version == expected => Ok(()),
        None if !rules.requires_version => Ok(()),
        None => Err(Status::invalid_argument(format!(
            "the version of the protocol is missing: the request needs `{}`",
            PROTOCOL_VERSION.as_str()
        ))),
        Some(other) => Err(Status::invalid_argument(format!(
            "`{}` is not a version of the protocol that this server speaks: it must be `{}`",
            other.escape_ascii(),
            expected.escape_ascii()
        ))),
    }
}

/// Replaces the list of accepted encodings of HTTP by that of gRPC, which has no weights.
pub(crate) fn accept_encodings(headers: &mut HeaderMap) {
    let mut names: Vec<u8> = Vec::new();
    for name in headers.get_all(ACCEPT_ENCODING).iter().flat_map(accepted) {
        if !names.is_empty() {
            names.push(b',');
        }
        names.extend_from_slice(name);
    }
    headers.remove(ACCEPT_ENCODING);
    if let (false, Ok(names)) = (names.is_empty(), HeaderValue::from_bytes(&names)) {
        headers.insert(GRPC_ACCEPT_ENCODING, names);
    }
}

/// The names in a list of encodings that are not refused by a weight of zero.
fn accepted(list: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    let items = list.as_bytes().split(|byte| *byte == b',');
    items.filter_map(|item| {
        let mut parts = item.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let refused = parts.any(|weight| {
            let zero = weight
                .strip_prefix(b"q=")
                .or_else(|| weight.strip_prefix(b"Q="));
            zero.is_some_and(|zero| zero.iter().all(|digit| matches!(digit, b'0' | b'.')))
        });
        (!refused).then_some(name)
    })
}
