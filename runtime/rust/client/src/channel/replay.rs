//! Buffers the body of a request, so that retries and hedges can send it again.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;

use super::streams::Slot;

/// The body of a request, buffered up to a limit while another attempt is possible.
#[derive(Clone)]
pub(super) struct Replay(Arc<Mutex<Buffer>>);

struct Buffer {
    /// `None` at the end of the body.
    source: Option<Body>,
    /// The error of the body, if it failed.
    fault: Option<Status>,
    data: Vec<Bytes>,
    size: usize,
    limit: usize,
    /// Whether no attempt can follow.
    committed: bool,
    /// The number of running attempts.
    live: usize,
    /// Attempts that wait for the next data.
    waiting: Vec<Waker>,
}

impl Replay {
    /// Buffers up to `limit` bytes.
    pub(super) fn new(source: Body, limit: usize) -> Self {
        Self(Arc::new(Mutex::new(Buffer {
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

    /// The body of an attempt. It uses a stream of the connection until it ends.
    pub(super) fn attempt(&self, slot: Slot) -> Body {
        self.buffer().live += 1;
        Body::new(AttemptBody {
            replay: self.clone(),
            next: 0,
            slot: Some(slot),
        })
    }

    /// Whether another attempt is possible: the buffer has the whole request so far.
    pub(super) fn is_whole(&self) -> bool {
        !self.buffer().committed
    }

    /// The error of the body of the request, if any.
    pub(super) fn fault(&self) -> Option<Status> {
        self.buffer().fault.clone()
    }

    /// Records that no attempt follows.
    pub(super) fn commit(&self) {
        self.buffer().committed = true;
    }

    fn buffer(&self) -> MutexGuard<'_, Buffer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Buffer {
    /// Reads the next data of the source, and buffers it if another attempt may need it.
    fn pull(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        if let Some(status) = &self.fault {
            return Poll::Ready(Some(Err(status.clone())));
        }
        let Some(source) = &mut self.source else {
            return Poll::Ready(None);
        };
        // Skip empty frames: servers close a connection that sends many of them (a defence against floods), and the body
        // of a relayed request ends with one.
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
        // A single attempt that asks for more has read the whole buffer.
        if self.committed && self.live <= 1 {
            self.data.clear();
        } else {
            self.data.push(data.clone());
        }
        Poll::Ready(Some(Ok(data)))
    }
}

/// The body of one attempt: the request from its start.
struct AttemptBody {
    replay: Replay,
    next: usize,
    /// `None` at the end of the body.
    slot: Option<Slot>,
}

impl HttpBody for AttemptBody {
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
        let mut buffer = this.replay.buffer();
        if let Some(data) = buffer.data.get(this.next) {
            this.next += 1;
            return Poll::Ready(Some(Ok(Frame::data(data.clone()))));
        }
        let data = ready!(buffer.pull(cx));
        this.next += 1;
        if !matches!(data, Some(Ok(_))) {
            let slot = this.slot.take();
            if let (Some(slot), Some(Err(_))) = (slot, &data) {
                // The client ends the connection of HTTP/1.1, not the server.
                slot.connection().abandoned();
            }
        }
        Poll::Ready(data.map(|data| data.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        let buffer = self.replay.buffer();
        buffer.source.is_none() && buffer.fault.is_none() && buffer.data.len() <= self.next
    }
}

impl Drop for AttemptBody {
    /// Wakes the others: this attempt may have registered the only waker of the source.
    fn drop(&mut self) {
        let mut buffer = self.replay.buffer();
        buffer.live -= 1;
        buffer.waiting.drain(..).for_each(Waker::wake);
    }
}
