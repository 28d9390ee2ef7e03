//! Deadlines of calls, which include the last message of the response.
//!
//! tonic's channel enforces a timeout only until the response starts, and reports it as `CANCELLED`.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Code, Request, Status};
use tokio::time::{Instant, Sleep, sleep_until};

use rpcsmith_wire::context::{CallContext, deadline_exceeded};
use rpcsmith_wire::grpc::timeout;

/// The deadline of a call.
#[derive(Clone, Copy)]
pub(crate) struct CallDeadline(pub(crate) Instant);

/// Sets the deadline of a request: its own timeout, or the deadline of the call that the current handler serves, if that is
/// earlier.
pub(crate) fn limited<T>(mut request: Request<T>) -> Request<T> {
    let mut headers = std::mem::take(request.metadata_mut()).into_headers();
    let inherited = CallContext::current().and_then(|call| call.deadline());
    let deadline = earlier(own(&headers), inherited);
    if let Some(deadline) = deadline {
        let left = deadline.saturating_duration_since(Instant::now());
        headers.insert(timeout::GRPC_TIMEOUT, timeout::write(left));
        request.extensions_mut().insert(CallDeadline(deadline));
    }
    *request.metadata_mut() = rpcsmith_wire::metadata::MetadataMap::from_headers(headers);
    request
}

/// The deadline in the headers of a request. The server rejects a malformed one.
pub(crate) fn own(headers: &http::HeaderMap) -> Option<Instant> {
    let time = timeout::read(headers).ok().flatten()?;
    Instant::now().checked_add(time)
}

/// The earlier of two deadlines, of which either may be missing.
pub(crate) fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The status of a failed call: `CANCELLED` after the deadline, as tonic's server reports it, becomes `DEADLINE_EXCEEDED`.
pub(crate) fn with_deadline_code(status: Status, deadline: Instant) -> Status {
    if status.code() == Code::Cancelled && deadline <= Instant::now() {
        return deadline_exceeded();
    }
    status
}

/// Ends a response at its deadline, whether it has started or not.
pub(crate) async fn in_time(
    response: impl Future<Output = Result<Response<Body>, Status>>,
    deadline: Instant,
) -> Result<Response<Body>, Status> {
    let mut sleep = Box::pin(sleep_until(deadline));
    let response = tokio::select! {
        biased;
        () = &mut sleep => return Err(deadline_exceeded()),
        response = response => response,
    };
    let mut response = response.map_err(|status| with_deadline_code(status, deadline))?;
    let late = Status::from_header_map(response.headers());
    if let Some(status) = late.filter(|status| status.code() == Code::Cancelled) {
        return match with_deadline_code(status, deadline) {
            status if status.code() == Code::DeadlineExceeded => Err(status),
            _ => Ok(response),
        };
    }
    if !response.body().is_end_stream() {
        let body = std::mem::take(response.body_mut());
        let body = Some(body);
        *response.body_mut() = Body::new(DeadlineBody { body, sleep });
    }
    Ok(response)
}

/// A body that fails at its deadline.
struct DeadlineBody {
    /// `None` after the failure.
    body: Option<Body>,
    sleep: Pin<Box<Sleep>>,
}

impl HttpBody for DeadlineBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let Some(body) = &mut this.body else {
            return Poll::Ready(None);
        };
        let deadline = this.sleep.deadline();
        match Pin::new(body).poll_frame(cx) {
            Poll::Ready(Some(Err(status))) => {
                return Poll::Ready(Some(Err(with_deadline_code(status, deadline))));
            }
            Poll::Ready(Some(Ok(frame))) if frame.is_data() && deadline <= Instant::now() => {}
            Poll::Ready(frame) => return Poll::Ready(frame),
            Poll::Pending => ready!(this.sleep.as_mut().poll(cx)),
        }
        this.body = None;
        Poll::Ready(Some(Err(deadline_exceeded())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map(HttpBody::size_hint)
            .unwrap_or_default()
    }
}
