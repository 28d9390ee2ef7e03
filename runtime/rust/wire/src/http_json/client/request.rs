//! Requests of gRPC as those of a route.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TE};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method as HttpMethod, Request, Uri};
use rpcsmith_service::{HttpRoute, Method, MethodKind, RouteBody};

use super::super::content_type::{JSON, LINES};
use super::outgoing::Outgoing;
use super::response::Sent;
use crate::Status;
use crate::body::Body;
use crate::codec::http_json::client::ClientCodec;
use crate::codec::http_json::payload;
use crate::edge::gather::Gathered;
use crate::edge::headers::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING, rename};
use crate::edge::single;
use crate::grpc::read::{MessageReader, ReadOptions};

/// Turns a request of gRPC, whose messages are in the internal form of this codec, into one of its route.
///
/// A stream waits for its first message if the path depends on it.
///
/// # Errors
/// The error of the body, `INVALID_ARGUMENT` for a stream without the message that the path needs, and `INTERNAL` for a unary
/// request without exactly one message.
pub async fn request(
    request: Request<Body>,
    codec: ClientCodec,
    method: Method,
) -> Result<(Request<Body>, Sent), Status> {
    let route = codec.route();
    let (mut head, body) = request.into_parts();
    let sends_stream = matches!(
        method.kind(),
        MethodKind::ClientStreaming | MethodKind::BidiStreaming
    );
    let content = if sends_stream && route.body != RouteBody::None {
        Content::of_stream(body, codec).await?
    } else {
        Content::of_message(body, route, sends_stream).await?
    };
    let sent = Sent::new(codec, method);
    head.method = http_method(route)?;
    head.uri = uri(&head.uri, method, content.target)?;
    headers(&mut head.headers, route, sent);
    match content.kind {
        Some(kind) => head.headers.insert(CONTENT_TYPE, kind),
        None => head.headers.remove(CONTENT_TYPE),
    };
    Ok((Request::from_parts(head, content.body), sent))
}

/// What a request sends.
struct Content {
    /// The path and the query.
    target: Bytes,
    kind: Option<HeaderValue>,
    body: Body,
}

impl Content {
    async fn of_message(body: Body, route: &HttpRoute, sends_stream: bool) -> Result<Self, Status> {
        let (message, _) = single::read(body).await?;
        let message = message.ok_or_else(|| match sends_stream {
            true => Status::invalid_argument(
                "the route of the method has no body, so it sends exactly one message",
            ),
            false => Status::internal("a unary call sends one message"),
        })?;
        let pieces = message.pieces;
        let size = pieces.iter().map(Bytes::len).sum();
        let mut data = Gathered { pieces, size }.into_bytes();
        let (target, kind) = take_head(&mut data)?;
        let (kind, body) = match route.body {
            RouteBody::None => (None, Body::empty()),
            _ if route.upload => (kind, Body::from(data)),
            _ => ((!data.is_empty()).then_some(JSON), Body::from(data)),
        };
        Ok(Self { target, kind, body })
    }

    async fn of_stream(body: Body, codec: ClientCodec) -> Result<Self, Status> {
        let options = ReadOptions {
            limit: usize::MAX,
            ..ReadOptions::default()
        };
        let mut reader = MessageReader::of_request(body, options);
        let (mut head, first) = match codec.fixed_head() {
            Some(head) => (head, None),
            None => {
                let first = reader.message().await?.ok_or_else(|| {
                    let message =
                        "the stream has no message, and the path depends on the first one";
                    Status::invalid_argument(message)
                })?;
                let length = payload::head_length(&first).ok_or_else(malformed)?;
                (first.slice(..length), Some(first))
            }
        };
        let start = head.len();
        let (target, kind) = take_head(&mut head)?;
        let is_upload = codec.route().upload;
        let body = Outgoing::new(reader, first, start, is_upload);
        Ok(Self {
            target,
            kind: if is_upload { kind } else { Some(LINES) },
            body: Body::new(body),
        })
    }
}

fn malformed() -> Status {
    Status::internal("the request is malformed")
}

/// Takes the path with the query, and the content type, from the start of a message.
fn take_head(message: &mut Bytes) -> Result<(Bytes, Option<HeaderValue>), Status> {
    let target = payload::split(message).ok_or_else(malformed)?;
    let kind = payload::split(message).ok_or_else(malformed)?;
    let kind = match kind.is_empty() {
        true => None,
        false => Some(HeaderValue::from_maybe_shared(kind).map_err(|_| malformed())?),
    };
    Ok((target, kind))
}

/// The method of HTTP of a route. For a route of any method, it is a usual one.
fn http_method(route: &HttpRoute) -> Result<HttpMethod, Status> {
    match (route.method, route.body) {
        ("*", RouteBody::None) => Ok(HttpMethod::GET),
        ("*", _) => Ok(HttpMethod::POST),
        (name, _) => HttpMethod::from_bytes(name.as_bytes())
            .map_err(|_| Status::internal(format!("`{name}` is no method of HTTP"))),
    }
}

/// The URI of a request, with the path that an origin has before that of the method.
fn uri(base: &Uri, method: Method, target: Bytes) -> Result<Uri, Status> {
    let invalid = |error: http::Error| Status::internal(format!("the URI is invalid: {error}"));
    let before = base.path().strip_suffix(method.path()).unwrap_or_default();
    let target = match before.is_empty() {
        true => target,
        false => [before.as_bytes(), &target].concat().into(),
    };
    let mut parts = base.clone().into_parts();
    let target = PathAndQuery::from_maybe_shared(target);
    parts.path_and_query = Some(target.map_err(|error| invalid(error.into()))?);
    Uri::from_parts(parts).map_err(|error| invalid(error.into()))
}

/// Removes what belongs to gRPC. The timeout stays: gateways read `grpc-timeout`.
fn headers(headers: &mut HeaderMap, route: &HttpRoute, sent: Sent) {
    for name in [TE, CONTENT_LENGTH, GRPC_ENCODING] {
        headers.remove(name);
    }
    if sent.streams() || route.download {
        headers.remove(GRPC_ACCEPT_ENCODING);
        headers.remove(ACCEPT_ENCODING);
    } else {
        rename(headers, &GRPC_ACCEPT_ENCODING, ACCEPT_ENCODING);
    }
    let accept = match (route.download, sent.streams()) {
        (true, _) => HeaderValue::from_static("*/*"),
        (false, true) => HeaderValue::from_static("application/x-ndjson, application/json"),
        (false, false) => JSON,
    };
    headers.insert(ACCEPT, accept);
}
