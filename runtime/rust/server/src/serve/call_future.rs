//! The response to a request, when it is ready.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Response;
use rpcsmith_wire::body::Body;

use super::guard::GuardedResponse;
use crate::server;

/// The response to a request, when it is ready.
pub(super) enum CallFuture {
    Call(GuardedResponse),
    /// The call has another protocol than gRPC.
    Translated(server::ResponseFuture),
    /// The call runs on the workers, not on the thread of the connection.
    Worker(WorkerFuture),
}

type WorkerFuture = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl Future for CallFuture {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Call(response) => Pin::new(response).poll(cx),
            Self::Translated(response) => Pin::new(response).poll(cx),
            Self::Worker(response) => response.as_mut().poll(cx),
        }
    }
}
