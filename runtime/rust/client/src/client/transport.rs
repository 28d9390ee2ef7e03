//! Type-erased transports of calls.

use std::error::Error;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tower_service::Service;

/// The response to a request that a [`Transport`] sends; dropping it cancels the call.
pub type TransportFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, Status>> + Send>>;

/// Sends the calls of a client: any tower service over HTTP requests that is `Clone`, `Send` and `Sync`.
///
/// Examples are `Channel`, tonic's `Channel`, and services that wrap them, such as tower's layers and tonic's
/// `InterceptedService`. A server in the same process is a transport too; wrap it in [`InProcess`](super::InProcess), so that
/// calls behave as over a socket.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request when the transport is ready.
    ///
    /// Resolves to the response, or to a status if the call failed without one.
    fn carry(&self, request: http::Request<Body>) -> TransportFuture;
}

impl<S, B> Transport for S
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn carry(&self, request: http::Request<Body>) -> TransportFuture {
        let mut service = self.clone();
        Box::pin(async move {
            let ready = poll_fn(|cx| service.poll_ready(cx)).await;
            ready.map_err(|error| not_ready(error.into()))?;
            let response = service.call(request).await;
            let response = response.map_err(|error| Status::from_error(error.into()))?;
            Ok(response.map(Body::new))
        })
    }
}

/// The status that tonic's generated clients return.
fn not_ready(error: Box<dyn Error + Send + Sync>) -> Status {
    Status::unknown(format!("Service was not ready: {error}"))
}

/// A transport that clients share.
#[derive(Clone)]
pub(super) struct SharedTransport(Arc<dyn Transport>);

impl SharedTransport {
    pub(super) fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

impl fmt::Debug for SharedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

impl SharedTransport {
    /// Sends a request when the transport is ready.
    pub(super) fn carry(&self, request: http::Request<Body>) -> TransportFuture {
        self.0.carry(request)
    }
}

/// Always ready: each call waits until the transport is ready.
impl Service<http::Request<Body>> for SharedTransport {
    type Response = http::Response<Body>;
    type Error = Status;
    type Future = TransportFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> TransportFuture {
        self.0.carry(request)
    }
}
