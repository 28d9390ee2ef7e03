//! HTTP responses of the server itself.

use http::header::CONNECTION;
use http::{HeaderValue, Response, StatusCode};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Code, Status};

use crate::server::text;

/// The response to an rpc over HTTP/1.1, like that of grpc-go.
pub(super) fn needs_http2() -> Response<Body> {
    text(
        StatusCode::HTTP_VERSION_NOT_SUPPORTED,
        "gRPC needs HTTP/2".to_owned(),
    )
}

/// The response to a request whose headers are over the limit. `close` ends the connection of HTTP/1.1.
///
/// Source: RFC 6585, section 5.
pub(super) fn headers_too_large(close: bool) -> Response<Body> {
    let message = "the headers are too large".to_owned();
    let mut response = text(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message);
    if close {
        // The body is not read.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

/// The HTTP response for a status of the server itself.
pub(super) fn of_status(status: &Status) -> Response<Body> {
    let code = match status.code() {
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::OutOfRange => StatusCode::PAYLOAD_TOO_LARGE,
        Code::ResourceExhausted | Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    text(code, status.message().to_owned())
}
