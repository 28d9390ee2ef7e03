//! Ties the response of a call to its stream of requests.
//!
//! Over HTTP/2, the two directions of a stream end and fail independently. Without this module, a transport would continue to
//! send requests after the client drops the response, and report only that the stream was reset if requests cannot be sent.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::body::Body;
use rpcsmith_wire::{Code, Status};

use rpcsmith_wire::grpc::status::{self, cancelled_by_client};
use rpcsmith_wire::grpc::write::MessageBody;

/// Ends the stream of requests of a call when it is dropped.
pub(super) struct Exchange(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Whether the response is over.
    over: bool,
    /// Wakes the transport that waits for requests.
    sender: Option<Waker>,
    /// The status that ended the requests.
    failed: Option<Status>,
}

impl Exchange {
    /// The body of the requests, and what ends it.
    pub(super) fn new(requests: MessageBody) -> (Body, Self) {
        let state = Arc::default();
        let body = RequestBody {
            body: requests,
            state: Arc::clone(&state),
        };
        (Body::new(body), Self(state))
    }

    /// The status that ended the requests, or else `status`.
    pub(super) fn or(&self, status: Status) -> Status {
        lock(&self.0).failed.clone().unwrap_or(status)
    }

    /// The response, whose body ends the requests with it.
    ///
    /// # Errors
    /// The status that ended the requests, if the response has failed because of it.
    pub(super) fn follow(self, response: Response<Body>) -> Result<Response<Body>, Status> {
        if let Some(status) = self.cause_of(response.headers()) {
            return Err(status);
        }
        Ok(response.map(|body| {
            Body::new(ResponseBody {
                body,
                exchange: self,
            })
        }))
    }

    /// The status that ended the requests, if headers or trailers have an error: the server only knows that the client has
    /// cancelled the call.
    fn cause_of(&self, headers: &HeaderMap) -> Option<Status> {
        let code = status::code(headers)?;
        (code != Code::Ok)
            .then(|| lock(&self.0).failed.clone())
            .flatten()
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let sender = {
            let mut state = lock(&self.0);
            state.over = true;
            state.sender.take()
        };
        if let Some(sender) = sender {
            sender.wake();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The requests of a call, until they end or the response is over.
struct RequestBody {
    body: MessageBody,
    state: Arc<Mutex<State>>,
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        {
            let mut state = lock(&this.state);
            if state.over {
                return Poll::Ready(Some(Err(cancelled_by_client())));
            }
            let waker = cx.waker();
            if !state
                .sender
                .as_ref()
                .is_some_and(|sender| sender.will_wake(waker))
            {
                state.sender = Some(waker.clone());
            }
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            frame.map_err(|status| {
                lock(&this.state).failed.get_or_insert(status);
                cancelled_by_client()
            })
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}

/// Fails with the status that ended the requests.
struct ResponseBody {
    body: Body,
    exchange: Exchange,
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            let frame = frame.map_err(|status| self.exchange.or(status))?;
            let trailers = frame.trailers_ref();
            match trailers.and_then(|trailers| self.exchange.cause_of(trailers)) {
                Some(status) => Err(status),
                None => Ok(frame),
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
