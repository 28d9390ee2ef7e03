//! Counts the results of calls for the throttle of retries.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_service::service_config::policy::Codes;
use rpcsmith_wire::body::Body;
use rpcsmith_wire::grpc::framing::Limited;
use rpcsmith_wire::grpc::status;
use rpcsmith_wire::{Code, Status};

use super::streams::Connection;
use super::throttle::Throttle;

/// The cause of a failure, for the throttle.
#[derive(Clone)]
pub(super) enum Blame {
    /// Nothing: no request was sent.
    None,
    /// The server, for this call.
    Server,
    /// A connection: it counts once for all its calls.
    Connection(Connection),
}

impl Blame {
    /// Whether the throttle takes a token.
    pub(super) fn counts(&self) -> bool {
        match self {
            Self::None => false,
            Self::Server => true,
            Self::Connection(connection) => connection.breaks(),
        }
    }
}

/// Limits the messages of a body, if there is a limit.
pub(super) fn limited(body: Body, limit: Option<usize>, what: &'static str) -> Body {
    match limit {
        Some(_) => Body::new(Limited::new(body, limit, what)),
        None => body,
    }
}

/// A response whose final status the throttle counts, unless its headers have the status already. A status in `retryable`
/// is a failure.
pub(super) fn counted(
    response: Response<Body>,
    throttle: Option<&Arc<Throttle>>,
    retryable: Codes,
    connection: Connection,
) -> Response<Body> {
    let streams = status::code(response.headers()).is_none();
    match throttle {
        Some(throttle) if streams => {
            let throttle = Arc::clone(throttle);
            let broken = Blame::Connection(connection);
            response.map(|body| {
                Body::new(CountedBody {
                    body,
                    throttle,
                    broken,
                    retryable,
                })
            })
        }
        _ => response,
    }
}

/// A body whose final status the throttle counts.
struct CountedBody {
    body: Body,
    throttle: Arc<Throttle>,
    /// The cause of the failure if the body ends with an error.
    broken: Blame,
    retryable: Codes,
}

impl HttpBody for CountedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let (code, blame) = match &frame {
            Some(Ok(frame)) => (frame.trailers_ref().and_then(status::code), &Blame::Server),
            Some(Err(status)) => (Some(status.code()), &self.broken),
            None => (None, &Blame::None),
        };
        match code {
            Some(Code::Ok) => self.throttle.succeeded(),
            Some(code) if self.retryable.contains(code) && blame.counts() => self.throttle.failed(),
            _ => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
