//! Responses that do not keep to the protocol, as proxies and broken servers send them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::{Code, Status};

use crate::base64::is_base64;
use crate::{content_type, status};

const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

/// Checks the headers of a response now, and its body while the caller reads it.
///
/// # Errors
/// The status of a response that is not gRPC.
pub(crate) fn checked<B>(mut response: Response<B>) -> Result<Response<Checked<B>>, Status> {
    drop_malformed_details(response.headers_mut());
    let headers = response.headers();
    let has_status = status::code(headers).is_some();
    let http = response.status();
    let is_grpc = http == StatusCode::OK && content_type::after_grpc(headers).is_some();
    if !has_status && !is_grpc {
        return Err(not_grpc(http, headers));
    }
    Ok(response.map(|body| Checked { body, has_status }))
}

/// The body of a response, which must end with a status.
///
/// Without that, a response that breaks off between two messages would look complete: hyper ends a body that is reset
/// with the code `NO_ERROR`, and tonic takes the end for `OK`.
pub(crate) struct Checked<B> {
    body: B,
    has_status: bool,
}

impl<B> Checked<B> {
    /// The status at an end without one.
    fn without_status(&mut self) -> Status {
        self.has_status = true;
        Status::unknown("the response has ended without a status")
    }
}

impl<B> HttpBody for Checked<B>
where
    B: HttpBody<Data = Bytes, Error = Status> + Unpin,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let mut frame = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            None if !this.has_status => return Poll::Ready(Some(Err(this.without_status()))),
            end => return Poll::Ready(end),
        };
        if let Some(trailers) = frame.trailers_mut() {
            drop_malformed_details(trailers);
            if !this.has_status && status::code(trailers).is_none() {
                return Poll::Ready(Some(Err(this.without_status())));
            }
            this.has_status = true;
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.has_status && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// tonic panics on details that it cannot decode. The code and the message are worth more than the details.
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
