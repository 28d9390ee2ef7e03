//! A call that observers are told of, from its request to the last byte of its response.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;
use tonic::body::Body;
use tonic::{Code, Status};

use rpcsmith_service::Method;
use rpcsmith_wire::observe::{Caller, Observed, Observers};
use rpcsmith_wire::status;

/// Tells how a call ends when it is dropped.
pub(super) struct Ending {
    observed: Observed,
    /// When whoever waits gives up.
    deadline: Option<Instant>,
}

impl Ending {
    /// None if nobody is told.
    pub(super) fn begin(
        observers: &Observers,
        method: Option<Method>,
        headers: &HeaderMap,
    ) -> Option<Self> {
        let observed = Observed::begin(observers, method, || Caller::new(headers, None))?;
        let deadline = None;
        Some(Self { observed, deadline })
    }

    pub(super) fn limit(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// Goes on with the response until that has ended.
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
        answer.map(|response| response.map(|body| Body::new(Followed { body, ending: self })))
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        if self
            .deadline
            .is_some_and(|deadline| deadline <= Instant::now())
        {
            self.observed.code(Code::DeadlineExceeded);
        }
    }
}

struct Followed {
    body: Body,
    ending: Ending,
}

impl HttpBody for Followed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let observed = &mut self.ending.observed;
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref() {
                    observed.code_in(trailers);
                }
            }
            Some(Err(status)) => observed.code(status.code()),
            // gRPC wants a status.
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
