//! Detects responses that violate the protocol, as proxies and broken servers send them.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response, StatusCode};
use http_body::{Body as HttpBody, Frame};

use crate::body::Body;
use crate::codec::Codec;
use crate::content_type;
use crate::grpc::status;
use crate::metadata::MAX_NAMES;
use crate::{Status, code_of_http};

/// Checks that there are not too many headers in a response, before any are added.
///
/// # Errors
/// `INTERNAL` for more names than [`MAX_NAMES`].
pub fn check_names<B>(response: &Response<B>) -> Result<(), Status> {
    if response.headers().keys_len() <= MAX_NAMES {
        return Ok(());
    }
    Err(Status::internal("the response has too many headers"))
}

/// Checks the headers of a response, whose messages must have the codec of the request, if it is given.
///
/// # Errors
/// The status of a response that is not gRPC, and `INTERNAL` for another codec.
pub fn check<B>(response: &Response<B>, codec: Option<Codec>) -> Result<(), Status> {
    let (http, headers) = (response.status(), response.headers());
    match content_type::after_grpc(headers) {
        _ if status::code(headers).is_some() => Ok(()),
        Some(subtype) if http == StatusCode::OK => match Codec::of_subtype(subtype) {
            Some(found) if codec.is_none_or(|codec| codec.is_json() == found.is_json()) => Ok(()),
            _ => {
                let message = format!("the response has the unknown {}", described(headers));
                Err(Status::internal(message))
            }
        },
        _ => {
            let found = described(headers);
            let message = format!("the response is not gRPC: HTTP status {http}, {found}");
            Err(Status::new(code_of_http(http), message))
        }
    }
}

/// Waits for what follows a status in the headers of a response, and removes the status if something does: it counts only
/// if nothing follows.
///
/// # Errors
/// The status of the body if it fails.
///
/// Source: `Trailers-Only` of gRPC over HTTP/2.
pub async fn settled(mut response: Response<Body>) -> Result<Response<Body>, Status> {
    if status::code(response.headers()).is_none() {
        return Ok(response);
    }
    while !response.body().is_end_stream() {
        let body = response.body_mut();
        match poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await {
            None => break,
            Some(Err(status)) => return Err(status),
            Some(Ok(frame)) if frame.data_ref().is_some_and(Bytes::is_empty) => {}
            Some(Ok(frame)) => {
                status::remove_from(response.headers_mut());
                return Ok(response.map(|body| {
                    Body::new(Continued {
                        first: Some(frame),
                        body,
                    })
                }));
            }
        }
    }
    Ok(response.map(|_| Body::empty()))
}

/// A body whose first frame has been read.
struct Continued {
    first: Option<Frame<Bytes>>,
    body: Body,
}

impl HttpBody for Continued {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        match self.first.take() {
            Some(frame) => Poll::Ready(Some(Ok(frame))),
            None => Pin::new(&mut self.body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.body.is_end_stream()
    }
}

fn described(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).map_or_else(
        || "no content type".to_owned(),
        |value| format!("content type `{}`", value.as_bytes().escape_ascii()),
    )
}
