//! Limits the size of response messages.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;

use rpcsmith_wire::grpc::framing::Limited;

/// Limits the messages of a response, if there is a limit.
///
/// tonic's own limit returns `OUT_OF_RANGE`, but other implementations return `RESOURCE_EXHAUSTED`.
pub(super) fn limited(response: Response<Body>, limit: Option<usize>) -> Response<Body> {
    match limit {
        Some(_) => response.map(|body| {
            let body = Limited::new(body, limit, "response");
            Body::new(Responses(Some(body)))
        }),
        None => response,
    }
}

/// A body of responses. A message over the limit ends it with a status in the trailers.
struct Responses(Option<Limited<Body>>);

impl HttpBody for Responses {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(body) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let status = match ready!(Pin::new(body).poll_frame(cx)) {
            Some(Err(status)) => status,
            frame => return Poll::Ready(frame),
        };
        self.0 = None;
        let mut trailers = HeaderMap::with_capacity(2);
        let added = status.add_header(&mut trailers);
        Poll::Ready(Some(added.map(|()| Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
