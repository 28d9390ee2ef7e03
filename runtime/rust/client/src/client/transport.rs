//! What carries calls, without its type.

use std::error::Error;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body as HttpBody;
use tonic::Status;
use tonic::body::Body;
use tower_service::Service;

/// The response to a request that a [`Transport`] carries; dropping it cancels the call.
pub type TransportFuture =
    Pin<Box<dyn Future<Output = Result<http::Response<Body>, Status>> + Send>>;

/// What carries a client's calls: any tower service over HTTP requests that can be cloned and
/// shared between threads.
///
/// Among them are tonic's `Channel`, and services around it, such as tower's layers and tonic's
/// `InterceptedService`. A server in the same process is one too; [`InProcess`](super::InProcess)
/// keeps it at a socket's distance.
pub trait Transport: Send + Sync + 'static {
    /// Carries a request as soon as the transport is ready for it.
    ///
    /// Resolves to the status of what went wrong if there is no response.
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

/// The status that tonic's generated clients give.
fn not_ready(error: Box<dyn Error + Send + Sync>) -> Status {
    Status::unknown(format!("Service was not ready: {error}"))
}

/// A transport that clients share.
#[derive(Clone)]
pub(super) struct Shared(Arc<dyn Transport>);

impl Shared {
    pub(super) fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

/// Always ready, for the transport waits for its own readiness in each call.
impl Service<http::Request<Body>> for Shared {
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
