//! Guards a call: enforces its deadline, aborts it when the grace period of a drain is over, catches panics of its handler,
//! and reports its status to observers.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::{HeaderMap, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::body::{Body, BodyGuard};
use rpcsmith_wire::{Code, Status};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::sleep_until;

use super::deadline_body::DeadlineBody;
use super::http_response;
use super::origin::{AbortToken, Origin};
use crate::budget::{BuiltInCall, Charge};
use crate::server::ResponseFuture;
use rpcsmith_wire::context::{CallContext, End};
use rpcsmith_wire::observe::ObservedCall;

/// Resources that a call releases at its end.
#[derive(Default)]
pub(super) struct CallResources {
    /// A permit of `max_concurrent_calls`, if limited.
    pub(super) _permit: Option<OwnedSemaphorePermit>,
    /// The bytes of its requests.
    pub(super) charge: Option<CallCharge>,
    /// A permit for a call of a built-in service.
    pub(super) _built_in: Option<Box<BuiltInCall>>,
}

/// The bytes of the requests of a call.
pub(super) enum CallCharge {
    /// All of them.
    Whole(#[expect(dead_code, reason = "its drop releases the bytes")] Charge),
    /// Those so far.
    Growing(Arc<Charge>),
}

impl CallResources {
    /// The charge, if it can grow.
    pub(super) fn shared_charge(&self) -> Option<Arc<Charge>> {
        match &self.charge {
            Some(CallCharge::Growing(charge)) => Some(Arc::clone(charge)),
            _ => None,
        }
    }
}

/// The guard of a call, from its start to the last byte of its response.
pub(super) struct Guard {
    context: CallContext,
    /// Aborts the calls of the connection.
    abort: AbortToken,
    /// Resolves at the deadline, or when the call is aborted. Created when the handler first has to wait.
    limit: Option<Pin<Box<dyn Future<Output = End> + Send>>>,
    _resources: CallResources,
    observed: Option<ObservedCall>,
    /// Whether the request is plain HTTP, not gRPC.
    http: bool,
}

impl Guard {
    pub(super) fn new(context: CallContext, origin: &Origin, resources: CallResources) -> Self {
        Self {
            context,
            abort: Arc::clone(&origin.abort),
            limit: None,
            _resources: resources,
            observed: None,
            http: false,
        }
    }

    /// Ends the call with this token, and not with those of its connection.
    pub(super) fn aborted_by(mut self, abort: &AbortToken) -> Self {
        self.abort = Arc::clone(abort);
        self
    }

    /// For a plain HTTP request: statuses become HTTP status codes.
    pub(super) fn http(mut self) -> Self {
        self.http = true;
        self
    }

    /// The response for a status.
    fn response(&self, status: Status) -> Response<Body> {
        if self.http {
            http_response::of_status(&status)
        } else {
            status.into_http()
        }
    }

    /// Reports the call to observers.
    pub(super) fn observed(mut self, observed: Option<ObservedCall>) -> Self {
        self.observed = observed;
        self
    }

    /// Records the final status for observers.
    fn record_status(&mut self, status: &Status) {
        self.record(status.code());
    }

    fn record_headers(&mut self, headers: &HeaderMap) {
        if let Some(observed) = &mut self.observed {
            observed.code_in(headers);
        }
    }

    /// Waits for the deadline, or until the call is aborted.
    fn poll_limit(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let (context, abort) = (&self.context, &self.abort);
        let limit = self.limit.get_or_insert_with(|| {
            let (deadline, abort) = (context.deadline(), Arc::clone(abort));
            Box::pin(async move {
                let deadline = async {
                    match deadline {
                        Some(deadline) => sleep_until(deadline).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = deadline => End::Deadline,
                    () = abort.cancelled() => End::Drained,
                }
            })
        });
        let end = ready!(limit.as_mut().poll(cx));
        self.context.finish(end);
        Poll::Ready(end)
    }

    /// Whether the call is over its deadline or aborted, for a handler that never waits.
    fn past_limit(&self) -> Option<End> {
        let now = tokio::time::Instant::now;
        let end = match self.context.deadline() {
            _ if self.abort.is_cancelled() => End::Drained,
            Some(deadline) if deadline <= now() => End::Deadline,
            _ => return None,
        };
        self.context.finish(end);
        Some(end)
    }

    /// Polls the handler, and catches its panics.
    fn step<T>(&self, step: impl FnOnce() -> T) -> Result<T, Status> {
        let step = AssertUnwindSafe(|| self.context.within(step));
        catch_unwind(step).map_err(|panic| {
            let method = self.context.method().map(|method| method.path());
            let message = message(panic.as_ref());
            tracing::error!(target: "rpcsmith_runtime::serve", method, message, "a handler has panicked");
            Status::internal("internal error")
        })
    }
}

impl BodyGuard for Guard {
    fn replacement(&mut self) -> Option<Status> {
        self.past_limit().map(End::status)
    }

