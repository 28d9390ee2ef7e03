//! Calls without a socket.

use std::task::{Context, Poll};
use std::time::Duration;

use http::HeaderMap;
use tonic::body::Body;
use tonic::{Status, TimeoutExpired};
use tower_service::Service;

use super::transport::{Shared, Transport, TransportFuture};

/// A server in the same process, called as if over a socket.
///
/// Messages, metadata and statuses are encoded and decoded as on the wire. Extensions stay on
/// their side, and the deadline of a request (`grpc-timeout`) holds until the response begins, as
/// it does between tonic's channel and server.
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
        let timeout = timeout(request.headers());
        let response = self.server.call(request);
        Box::pin(async move {
            let mut response = match timeout {
                Some(timeout) => tokio::time::timeout(timeout, response)
                    .await
                    .map_err(|_| Status::from_error(Box::new(TimeoutExpired(()))))?,
                None => response.await,
            }?;
            response.extensions_mut().clear();
            Ok(response)
        })
    }
}

/// The time that a call may take, if it says so.
///
/// The form is `Timeout` of gRPC over HTTP/2: up to eight digits and a unit. Other forms are taken
/// for none, as tonic takes them.
fn timeout(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if digits.len() > 8 {
        return None;
    }
    let amount = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 60 * 60)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}
