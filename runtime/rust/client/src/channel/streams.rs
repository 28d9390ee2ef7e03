//! How many streams of a connection are in use, and how many its peer allows.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

/// The streams of one connection.
///
/// hyper queues requests beyond the limit without a sign, so the channel counts streams itself.
/// Source: RFC 9113, 5.1.2 (`SETTINGS_MAX_CONCURRENT_STREAMS`).
pub(super) struct Streams {
    state: Mutex<State>,
    /// Wakes a call when a stream ends.
    freed: Arc<Notify>,
}

struct State {
    limit: usize,
    in_use: usize,
    /// Streams that are not for calls.
    kept_back: usize,
    /// Whether there was a call since the last look.
    used: bool,
    retired: bool,
    /// Whether there was a call at all.
    tried: bool,
    answered: bool,
    broken: bool,
}

impl Streams {
    pub(super) fn new(limit: usize, freed: Arc<Notify>) -> Self {
        Self {
            state: Mutex::new(State {
                limit,
                in_use: 0,
                kept_back: 0,
                used: true,
                retired: false,
                tried: false,
                answered: false,
                broken: false,
            }),
            freed,
        }
    }

    pub(super) fn set_limit(&self, limit: usize) {
        self.state().limit = limit;
    }

    /// Takes a stream, if there is one left.
    pub(super) fn take(self: &Arc<Self>) -> Option<Slot> {
        let mut state = self.state();
        if state.retired || state.in_use + state.kept_back >= state.limit {
            return None;
        }
        state.in_use += 1;
        state.used = true;
        state.tried = true;
        drop(state);
        let slot = Taken(Arc::clone(self));
        Some(Slot(Arc::new(slot)))
    }

    /// Takes a stream for as long as the connection lives.
    #[cfg(feature = "health")]
    pub(super) fn keep_one_back(&self) {
        self.state().kept_back += 1;
    }

    pub(super) fn connection(self: &Arc<Self>) -> Connection {
        Connection(Arc::clone(self))
    }

    pub(super) fn is_retired(&self) -> bool {
        self.state().retired
    }

    /// Closes the connection for calls if there was none since this was last asked; returns whether it is closed.
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

/// A stream that is in use until the last clone is gone: one is held by the request, one by the response.
#[derive(Clone)]
pub(super) struct Slot(Arc<Taken>);

struct Taken(Arc<Streams>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.state().in_use -= 1;
        self.0.freed.notify_one();
    }
}

/// What is noted of a connection.
#[derive(Clone)]
pub(super) struct Connection(Arc<Streams>);

impl Connection {
    /// Notes that a server has answered over it.
    pub(super) fn answered(&self) {
        self.0.state().answered = true;
    }

    pub(super) fn is_answered(&self) -> bool {
        self.0.state().answered
    }

    /// Whether there were calls.
    pub(super) fn is_tried(&self) -> bool {
        self.0.state().tried
    }

    /// Notes that it takes no more requests.
    pub(super) fn closed(&self) {
        self.0.state().retired = true;
    }

    /// Notes that it has broken; returns whether this is the first call to see that.
    pub(super) fn breaks(&self) -> bool {
        !std::mem::replace(&mut self.0.state().broken, true)
    }
}

impl Slot {
    pub(super) fn connection(&self) -> Connection {
        self.0.0.connection()
    }

    /// The body of a response, which gives the stream back when it has ended.
    pub(super) fn held_by<B>(self, body: B) -> Held<B>
    where
        B: HttpBody<Data = Bytes> + Unpin,
    {
        let slot = Some(self).filter(|_| !body.is_end_stream());
        Held { body, slot }
    }
}

/// The body of a response, with its stream.
pub(super) struct Held<B> {
    body: B,
    /// None when it has ended.
    slot: Option<Slot>,
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Held<B> {
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
