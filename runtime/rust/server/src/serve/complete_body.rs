//! Bodies of requests that fail if the client does not end them.

use std::error::Error;

use bytes::Bytes;
use http::{Request, Version};
use http_body::Body as HttpBody;
use rpcsmith_wire::Status;

use rpcsmith_wire::grpc::status::chain;
use rpcsmith_wire::inspect::{Inspect, Inspected, Yielded};

/// The body of a request. It fails unless the client sends all of it.
///
/// If the client resets the stream with `NO_ERROR`, hyper reports a normal end of the body.
pub(super) type CompleteBody<B> = Inspected<B, EndedByClient>;

/// Checks that the client has ended the body.
pub(super) struct EndedByClient {
    /// hyper reports whether the client has ended the body only for HTTP/2.
    http2: bool,
}

/// A request whose body fails unless the client sends all of it.
pub(super) fn request<B>(request: Request<B>) -> Request<CompleteBody<B>> {
    let http2 = request.version() == Version::HTTP_2;
    request.map(|body| Inspected::by(EndedByClient { http2 }, body))
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
        Some(Err(status))
    }
}

/// A client that does not end its requests has cancelled the call. Servers in Go and Java report the same code.
fn cancelled(reason: &str) -> Status {
    Status::cancelled(format!("the client cancelled the call: {reason}"))
}
