//! Counts the streams of a connection: those in use, and those that its peer allows.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

/// The streams of one connection.
///
/// hyper silently queues requests beyond the limit, so the channel counts streams itself.
/// Source: RFC 9113, 5.1.2 (`SETTINGS_MAX_CONCURRENT_STREAMS`).
pub(super) struct Streams {
    state: Mutex<State>,
    /// Wakes a call when a stream ends.
    freed: Arc<Notify>,
}

struct State {
    limit: usize,
    in_use: usize,
    /// Streams that calls may not use.
    reserved: usize,
    /// Whether a call started since `retire` was last called.
    used: bool,
    retired: bool,
    /// Whether any call started.
    tried: bool,
    answered: bool,
    /// Whether a call stopped before the end of its response, which ends a connection of HTTP/1.1.
    abandoned: bool,
    broken: bool,
}

impl Streams {
    pub(super) fn new(limit: usize, freed: Arc<Notify>) -> Self {
        Self {
            state: Mutex::new(State {
                limit,
                in_use: 0,
                reserved: 0,
                used: true,
                retired: false,
                tried: false,
                answered: false,
                abandoned: false,
                broken: false,
            }),
            freed,
        }
    }

    pub(super) fn set_limit(&self, limit: usize) {
        self.state().limit = limit;
    }

    /// Takes a stream, if one is free.
    pub(super) fn take(self: &Arc<Self>) -> Option<Slot> {
        let mut state = self.state();
        if state.retired || state.in_use + state.reserved >= state.limit {
            return None;
        }
        state.in_use += 1;
        state.used = true;
        state.tried = true;
        drop(state);
        let slot = UsedStream(Arc::clone(self));
        Some(Slot(Arc::new(slot)))
    }

    /// Takes a stream until the connection closes.
    #[cfg(feature = "health")]
    pub(super) fn reserve_stream(&self) {
        self.state().reserved += 1;
    }

    pub(super) fn connection(self: &Arc<Self>) -> Connection {
        Connection(Arc::clone(self))
    }

    pub(super) fn is_retired(&self) -> bool {
        self.state().retired
    }

    /// Closes the connection to new calls if none started since the last time; returns whether it is closed.
    pub(super) fn retire(&self) -> bool {
        let mut state = self.state();
        let used = std::mem::take(&mut state.used);
        state.retired = state.retired || (!used && state.in_use == 0);
        state.retired
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that is in use until the last clone is dropped: the request has one, and the response another.
#[derive(Clone)]
pub(super) struct Slot(Arc<UsedStream>);

struct UsedStream(Arc<Streams>);

impl Drop for UsedStream {
    fn drop(&mut self) {
        self.0.state().in_use -= 1;
        self.0.freed.notify_one();
    }
}

/// The state of a connection, for the calls that used it.
#[derive(Clone)]
pub(super) struct Connection(Arc<Streams>);

impl Connection {
    /// Records that a server has answered over it.
    pub(super) fn answered(&self) {
        self.0.state().answered = true;
    }

    pub(super) fn is_answered(&self) -> bool {
        self.0.state().answered
    }

    /// Records that a call stopped before the end of its response.
    pub(super) fn abandoned(&self) {
        self.0.state().abandoned = true;
    }

    pub(super) fn is_abandoned(&self) -> bool {
        self.0.state().abandoned
    }

    /// Whether any call used it.
    pub(super) fn was_used(&self) -> bool {
        self.0.state().tried
    }

    /// Records that it accepts no more requests.
    pub(super) fn closed(&self) {
        self.0.state().retired = true;
    }

    /// Records that it is broken; returns whether this is the first call to notice.
    pub(super) fn breaks(&self) -> bool {
        !std::mem::replace(&mut self.0.state().broken, true)
    }
}

impl Slot {
    pub(super) fn connection(&self) -> Connection {
        self.0.0.connection()
    }

    /// The body of a response, which frees the stream when it ends.
    pub(super) fn attach_to<B>(self, body: B) -> SlotBody<B>
    where
        B: HttpBody<Data = Bytes> + Unpin,
    {
        let slot = Some(self).filter(|_| !body.is_end_stream());
        SlotBody { body, slot }
    }
}

/// The body of a response that uses a stream.
pub(super) struct SlotBody<B> {
    body: B,
    /// `None` at the end of the body.
    slot: Option<Slot>,
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for SlotBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let ended = !matches!(&frame, Some(Ok(frame)) if frame.is_data());
        if ended || self.body.is_end_stream() {
            self.slot = None;
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

impl<B> Drop for SlotBody<B> {
    fn drop(&mut self) {
        if let Some(slot) = &self.slot {
            slot.connection().abandoned();
        }
    }
}

/// A call that waits for its response.
pub(super) struct Waiting(Option<Connection>);

impl Waiting {
    pub(super) fn new(connection: Connection) -> Self {
        Self(Some(connection))
    }

    /// Records that the call has its response, or an error.
    pub(super) fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(connection) = &self.0 {
            connection.abandoned();
        }
    }
}
