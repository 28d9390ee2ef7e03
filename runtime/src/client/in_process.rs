//! Calls without a socket.

use std::task::{Context, Poll};

use tonic::Status;
use tonic::body::Body;
use tower_service::Service;

use super::transport::{Shared, Transport, TransportFuture};

/// A server in the same process, called as if over a socket.
///
/// Messages, metadata and statuses are encoded and decoded as on the wire. Extensions stay on
/// their side.
///
/// The handler runs as part of the call: it makes progress while the client awaits the response,
/// or the next of a stream of responses, and its panic is the caller's.
#[derive(Clone, Debug)]
pub struct InProcess {
    server: Shared,
}

impl InProcess {
    /// Calls a generated server, bare or within tower layers.
    pub fn new(server: impl Transport) -> Self {
        Self {
            server: Shared::new(server),
        }
    }
}

impl Service<http::Request<Body>> for InProcess {
    type Response = http::Response<Body>;
    type Error = Status;
    type Future = TransportFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: http::Request<Body>) -> TransportFuture {
        request.extensions_mut().clear();
        let response = self.server.call(request);
        Box::pin(async move {
            let mut response = response.await?;
            response.extensions_mut().clear();
            Ok(response)
        })
    }
}
