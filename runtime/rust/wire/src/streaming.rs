//! Streams of received messages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use sync_wrapper::SyncWrapper;

use crate::Status;
use crate::codec::Codec;
use crate::grpc::read::MessageReader;
use crate::metadata::MetadataMap;

/// The messages that the other side of a call sends.
///
/// After an error and after the end, it stays ended. Dropping it cancels the call of a client.
///
/// ```
/// use rpcsmith_runtime::{Status, Streaming};
///
/// /// Adds the numbers that the other side sends.
/// async fn sum(mut numbers: Streaming<u64>) -> Result<u64, Status> {
///     let mut sum = 0;
///     while let Some(number) = numbers.message().await? {
///         sum += number;
///     }
///     Ok(sum)
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// // A test makes a stream from messages.
/// let numbers = Streaming::from_messages(tokio_stream::iter([Ok(1), Ok(2)]));
/// assert_eq!(sum(numbers).await.unwrap(), 3);
/// # }
/// ```
///
/// It is also a [`Stream`] of `Result<T, Status>`, for the functions of `tokio_stream::StreamExt` and
/// `futures::TryStreamExt`.
pub struct Streaming<T> {
    source: SyncWrapper<Source<T>>,
    trailers: Option<MetadataMap>,
}

enum Source<T> {
    Body(Decoded<T>),
    Messages(Box<dyn MessageSource<T>>),
    Ended,
}

/// Messages of a body, and how they are decoded.
struct Decoded<T> {
    reader: Box<MessageReader>,
    codec: Codec,
    decode: Decode<T>,
    /// Applies the rules of the message.
    rules: Option<Check<T>>,
}

/// Decodes a message.
#[doc(hidden)]
pub type Decode<T> = fn(Codec, Bytes) -> Result<T, Status>;

/// Checks a message. A status that it returns ends the stream.
#[doc(hidden)]
pub type Check<T> = fn(&T) -> Result<(), Status>;

/// A source of decoded messages.
#[doc(hidden)]
pub trait MessageSource<T>: Send {
    /// The next message; `None` at the end.
    ///
    /// # Errors
    /// A status that ends the stream.
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Status>>>;

    /// Whether the last message passed its rules.
    fn is_validated(&self) -> bool {
        false
    }

    /// The trailers, after the end.
    fn take_trailers(&mut self) -> Option<MetadataMap>;
}

