//! Checks the messages of a stream of requests, one by one.
//!
//! tonic builds a `Streaming` from a body and a decoder, not from messages. So this module wraps the stream in a second
//! one. The body of the second stream reads and checks the messages of the first. For each valid message it yields an
//! empty frame, and the decoder returns the message for that frame. Each message is decoded once.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use rpcsmith_wire::metadata::MetadataMap;
use rpcsmith_wire::{Request, Status, Streaming};
use tonic::codec::{BufferSettings, DecodeBuf, Decoder};

use super::RequestCheck;

/// A message that is not compressed and takes no bytes.
///
/// Source: <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>.
const EMPTY_MESSAGE: &[u8] = &[0; 5];

/// Checks each message of a stream before the method reads it; without a check, returns the stream unchanged.
///
/// A message is read when the method asks for one, so at most one message is in memory. The status of a failed check
/// replaces its message and ends the stream.
pub(super) fn validated_stream<V, Q, C>(
    request: Request<Streaming<Q>>,
    checks: Arc<V>,
    check: Option<C>,
) -> Request<Streaming<Q>>
where
    V: Send + Sync + 'static,
    Q: Send + Sync + 'static,
    C: for<'s> RequestCheck<'s, V, Q>,
{
    let Some(check) = check else {
        return request;
    };
    let (metadata, extensions, messages) = request.into_parts();
    let call = Request::from_parts(metadata.clone(), extensions.clone(), ());
    let slot = Slot::default();
    let valid = slot.clone();
    let reader = async move {
        match read(messages, call, &*checks, check, &valid).await {
            Ok(trailers) => trailers,
            Err(status) => {
                valid.put(Item::Message(Err(status))).await;
                None
            }
        }
    };
    let body = Frames {
        reader: Some(Box::pin(reader)),
        slot: slot.clone(),
    };
    let messages = Streaming::new_request(slot, body, None, None);
    Request::from_parts(metadata, extensions, messages)
}

/// Puts the valid messages into the slot, then the end of the stream. Returns the trailers, which are read only if the
/// method asks for them.
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
        let (metadata, extensions, message) = request.into_parts();
        call = Request::from_parts(metadata, extensions, ());
        slot.put(Item::Message(Ok(message))).await;
    }
    slot.put(Item::End).await;
    messages.trailers().await
}

/// Holds the item that the body passes to the decoder, at most one at a time.
struct Slot<Q>(Arc<Mutex<Option<Item<Q>>>>);

enum Item<Q> {
    Message(Result<Q, Status>),
    End,
}

impl<Q> Slot<Q> {
    /// Puts an item into the slot, and waits until the decoder has taken it. No waker is needed: a reader that takes an
    /// item polls the body for the next one.
    async fn put(&self, item: Item<Q>) {
        *self.item() = Some(item);
        poll_fn(|_| match *self.item() {
            Some(_) => Poll::Pending,
            None => Poll::Ready(()),
        })
        .await;
    }

    fn item(&self) -> MutexGuard<'_, Option<Item<Q>>> {
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

impl<Q: Send + 'static> Decoder for Slot<Q> {
    type Item = Q;
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<Q>, Status> {
        match self.item().take() {
            Some(Item::Message(message)) => message.map(Some),
            Some(Item::End) | None => Ok(None),
        }
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(EMPTY_MESSAGE.len(), EMPTY_MESSAGE.len())
    }
}

/// Reads and checks all messages, and returns the trailers.
type Reader = Pin<Box<dyn Future<Output = Option<MetadataMap>> + Send>>;

/// A body with an empty frame for each valid message.
struct Frames<Q> {
    /// `None` at the end of the stream.
    reader: Option<Reader>,
    slot: Slot<Q>,
}

impl<Q: Send + 'static> HttpBody for Frames<Q> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(reader) = &mut self.reader else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(trailers) = reader.as_mut().poll(cx) {
            self.reader = None;
            let frame = trailers.map(|trailers| Frame::trailers(trailers.into_headers()));
            return Poll::Ready(frame.map(Ok));
        }
        let mut item = self.slot.item();
        match *item {
            None => Poll::Pending,
            Some(Item::Message(_)) => {
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(EMPTY_MESSAGE)))))
            }
            Some(Item::End) => {
                *item = None;
                Poll::Ready(None)
            }
        }
    }
}
