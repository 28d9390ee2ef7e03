//! Requests that can be sent again.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tonic::Status;
use tonic::body::Body;

use super::streams::Slot;

/// The body of a request, kept while there may be another attempt and as far as the limit allows.
#[derive(Clone)]
pub(super) struct Replay(Arc<Mutex<Kept>>);

struct Kept {
    /// None when it has ended.
    source: Option<Body>,
    /// Why it has ended, if it has failed.
    fault: Option<Status>,
    data: Vec<Bytes>,
    size: usize,
    limit: usize,
    /// Whether there will be no other attempt.
    committed: bool,
    /// Attempts that are under way.
    live: usize,
    /// Attempts that wait for the next data.
    waiting: Vec<Waker>,
}

impl Replay {
    /// Keeps up to `limit` bytes.
    pub(super) fn new(source: Body, limit: usize) -> Self {
        Self(Arc::new(Mutex::new(Kept {
            source: Some(source).filter(|source| !source.is_end_stream()),
            fault: None,
            data: Vec::new(),
            size: 0,
            limit,
            committed: false,
            live: 0,
            waiting: Vec::new(),
        })))
    }

    /// The body of an attempt, which holds a stream until it has ended.
    pub(super) fn attempt(&self, slot: Slot) -> Body {
        self.kept().live += 1;
        Body::new(Attempt {
            replay: self.clone(),
            next: 0,
            slot: Some(slot),
        })
    }

    /// Whether there can be another attempt.
    pub(super) fn is_whole(&self) -> bool {
        !self.kept().committed
    }

    /// Why the request cannot be sent, if so.
    pub(super) fn fault(&self) -> Option<Status> {
        self.kept().fault.clone()
    }

    /// Says that there will be no other attempt.
    pub(super) fn commit(&self) {
        self.kept().committed = true;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// The next data of the source, kept if it may be needed again.
    fn pull(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        if let Some(status) = &self.fault {
            return Poll::Ready(Some(Err(status.clone())));
        }
        let Some(source) = &mut self.source else {
            return Poll::Ready(None);
        };
        // A server counts empty frames that do not end a stream against the whole connection, and closes it after a
        // few. A body that is passed on ends with one.
        let frame = loop {
            match Pin::new(&mut *source).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) if frame.data_ref().is_some_and(Bytes::is_empty) => {}
                Poll::Ready(frame) => break frame,
                Poll::Pending => {
                    self.waiting.retain(|waker| !waker.will_wake(cx.waker()));
                    self.waiting.push(cx.waker().clone());
                    return Poll::Pending;
                }
            }
        };
        self.waiting.drain(..).for_each(Waker::wake);
        let data = match frame.map(|frame| frame.map(Frame::into_data)) {
            Some(Ok(Ok(data))) => data,
            // Requests have no trailers in gRPC.
            Some(Ok(Err(_))) | None => {
                self.source = None;
                return Poll::Ready(None);
            }
            Some(Err(status)) => {
                self.source = None;
                self.committed = true;
                self.fault = Some(status.clone());
                return Poll::Ready(Some(Err(status)));
            }
        };
        self.size = self.size.saturating_add(data.len());
        if self.size > self.limit {
            self.committed = true;
        }
        // Who asks for more has read what is kept.
        if self.committed && self.live <= 1 {
            self.data.clear();
        } else {
            self.data.push(data.clone());
        }
        Poll::Ready(Some(Ok(data)))
    }
}

/// The request from its beginning.
struct Attempt {
    replay: Replay,
    next: usize,
    /// None when it has ended.
    slot: Option<Slot>,
}

impl HttpBody for Attempt {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if this.slot.is_none() {
            return Poll::Ready(None);
        }
        let mut kept = this.replay.kept();
        if let Some(data) = kept.data.get(this.next) {
            this.next += 1;
            return Poll::Ready(Some(Ok(Frame::data(data.clone()))));
        }
        let data = ready!(kept.pull(cx));
        this.next += 1;
        if !matches!(data, Some(Ok(_))) {
            this.slot = None;
        }
        Poll::Ready(data.map(|data| data.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        let kept = self.replay.kept();
        kept.source.is_none() && kept.fault.is_none() && kept.data.len() <= self.next
    }
}

impl Drop for Attempt {
    /// Others may have waited for this one to be woken.
    fn drop(&mut self) {
        let mut kept = self.replay.kept();
        kept.live -= 1;
        kept.waiting.drain(..).for_each(Waker::wake);
    }
}
