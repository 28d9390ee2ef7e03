//! Checks the messages of a stream of requests, one by one, with an asynchronous function.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use rpcsmith_wire::metadata::MetadataMap;
use rpcsmith_wire::{MessageSource, Request, Status, Streaming};

use super::check::RequestCheck;

/// The valid messages of a stream.
///
/// A message is read when the method asks for one, so at most one message is in memory. The status of a failed check
/// replaces its message and ends the stream.
pub(super) struct CheckedStream<Q> {
    reader: Reader,
    checked: Slot<Q>,
    /// Whether the last message passed its rules. Not every check applies them.
    is_validated: bool,
    trailers: Option<MetadataMap>,
}

/// Reads and checks all messages, and returns the trailers.
type Reader = Pin<Box<dyn Future<Output = Result<Option<MetadataMap>, Status>> + Send>>;

impl<Q: Send + Sync + 'static> CheckedStream<Q> {
    /// Checks each message of a stream before the method reads it.
    pub(super) fn wrap<V, C>(
        requests: Request<Streaming<Q>>,
        checks: Arc<V>,
        check: C,
    ) -> Request<Streaming<Q>>
    where
        V: Send + Sync + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
    {
        let (metadata, extensions, messages) = requests.into_parts();
        let call = Request::from_parts(metadata.clone(), extensions.clone(), ());
        let checked = Slot::default();
        let slot = checked.clone();
        let reader = async move { read(messages, call, &*checks, check, &slot).await };
        let messages = Streaming::from_source(Self {
            reader: Box::pin(reader),
            checked,
            is_validated: false,
            trailers: None,
        });
        Request::from_parts(metadata, extensions, messages)
    }
}

/// Puts the valid messages into the slot. Returns the trailers at the end of the stream.
async fn read<V, Q, C>(
    mut messages: Streaming<Q>,
    mut call: Request<()>,
    checks: &V,
    check: C,
    slot: &Slot<Q>,
) -> Result<Option<MetadataMap>, Status>
where
    V: Send + Sync + 'static,
    Q: Send + Sync + 'static,
    C: for<'s> RequestCheck<'s, V, Q>,
{
    while let Some(message) = messages.message().await? {
        let request = call.map(|()| message);
        check(checks, &request).await?;
        let is_validated = request.is_validated();
        let (metadata, extensions, message) = request.into_parts();
        call = Request::from_parts(metadata, extensions, ());
        slot.put(message, is_validated).await;
    }
    Ok(messages.take_trailers())
}

impl<Q: Send> MessageSource<Q> for CheckedStream<Q> {
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Q, Status>>> {
        let end = self.reader.as_mut().poll(cx);
        let checked = self.checked.message().take();
        if let Some((message, is_validated)) = checked {
            self.is_validated = is_validated;
            return Poll::Ready(Some(Ok(message)));
        }
        end.map(|end| match end {
            Ok(trailers) => {
                self.trailers = trailers;
                None
            }
            Err(status) => Some(Err(status)),
        })
    }

    fn is_validated(&self) -> bool {
        self.is_validated
    }

    fn take_trailers(&mut self) -> Option<MetadataMap> {
        self.trailers.take()
    }
}

/// Holds a message that the reader passes on, at most one at a time, and whether it passed its rules.
struct Slot<Q>(Arc<Mutex<Option<(Q, bool)>>>);

impl<Q> Slot<Q> {
    /// Puts a message into the slot, and waits until it is taken. No waker is needed: who takes a message asks for the next
    /// one by another poll.
    async fn put(&self, message: Q, is_validated: bool) {
        *self.message() = Some((message, is_validated));
        poll_fn(|_| match *self.message() {
            Some(_) => Poll::Pending,
            None => Poll::Ready(()),
        })
        .await;
    }

    fn message(&self) -> MutexGuard<'_, Option<(Q, bool)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Q> Default for Slot<Q> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }
}

impl<Q> Clone for Slot<Q> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
