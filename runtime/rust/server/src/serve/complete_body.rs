//! Bodies that end only where the client has ended them.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::{Request, Version};
use http_body::Body as HttpBody;
use tonic::Status;

use rpcsmith_wire::inspect::{Inspect, Inspected, Yielded};
use rpcsmith_wire::status::chain;

/// The body of a request as hyper reads it. It fails unless the client sends all of it.
///
/// hyper ends a body whose stream the client resets with `NO_ERROR` as if all of it had come.
pub(super) type CompleteBody<B> = Inspected<B, EndedByClient>;

/// Fails a body that the client has not ended.
pub(super) struct EndedByClient {
    /// Only with HTTP/2 does hyper say whether the client has ended the body.
    http2: bool,
    reason: Option<Reason>,
}

/// Why a body fails, for code behind layers that hide the error, as gRPC-Web does.
#[derive(Clone, Default)]
pub(super) struct Reason(Arc<OnceLock<Status>>);

impl Reason {
    pub(super) fn status(&self) -> Option<Status> {
        self.0.get().cloned()
    }
}

/// A request whose body fails unless the client sends all of it.
pub(super) fn request<B>(request: Request<B>) -> Request<CompleteBody<B>> {
    let http2 = request.version() == Version::HTTP_2;
    let ended = EndedByClient {
        http2,
        reason: None,
    };
    request.map(|body| Inspected::by(ended, body))
}

/// Puts the [`Reason`] into the extensions of the request.
pub(super) fn with_reason<B>(mut request: Request<CompleteBody<B>>) -> Request<CompleteBody<B>> {
    let reason = Reason::default();
    request.body_mut().inspector().reason = Some(reason.clone());
    request.extensions_mut().insert(reason);
    request
}

impl<B> Inspect<B> for EndedByClient
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn inspect(&mut self, body: &B, yielded: Yielded<B::Error>) -> Yielded<Status> {
        let status = match yielded {
            Some(Ok(frame)) => return Some(Ok(frame)),
            None if !self.http2 || body.is_end_stream() => return None,
            None => cancelled("stream reset"),
            Some(Err(error)) => cancelled(&chain(error.into().as_ref())),
        };
        if let Some(Reason(reason)) = &self.reason {
            reason.get_or_init(|| status.clone());
        }
        Some(Err(status))
    }
}

/// A client that does not end its requests has cancelled the call, however it does so: servers in Go and Java give
/// handlers the same code.
fn cancelled(reason: &str) -> Status {
    Status::cancelled(format!("the client has cancelled the call: {reason}"))
}
