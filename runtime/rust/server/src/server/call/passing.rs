//! Streams of requests that pass a check, message by message.
//!
//! tonic's `Streaming` is made of a body and a decoder, not of messages. So a second one is put around the first: its
//! body is a task that reads the first, and for each message that has passed it yields an empty frame; its decoder
//! answers that frame with the message, which is decoded no more than once.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tonic::codec::{BufferSettings, DecodeBuf, Decoder};
use tonic::metadata::MetadataMap;
use tonic::{Request, Status, Streaming};

use super::super::Validated;
use super::RequestCheck;

/// A message that is not compressed and takes no bytes.
///
/// Source: <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>.
const EMPTY_MESSAGE: &[u8] = &[0; 5];

/// Puts a check before the messages of a stream.
///
/// A message is read when the method asks for one, so that none but the one in its check is held. The status of a check
/// that fails stands in the place of its message and ends the stream.
pub(super) fn passing<T, V, Q, C>(
    request: Request<Streaming<Q>>,
    service: Arc<Validated<T, V>>,
    check: C,
) -> Request<Streaming<Q>>
where
    T: Send + Sync + 'static,
    V: Send + Sync + 'static,
    Q: Send + Sync + 'static,
    C: for<'s> RequestCheck<'s, V, Q>,
{
    let (metadata, extensions, messages) = request.into_parts();
    let call = Request::from_parts(metadata.clone(), extensions.clone(), ());
    let passed = Passed::default();
    let given = passed.clone();
    let reader = async move {
        match read(messages, call, &service, check, &given).await {
            Ok(trailers) => trailers,
            Err(status) => {
                given.give(Item::Message(Err(status))).await;
                None
            }
        }
    };
    let body = Frames {
        reader: Some(Box::pin(reader)),
        passed: passed.clone(),
    };
    let messages = Streaming::new_request(passed, body, None, None);
    Request::from_parts(metadata, extensions, messages)
}

/// Gives the messages that pass, then their end; what comes behind that is read only if somebody asks for it.
async fn read<T, V, Q, C>(
    mut messages: Streaming<Q>,
    mut call: Request<()>,
    service: &Validated<T, V>,
    check: C,
    given: &Passed<Q>,
) -> Result<Option<MetadataMap>, Status>
where
    T: Send + Sync + 'static,
    V: Send + Sync + 'static,
    Q: Send + Sync + 'static,
    C: for<'s> RequestCheck<'s, V, Q>,
{
    while let Some(message) = messages.message().await? {
        let request = call.map(|()| message);
        check(&service.checks, &request).await?;
        let (metadata, extensions, message) = request.into_parts();
        call = Request::from_parts(metadata, extensions, ());
        given.give(Item::Message(Ok(message))).await;
    }
    given.give(Item::End).await;
    messages.trailers().await
}

/// What is handed from the body to the decoder: never more than one item.
struct Passed<Q>(Arc<Mutex<Option<Item<Q>>>>);

enum Item<Q> {
    Message(Result<Q, Status>),
    End,
}

impl<Q> Passed<Q> {
    /// Gives an item and waits until it has been taken. Nothing wakes the one who waits: who takes an item asks for the
    /// next.
    async fn give(&self, item: Item<Q>) {
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

impl<Q> Default for Passed<Q> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }
}

impl<Q> Clone for Passed<Q> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Q: Send + 'static> Decoder for Passed<Q> {
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

/// Reads messages, and ends with what trailed them.
type Reader = Pin<Box<dyn Future<Output = Option<MetadataMap>> + Send>>;

/// A body with an empty message for each that has passed.
struct Frames<Q> {
    /// None at the end of all.
    reader: Option<Reader>,
    passed: Passed<Q>,
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
        let mut item = self.passed.item();
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
