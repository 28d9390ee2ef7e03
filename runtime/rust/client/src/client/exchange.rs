//! Ties the response of a call to its requests.
//!
//! Over HTTP/2, the two directions of a stream end and fail independently. tonic's channel continues to send requests after
//! the client drops the response. If requests cannot be sent, tonic only reports that the stream was reset.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Request, Status};
use tonic::CancellationHandle;
use tower_service::Service;

use super::deadline::{CallDeadline, in_time};
use super::transport::{SharedTransport, TransportFuture};
use rpcsmith_wire::grpc::framing::{DEFAULT_LIMIT, Limited};
use rpcsmith_wire::grpc::response::{self, Checked};

/// Ends the stream of requests of a call when its response is dropped.
pub(super) fn end_with_response<T>(mut request: Request<T>) -> Request<T> {
    let requests = RequestStream(request.cancellation_handle());
    request.extensions_mut().insert(requests);
    request
}

/// A handle by which [`Exchange`] ends the requests of a call.
#[derive(Clone)]
struct RequestStream(CancellationHandle);

/// Cancels the requests of a call when the response is dropped.
struct CancelOnDrop(RequestStream);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.0.clone().cancel();
    }
}

/// A transport whose calls end in both directions, and report the first error.
#[derive(Clone, Debug)]
pub(super) struct Exchange(pub(super) SharedTransport);

impl Service<http::Request<Body>> for Exchange {
    type Response = http::Response<Body>;
    type Error = Status;
    type Future = TransportFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<Body>) -> TransportFuture {
        let extensions = request.extensions_mut();
        let requests = extensions.remove::<RequestStream>().map(CancelOnDrop);
        let limits = extensions.remove::<MessageLimits>().unwrap_or_default();
        let final_status = extensions.remove::<FinalStatus>().unwrap_or_default();
        let deadline = extensions.get::<CallDeadline>().copied();
        let request = request.map(|body| {
            let body = Limited::new(body, limits.sent, "request");
            let final_status = final_status.clone();
            Body::new(RequestBody { body, final_status })
        });
        let response = self.0.call(request);
        let response = async move {
            let response = response.await.and_then(response::checked);
            let response = response.map_err(|status| final_status.or(status))?;
            Ok(response.map(|body| {
                Body::new(ResponseBody {
                    body: Limited::new(body, Some(limits.received), "response"),
                    final_status,
                    _requests: requests,
                })
            }))
        };
        match deadline {
            Some(CallDeadline(deadline)) => Box::pin(in_time(response, deadline)),
            None => Box::pin(response),
        }
    }
}

/// Limits for the size of messages on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MessageLimits {
    pub(super) sent: Option<usize>,
    pub(super) received: usize,
}

impl Default for MessageLimits {
    fn default() -> Self {
        Self {
            sent: None,
            received: DEFAULT_LIMIT,
        }
    }
}

/// The error that ended the requests of a call, if any.
///
/// A caller can put one into the extensions of the call, to report a status that tonic would replace with `INTERNAL`.
#[derive(Clone, Default)]
pub(super) struct FinalStatus(Arc<OnceLock<Status>>);

impl FinalStatus {
    /// Records a status, unless there is one.
    #[cfg(feature = "validate")]
    pub(super) fn record(&self, status: &Status) {
        self.0.get_or_init(|| status.clone());
    }

    fn or(&self, status: Status) -> Status {
        self.0.get().cloned().unwrap_or(status)
    }
}

/// Records the error that ends the requests.
struct RequestBody {
    body: Limited<Body>,
    final_status: FinalStatus,
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let final_status = |status| self.final_status.0.get_or_init(|| status).clone();
        Poll::Ready(frame.map(|frame| frame.map_err(final_status)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Fails with the error that ended the requests, and ends the requests when it is dropped.
struct ResponseBody {
    body: Limited<Checked<Body>>,
    final_status: FinalStatus,
    _requests: Option<CancelOnDrop>,
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(frame.map(|frame| frame.map_err(|status| self.final_status.or(status))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
