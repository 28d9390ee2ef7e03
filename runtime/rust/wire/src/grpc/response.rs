//! Detects responses that violate the protocol, as proxies and broken servers send them.

use crate::{Code, Status};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body::Body as HttpBody;

use crate::base64::is_base64;
use crate::grpc::{content_type, status};
use crate::inspect::{Inspect, Inspected, Yielded};

const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

/// Checks the headers of a response, and its body while the caller reads it.
///
/// # Errors
/// The status of a response that is not gRPC.
pub fn checked<B>(mut response: Response<B>) -> Result<Response<Checked<B>>, Status> {
    drop_malformed_details(response.headers_mut());
    let headers = response.headers();
    let has_status = status::code(headers).is_some();
    let http = response.status();
    let is_grpc = http == StatusCode::OK && content_type::after_grpc(headers).is_some();
    if !has_status && !is_grpc {
        return Err(not_grpc(http, headers));
    }
    Ok(response.map(|body| Inspected::by(EndsWithStatus { has_status }, body)))
}

/// The body of a response, which must end with a status.
///
/// Otherwise a response that ends between two messages would look complete: for a stream reset with `NO_ERROR`, hyper
/// reports a normal end, which tonic treats as `OK`.
pub type Checked<B> = Inspected<B, EndsWithStatus>;

/// Fails a body that ends without a status.
pub struct EndsWithStatus {
    has_status: bool,
}

impl<B: HttpBody<Data = Bytes, Error = Status>> Inspect<B> for EndsWithStatus {
    fn inspect(&mut self, _: &B, mut yielded: Yielded<Status>) -> Yielded<Status> {
        let ends = match &mut yielded {
            None => true,
            Some(Ok(frame)) => match frame.trailers_mut() {
                Some(trailers) => {
                    drop_malformed_details(trailers);
                    self.has_status |= status::code(trailers).is_some();
                    true
                }
                None => false,
            },
            Some(Err(_)) => false,
        };
        if ends && !self.has_status {
            let status = Status::unknown("the response ended without a status");
            return Some(Err(status));
        }
        yielded
    }

    fn may_end(&self) -> bool {
        self.has_status
    }
}

/// tonic panics on details that it cannot decode. Without them, the caller still gets the code and the message.
fn drop_malformed_details(headers: &mut HeaderMap) {
    let malformed = |value: &HeaderValue| !is_base64(value.as_bytes());
    if headers.get_all(DETAILS).iter().any(malformed) {
        headers.remove(DETAILS);
    }
}

/// The status of a response without one.
///
/// Source: <https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md>.
fn not_grpc(http: StatusCode, headers: &HeaderMap) -> Status {
    let code = match http.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502..=504 => Code::Unavailable,
        _ => Code::Unknown,
    };
    let content_type = headers.get(CONTENT_TYPE).map_or_else(
        || "no content type".to_owned(),
        |value| format!("content type `{}`", value.as_bytes().escape_ascii()),
    );
    let message = format!("the response is not gRPC: HTTP status {http}, {content_type}");
    Status::new(code, message)
}
