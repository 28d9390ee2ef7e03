//! Reports a call to observers, from its request to the last byte of its response.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Code, Status};
use tokio::time::Instant;

use rpcsmith_service::Method;
use rpcsmith_wire::grpc::status;
use rpcsmith_wire::observe::{Caller, ObservedCall, Observers};

/// A call that observers watch. When it is dropped, it reports how the call ended.
pub(super) struct InstrumentedCall {
    observed: ObservedCall,
    /// When the caller stops waiting.
    deadline: Option<Instant>,
}

impl InstrumentedCall {
    /// `None` if there are no observers.
    pub(super) fn begin(
        observers: &Observers,
        method: Option<Method>,
        headers: &HeaderMap,
    ) -> Option<Self> {
        let observed = ObservedCall::begin(observers, method, || Caller::new(headers, None))?;
        let deadline = None;
        Some(Self { observed, deadline })
    }

    pub(super) fn limit(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// Continues with the body of the response until it ends.
    pub(super) fn follow(
        mut self,
        answer: Result<Response<Body>, Status>,
    ) -> Result<Response<Body>, Status> {
        match &answer {
            Err(status) => self.observed.code(status.code()),
            Ok(response) => {
                if let Some(code) = status::code(response.headers()) {
                    self.observed.code(code);
                }
            }
        }
        answer.map(|response| response.map(|body| Body::new(InstrumentedBody { body, call: self })))
    }
}

impl Drop for InstrumentedCall {
    fn drop(&mut self) {
        if self
            .deadline
            .is_some_and(|deadline| deadline <= Instant::now())
        {
            self.observed.code(Code::DeadlineExceeded);
        }
    }
}

struct InstrumentedBody {
    body: Body,
    call: InstrumentedCall,
}

impl HttpBody for InstrumentedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let observed = &mut self.call.observed;
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref() {
                    observed.code_in(trailers);
                }
            }
            Some(Err(status)) => observed.code(status.code()),
            // A response without a status is an error in gRPC.
            None => observed.code(Code::Unknown),
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
