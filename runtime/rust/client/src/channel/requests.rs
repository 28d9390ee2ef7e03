//! Sends requests over a connection of HTTP/1.1 or HTTP/2.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{HOST, HeaderValue};
use http::{Request, Response, Uri, Version};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use rpcsmith_wire::body::Body;

/// The sender of a connection.
#[derive(Clone)]
pub(super) enum Requests {
    /// One request at a time.
    Http1(Arc<Mutex<http1::SendRequest<Body>>>),
    Http2(http2::SendRequest<Body>),
}

/// Why a request has no response.
pub(super) struct SendError {
    pub(super) error: hyper::Error,
    /// Whether the request has not left this process.
    pub(super) unsent: bool,
}

impl From<TrySendError<Request<Body>>> for SendError {
    fn from(mut error: TrySendError<Request<Body>>) -> Self {
        Self {
            unsent: error.take_message().is_some(),
            error: error.into_error(),
        }
    }
}

impl Requests {
    pub(super) fn http1(requests: http1::SendRequest<Body>) -> Self {
        Self::Http1(Arc::new(Mutex::new(requests)))
    }

    /// Whether the connection accepts no more requests.
    pub(super) fn is_closed(&self) -> bool {
        match self {
            Self::Http1(requests) => lock(requests).is_closed(),
            Self::Http2(requests) => requests.is_closed(),
        }
    }

    /// Sends a request, and waits for the headers of its response.
    pub(super) async fn send(
        &mut self,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, SendError> {
        let response = match self {
            Self::Http2(requests) => requests.try_send_request(request).await,
            Self::Http1(requests) => {
                // The connection is free a moment after the last response has ended.
                let ready = poll_fn(|cx| lock(requests).poll_ready(cx)).await;
                ready.map_err(|error| SendError {
                    error,
                    unsent: true,
                })?;
                let response = lock(requests).try_send_request(for_http1(request));
                response.await
            }
        };
        response.map_err(Into::into)
    }
}

fn lock(requests: &Mutex<http1::SendRequest<Body>>) -> MutexGuard<'_, http1::SendRequest<Body>> {
    requests.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The form of a request in HTTP/1.1: the path alone, and the name of the server in a header.
///
/// Source: RFC 9112, 3.2.1.
fn for_http1(mut request: Request<Body>) -> Request<Body> {
    *request.version_mut() = Version::HTTP_11;
    let authority = request.uri().authority();
    let host = authority.and_then(|name| HeaderValue::from_str(name.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().entry(HOST).or_insert(host);
    }
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = path.map_or_else(Uri::default, Uri::from);
    request
}