impl<T> Streaming<T> {
    /// A stream of messages that are already decoded, for example to test a handler.
    pub fn from_messages(messages: impl Stream<Item = Result<T, Status>> + Send + 'static) -> Self
    where
        T: 'static,
    {
        Self::from_source(FromStream(Box::pin(messages)))
    }

    /// A stream of messages that are already decoded.
    #[doc(hidden)]
    pub fn from_source(messages: impl MessageSource<T> + 'static) -> Self {
        Self::new(Source::Messages(Box::new(messages)))
    }

    /// A stream of the messages of a body.
    #[doc(hidden)]
    pub fn decoded(reader: MessageReader, codec: Codec, decode: Decode<T>) -> Self {
        Self::new(Source::Body(Decoded {
            reader: Box::new(reader),
            codec,
            decode,
            rules: None,
        }))
    }

    /// Validates each message of a body by its rules.
    #[doc(hidden)]
    #[must_use]
    pub fn by_rules(mut self, rules: Check<T>) -> Self {
        if let Source::Body(decoded) = self.source.get_mut() {
            decoded.rules = Some(rules);
        }
        self
    }

    /// Converts each message. `convert` gets whether the message passed its rules. A status that it returns ends the stream.
    #[doc(hidden)]
    pub fn convert<U>(self, convert: fn(T, bool) -> Result<U, Status>) -> Streaming<U>
    where
        T: 'static,
        U: 'static,
    {
        Streaming::from_source(Converted {
            messages: self,
            convert,
        })
    }

    fn new(source: Source<T>) -> Self {
        Self {
            source: SyncWrapper::new(source),
            trailers: None,
        }
    }

    /// The next message; `None` at the end.
    ///
    /// # Errors
    /// The status that ends the call. For the server, `CANCELLED` if the client does not end the stream.
    pub async fn message(&mut self) -> Result<Option<T>, Status> {
        poll_fn(|cx| self.poll_message(cx)).await.transpose()
    }

    /// The trailers after the messages, which are read and dropped first.
    ///
    /// # Errors
    /// The status that ends the call.
    pub async fn trailers(&mut self) -> Result<Option<MetadataMap>, Status> {
        while self.message().await?.is_some() {}
        Ok(self.trailers.take())
    }

    /// The trailers, after the end.
    #[doc(hidden)]
    pub fn take_trailers(&mut self) -> Option<MetadataMap> {
        self.trailers.take()
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Status>>> {
        let source = self.source.get_mut();
        let next = match source {
            Source::Body(decoded) => ready!(decoded.poll_message(cx)),
            Source::Messages(messages) => ready!(messages.poll_message(cx)),
            Source::Ended => return Poll::Ready(None),
        };
        if next.is_none() {
            self.trailers = match source {
                Source::Body(decoded) => decoded
                    .reader
                    .take_trailers()
                    .map(MetadataMap::from_headers),
                Source::Messages(messages) => messages.take_trailers(),
                Source::Ended => None,
            };
        }
        if !matches!(next, Some(Ok(_))) {
            *source = Source::Ended;
        }
        Poll::Ready(next)
    }

    /// Whether the last message passed its rules.
    fn is_validated(&mut self) -> bool {
        match self.source.get_mut() {
            Source::Body(decoded) => decoded.rules.is_some(),
            Source::Messages(messages) => messages.is_validated(),
            Source::Ended => false,
        }
    }
}

impl<T> Decoded<T> {
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Status>>> {
        let next = ready!(self.reader.poll_message(cx));
        Poll::Ready(next.map(|bytes| {
            let message = (self.decode)(self.codec, bytes?)?;
            if let Some(rules) = self.rules {
                rules(&message)?;
            }
            Ok(message)
        }))
    }
}

/// The messages of a stream, which a function converts.
struct Converted<T, U> {
    messages: Streaming<T>,
    convert: fn(T, bool) -> Result<U, Status>,
}

impl<T, U> MessageSource<U> for Converted<T, U> {
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<U, Status>>> {
        let next = ready!(self.messages.poll_message(cx));
        let is_validated = self.messages.is_validated();
        Poll::Ready(next.map(|message| (self.convert)(message?, is_validated)))
    }

    fn take_trailers(&mut self) -> Option<MetadataMap> {
        self.messages.take_trailers()
    }
}

/// A stream as a source of messages.
struct FromStream<T>(Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>);

impl<T> MessageSource<T> for FromStream<T> {
    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Status>>> {
        self.0.as_mut().poll_next(cx)
    }

    fn take_trailers(&mut self) -> Option<MetadataMap> {
        None
    }
}

impl<T> Stream for Streaming<T> {
    type Item = Result<T, Status>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Status>>> {
        self.poll_message(cx)
    }
}

impl<T> Unpin for Streaming<T> {}

impl<T> fmt::Debug for Streaming<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streaming").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_send_sync_unpin<T: Send + Sync + Unpin>(_: &T) {}

    #[tokio::test]
    async fn a_stream_stays_ended_after_an_error() {
        let messages = [Ok(1), Err(Status::aborted("x")), Ok(2)];
        let mut stream = Streaming::from_messages(tokio_stream::iter(messages));
        is_send_sync_unpin(&stream);
        assert_eq!(stream.message().await.unwrap(), Some(1));
        assert_eq!(stream.message().await.unwrap_err().message(), "x");
        assert_eq!(stream.message().await.unwrap(), None);
        assert!(stream.trailers().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn the_trailers_come_after_the_messages() {
        use crate::body::{Body, Trailers};
        use crate::grpc::read::ReadOptions;

        let mut more = http::HeaderMap::new();
        more.insert("a", http::HeaderValue::from_static("b"));
        let body = Body::messages(Bytes::from_static(&[0; 10]), Trailers::ok(more));
        let options = ReadOptions {
            limit: 10,
            ..ReadOptions::default()
        };
        let headers = http::HeaderMap::new();
        let reader = MessageReader::of_response(body, &headers, options);
        let stream = Streaming::decoded(reader, Codec::Proto, |_, bytes| Ok(bytes));
        // Also those of a stream that is converted.
        let mut stream = stream.convert(|message, _| Ok(message));
        assert_eq!(stream.message().await.unwrap(), Some(Bytes::new()));
        let trailers = stream.trailers().await.unwrap().unwrap();
        assert_eq!(format!("{:?}", trailers.into_headers()), r#"{"a": "b"}"#);
        assert!(stream.trailers().await.unwrap().is_none());
    }
}
