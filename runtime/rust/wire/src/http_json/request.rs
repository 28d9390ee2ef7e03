//! Requests: those of HTTP/JSON become those of gRPC.

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method as HttpMethod, Request, Response};
use http::{StatusCode, Uri};
use http_body::Body as _;
use rpcsmith_service::{HttpRoute, Method, MethodKind, RouteBody};

use super::content_type::{JSON, LINES, accepts_events, is_ambiguous, is_one_of, is_utf8, text};
use super::error::{Details, refusal};
use super::pieces::PieceForm;
use super::reply::Reply;
use super::{path, timeout};
use crate::Status;
use crate::body::{Body, Trailers};
use crate::codec::Codec;
use crate::codec::http_json::{HttpCodec, payload};
use crate::connect::accept_encodings;
use crate::edge::envelope::prefix;
use crate::edge::headers::{is_identity, remove_grpc};
use crate::grpc::request::RequestHeaders;

/// What a server decides about requests.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Another header with the timeout of a call.
    pub timeout: Option<HeaderName>,
}

/// A request of gRPC. Its body has no envelopes yet, unless `form` says so.
#[derive(Debug)]
pub struct Accepted {
    /// The request, for the path of its method.
    pub request: Request<Body>,
    pub codec: Codec,
    pub form: Form,
}

/// How a body contains the messages of a call.
#[derive(Debug)]
pub enum Form {
    /// It is one envelope.
    Envelope,
    /// It is the end of one message, which starts with these bytes.
    Message(Bytes),
    /// Each piece is the end of a message, which starts with these bytes.
    Pieces(PieceForm, Bytes),
}

/// Turns a request that matches a route into one of gRPC to its method. The reply is the form of the response and of the error.
///
/// # Errors
/// The response to a body in another format. Within the result, `INVALID_ARGUMENT` for a malformed path, timeout or binary header.
#[expect(
    clippy::result_large_err,
    reason = "the error is the response, which the caller returns"
)]
pub fn accept(
    route: &'static HttpRoute,
    method: Method,
    rules: &Rules,
    details: Details,
    request: Request<Body>,
) -> Result<(Reply, Result<Accepted, Status>), Response<Body>> {
    let (mut head, body) = request.into_parts();
    let reads_stream = matches!(
        method.kind(),
        MethodKind::ClientStreaming | MethodKind::BidiStreaming
    );
    if let Some(refused) = refused_body(route, reads_stream, &head.headers, &body) {
        return Err(refused);
    }
    let streams = matches!(
        method.kind(),
        MethodKind::ServerStreaming | MethodKind::BidiStreaming
    );
    let reply = Reply {
        download: route.download,
        streams,
        events: streams && accepts_events(&head.headers),
        head: head.method == HttpMethod::HEAD,
        details,
    };
    let written = path::values(route, head.uri.path()).and_then(|values| {
        let query = head.uri.query().unwrap_or_default();
        payload::head(text(&head.headers), &values, query)
    });
    let codec = Codec::Http(HttpCodec::new(route));
    let compresses = method.kind() == MethodKind::Unary && !route.download;
    let headers = headers(&mut head.headers, codec, compresses, rules);
    head.method = HttpMethod::POST;
    head.uri = to(&head.uri, method);
    let accepted = headers.and(written).and_then(|start| {
        let (form, body) = match route.body {
            RouteBody::None => (Form::Envelope, envelope(&start)?),
            _ if reads_stream && route.upload => (Form::Pieces(PieceForm::Chunks, start), body),
            _ if reads_stream => (Form::Pieces(PieceForm::Lines, start), body),
            _ => (Form::Message(start), body),
        };
        let request = Request::from_parts(head, body);
        Ok(Accepted {
            request,
            codec,
            form,
        })
    });
    Ok((reply, accepted))
}

/// The response to a body in another format.
///
/// Without this check, a form on any web page could call a method, because browsers send forms without a preflight request.
fn refused_body(
    route: &HttpRoute,
    reads_stream: bool,
    headers: &HeaderMap,
    body: &Body,
) -> Option<Response<Body>> {
    if route.body == RouteBody::None {
        return None;
    }
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    if encodings.any(|encoding| !is_identity(encoding)) {
        let message = "the body of a request must not be compressed";
        let identity = HeaderValue::from_static("identity");
        return Some(unsupported(message, ACCEPT_ENCODING, identity));
    }
    if is_ambiguous(headers) {
        let message = "a request has one content type";
        return Some(unsupported(message, ACCEPT, JSON));
    }
    if route.upload {
        return None;
    }
    let kinds: &[&HeaderValue] = if reads_stream {
        &[&JSON, &LINES]
    } else {
        &[&JSON]
    };
    let fits = match headers.get(CONTENT_TYPE) {
        Some(_) => is_one_of(text(headers), kinds),
        None => body.is_end_stream(),
    };
    if !fits {
        let message = "the content type must be application/json";
        return Some(unsupported(message, ACCEPT, JSON));
    }
    let message = "the charset of the content type must be utf-8";
    (!is_utf8(text(headers))).then(|| unsupported(message, ACCEPT, JSON))
}

/// Source: RFC 9110, section 15.5.16.
fn unsupported(message: &str, name: HeaderName, accepted: HeaderValue) -> Response<Body> {
    let status = Status::invalid_argument(message);
    let mut response = refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, &status);
    response.headers_mut().insert(name, accepted);
    response
}

/// Turns the headers into those of gRPC.
fn headers(
    headers: &mut HeaderMap,
    codec: Codec,
    compresses: bool,
    rules: &Rules,
) -> Result<(), Status> {
    remove_grpc(headers);
    for name in [CONTENT_ENCODING, CONTENT_LENGTH] {
        headers.remove(name);
    }
    if compresses {
        accept_encodings(headers);
    } else {
        headers.remove(ACCEPT_ENCODING);
    }
    headers.insert(CONTENT_TYPE, codec.content_type());
    timeout::to_grpc(headers, rules.timeout.as_ref())?;
    // The server reads the headers again, as those of gRPC: what is malformed there is `INTERNAL`, as with grpc-go.
    let read = RequestHeaders::read(headers);
    read.map(drop)
        .map_err(|status| Status::invalid_argument(status.message()))
}

fn to(uri: &Uri, method: Method) -> Uri {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = method.path().parse().ok();
    Uri::from_parts(parts).unwrap_or_default()
}

/// A body of one envelope.
fn envelope(message: &[u8]) -> Result<Body, Status> {
    let prefix = prefix(0, message.len());
    let prefix = prefix.ok_or_else(|| Status::resource_exhausted("the message is too long"))?;
    let mut envelope = BytesMut::with_capacity(prefix.len() + message.len());
    envelope.extend_from_slice(&prefix);
    envelope.extend_from_slice(message);
    Ok(Body::messages(envelope.freeze(), Trailers::None))
}