    fn record(&mut self, code: Code) {
        if let Some(observed) = &mut self.observed {
            observed.code(code);
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.context.finish(End::Over);
        if let Some(observed) = &mut self.observed {
            observed.set_subject(self.context.shared_subject());
        }
    }
}

/// The message of a panic.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("(not a text)")
}

/// The response of a handler, with its guard.
pub(super) struct GuardedResponse {
    guard: Option<Box<Guard>>,
    response: Option<ResponseFuture>,
    /// Whether the response is a stream.
    streams: bool,
}

impl GuardedResponse {
    /// Calls a service. Its layers can panic, like its handler.
    pub(super) fn begin(
        guard: Guard,
        streams: bool,
        answer: impl FnOnce(CallContext) -> ResponseFuture,
    ) -> Self {
        let guard = Box::new(guard);
        let context = guard.context.clone();
        match guard.step(|| answer(context)) {
            Ok(response) => Self::new(guard, response, streams),
            Err(status) => {
                let response = ready(guard.response(status));
                Self::new(guard, response, false)
            }
        }
    }

    fn new(guard: Box<Guard>, response: ResponseFuture, streams: bool) -> Self {
        Self {
            guard: Some(guard),
            response: Some(response),
            streams,
        }
    }

    /// A response without a handler, from a status.
    pub(super) fn rejected(guard: Guard, status: Status) -> Self {
        let response = guard.response(status);
        Self::answered(guard, response)
    }

    /// A response without a handler.
    pub(super) fn answered(guard: Guard, response: Response<Body>) -> Self {
        Self::new(Box::new(guard), ready(response), false)
    }
}

fn ready(response: Response<Body>) -> ResponseFuture {
    ResponseFuture::new(std::future::ready(response))
}

impl Future for GuardedResponse {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let (Some(guard), Some(response)) = (&mut this.guard, &mut this.response) else {
            return Poll::Pending;
        };
        let status = match guard.step(|| Pin::new(response).poll(cx)) {
            Ok(Poll::Ready(Ok(mut response))) => {
                guard.record_headers(response.headers());
                this.response = None;
                let guard = this.guard.take();
                let body = mem::take(response.body_mut());
                *response.body_mut() = GuardedBody::answer(body, guard, this.streams);
                return Poll::Ready(Ok(response));
            }
            Ok(Poll::Ready(Err(never))) => match never {},
            Ok(Poll::Pending) => ready!(guard.poll_limit(cx)).status(),
            Err(status) => status,
        };
        guard.record_status(&status);
        let response = guard.response(status);
        this.response = None;
        this.guard = None;
        Poll::Ready(Ok(response))
    }
}

/// The body of a response, with its guard. If it ends early, its trailers have the status.
struct GuardedBody {
    body: DeadlineBody,
    /// `None` after the last frame.
    guard: Option<Box<Guard>>,
}

impl GuardedBody {
    fn answer(body: Body, guard: Option<Box<Guard>>, streams: bool) -> Body {
        let Some(guard) = guard.filter(|_| !body.is_end_stream()) else {
            return body;
        };
        match body.guarded(guard) {
            Ok(body) => body,
            Err((body, guard)) => {
                let deadline = guard.context.deadline();
                let body = DeadlineBody::new(body, deadline.filter(|_| streams));
                let guard = Some(guard);
                Body::new(Self { body, guard })
            }
        }
    }

    fn end(&mut self, status: &Status) -> Poll<Option<Result<Frame<bytes::Bytes>, Status>>> {
        self.body.discard();
        let http = self.guard.as_ref().is_some_and(|guard| guard.http);
        if let Some(guard) = &mut self.guard {
            guard.record_status(status);
        }
        self.guard = None;
        if http {
            // HTTP has no trailer for a status: reset the stream, so that the body does not look complete.
            return Poll::Ready(Some(Err(status.clone())));
        }
        let mut trailers = HeaderMap::with_capacity(2);
        Poll::Ready(Some(
            status
                .add_header(&mut trailers)
                .map(|()| Frame::trailers(trailers)),
        ))
    }
}

impl HttpBody for GuardedBody {
    type Data = bytes::Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<bytes::Bytes>, Status>>> {
        let this = &mut *self;
        let Some(guard) = &mut this.guard else {
            return Poll::Ready(None);
        };
        let end = match guard.step(|| this.body.poll_frame(cx)) {
            // Trailers have the final status, even after the deadline.
            Ok(Poll::Ready(Some(Ok(frame)))) if frame.is_trailers() => {
                if let Some(trailers) = frame.trailers_ref() {
                    guard.record_headers(trailers);
                }
                this.body.discard();
                this.guard = None;
                return Poll::Ready(Some(Ok(frame)));
            }
            Ok(Poll::Ready(Some(Ok(frame)))) => match guard.past_limit() {
                Some(end) => end,
                None => return Poll::Ready(Some(Ok(frame))),
            },
            Ok(Poll::Ready(None)) => match guard.past_limit() {
                Some(end) => end,
                None => {
                    this.guard = None;
                    return Poll::Ready(None);
                }
            },
            Ok(Poll::Ready(Some(Err(status)))) | Err(status) => return this.end(&status),
            Ok(Poll::Pending) => ready!(guard.poll_limit(cx)),
        };
        this.end(&end.status())
    }

    fn is_end_stream(&self) -> bool {
        self.guard.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
