//! The messages that a call sends, and the moment of its cancellation.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tokio_stream::Stream;

use crate::proto::client_compat_request::Cancel;
use crate::proto::client_compat_request::cancel::CancelTiming;
use crate::server::answer::milliseconds;

/// The progress of the messages that a call sends.
pub struct Upload {
    total: usize,
    delay: Duration,
    cancel: Option<CancelTiming>,
    sent: AtomicUsize,
    /// One permit for each message that may be sent, and one for the end.
    turns: Semaphore,
    /// Has a permit when all messages are sent.
    complete: Semaphore,
}

impl Upload {
    /// Describes the messages of a call. In turn: each message waits for the response to the previous one.
    pub fn new(total: usize, delay: u32, cancel: Option<Cancel>, in_turn: bool) -> Arc<Self> {
        Arc::new(Self {
            total,
            delay: milliseconds(delay),
            cancel: cancel.and_then(|cancel| cancel.cancel_timing),
            sent: AtomicUsize::new(0),
            turns: Semaphore::new(if in_turn { 1 } else { total + 1 }),
            complete: Semaphore::new(0),
        })
    }

    /// Sends the messages, each after the delay. A call that is cancelled before the end has no end.
    pub fn stream<Q: Send + 'static>(
        self: &Arc<Self>,
        messages: Vec<Q>,
    ) -> impl Stream<Item = Q> + Send + 'static {
        let state = (Arc::clone(self), messages.into_iter());
        stream::unfold(state, |(upload, mut messages)| async move {
            upload.turns.acquire().await.ok()?.forget();
            let Some(message) = messages.next() else {
                upload.complete.add_permits(1);
                return match upload.cancel {
                    Some(CancelTiming::BeforeCloseSend(())) => pending().await,
                    _ => None,
                };
            };
            sleep(upload.delay).await;
            upload.sent.fetch_add(1, Ordering::Relaxed);
            Some((message, (upload, messages)))
        })
    }

    /// Notes the response with this number. Returns whether the call must be cancelled.
    pub fn received(&self, number: usize) -> bool {
        self.turns.add_permits(1);
        matches!(self.cancel, Some(CancelTiming::AfterNumResponses(last)) if last as usize == number)
    }

    /// Waits until the call must be cancelled. Never ends if that does not depend on the requests.
    pub async fn cancelled(&self) {
        let delay = match self.cancel {
            Some(CancelTiming::BeforeCloseSend(())) => Duration::ZERO,
            Some(CancelTiming::AfterCloseSendMs(delay)) => milliseconds(delay),
            _ => pending().await,
        };
        if let Ok(complete) = self.complete.acquire().await {
            complete.forget();
        }
        sleep(delay).await;
    }

    /// The only message of a call is sent.
    pub fn complete(&self) {
        self.sent.store(self.total, Ordering::Relaxed);
        self.complete.add_permits(1);
    }

    /// How many messages were not sent.
    pub fn unsent(&self) -> i32 {
        let unsent = self.total.saturating_sub(self.sent.load(Ordering::Relaxed));
        i32::try_from(unsent).unwrap_or(i32::MAX)
    }
}
