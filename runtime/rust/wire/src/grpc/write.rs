//! Writes messages to a body.
//!
//! The types of messages are erased as early as possible, so that this code compiles once and not for each rpc.

use std::marker::PhantomData;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{BufMut, Bytes, BytesMut};
use futures_core::Stream;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame};

use super::compression::{CompressionEncoding, compress};
use super::framing::{PREFIX, too_large};
use crate::Status;
use crate::body::Trailers;
use crate::codec::{Codec, Encodes};

/// The first buffer of a message. Most messages fit into it, and it grows for larger ones.
const ONE_MESSAGE: usize = 512;

/// Small messages of a stream that are ready are sent together, up to this size. It is a power of two because the buffer doubles:
/// one byte more would take twice the memory, which a client that does not read can hold for each of its calls.
const COALESCED: usize = 32 * 1024;

/// How messages are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions {
    /// The format of the messages.
    pub codec: Codec,
    /// Their compression.
    pub encoding: Option<CompressionEncoding>,
    /// The maximum size of a message on the wire.
    pub limit: Option<usize>,
}

/// In the extensions of a response: its messages are not compressed.
#[derive(Clone, Copy, Debug)]
pub struct Uncompressed;

/// One encoded message, after room for its prefix.
#[derive(Debug)]
pub struct Envelope(BytesMut);

impl Envelope {
    /// Encodes a message.
    ///
    /// # Errors
    /// As [`Encodes::encode`].
    pub fn of<F: Encodes<M>, M>(message: &M, codec: Codec) -> Result<Self, Status> {
        let mut buffer = empty_envelope();
        F::encode(codec, message, &mut buffer)?;
        Ok(Self(buffer))
    }

    /// Completes the envelope of a `what` message: compresses it, and writes the prefix.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if the message is over the limit.
    pub fn seal(self, options: &WriteOptions, what: &str) -> Result<Bytes, Status> {
        let mut buffer = self.0;
        if let Some(encoding) = options.encoding {
            let message = buffer;
            buffer = empty_envelope();
            compress(
                encoding,
                message.get(PREFIX..).unwrap_or_default(),
                &mut buffer,
            )?;
        }
        write_prefix(&mut buffer, 0, options, what)?;
        Ok(buffer.freeze())
    }
}

/// A function of its own, so that it compiles once.
#[inline(never)]
fn empty_envelope() -> BytesMut {
    let mut buffer = BytesMut::with_capacity(ONE_MESSAGE);
    buffer.put_bytes(0, PREFIX);
    buffer
}

/// Writes the prefix of the message that starts at `start` and ends the buffer.
fn write_prefix(
    buffer: &mut BytesMut,
    start: usize,
    options: &WriteOptions,
    what: &str,
) -> Result<(), Status> {
    let size = buffer.len().saturating_sub(start + PREFIX);
    let limit = options.limit.unwrap_or(usize::MAX);
    let length = match u32::try_from(size) {
        Ok(length) if size <= limit => length,
        _ => return Err(too_large(what, size, limit.min(u32::MAX as usize))),
    };
    if let Some(mut prefix) = buffer.get_mut(start..start + PREFIX) {
        prefix.put_u8(options.encoding.is_some().into());
        prefix.put_u32(length);
    }
    Ok(())
}

/// A stream of messages of any type.
pub trait Messages: Send {
    /// Appends the next message to the buffer; `None` at the end.
    ///
    /// # Errors
    /// A status that ends the stream.
    fn poll_encode(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        codec: Codec,
        buffer: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>>;
}

pin_project_lite::pin_project! {
    struct Encoded<F, S> {
        #[pin]
        messages: S,
        format: PhantomData<fn() -> F>,
    }
}

impl<F, S, M> Messages for Encoded<F, S>
where
    F: Encodes<M>,
    S: Stream<Item = Result<M, Status>> + Send,
{
    fn poll_encode(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        codec: Codec,
        buffer: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>> {
        let next = ready!(self.project().messages.poll_next(cx));
        Poll::Ready(next.map(|message| F::encode(codec, &message?, buffer)))
    }
}

/// Erases the type of the messages of a stream.
pub fn erased<F: Encodes<M>, M: 'static>(
    messages: impl Stream<Item = Result<M, Status>> + Send + 'static,
) -> Pin<Box<dyn Messages>> {
    Box::pin(Encoded::<F, _> {
        messages,
        format: PhantomData,
    })
}

/// A body of a stream of messages.
pub struct MessageBody {
    /// `None` at the end of the stream.
    messages: Option<Pin<Box<dyn Messages>>>,
    options: WriteOptions,
    /// Messages to send.
    buffer: BytesMut,
    /// A message before compression.
    plain: BytesMut,
    end: End,
}

/// How the body ends.
enum End {
    /// With trailers: the body of a response.
    Trailers(HeaderMap),
    /// Without trailers: the body of a request.
    Plain,
    /// With the status of a failed stream of requests.
    Failed(Status),
    /// It has ended.
    Over,
}

impl MessageBody {
    /// The body of a request. A fault of the stream is an error of the body.
    pub fn of_request(messages: Pin<Box<dyn Messages>>, options: WriteOptions) -> Self {
        Self::new(messages, options, End::Plain)
    }

    /// The body of a response, with the trailers of its handler. A fault of the stream is the status in the trailers.
    pub fn of_response(
        messages: Pin<Box<dyn Messages>>,
        options: WriteOptions,
        trailers: HeaderMap,
    ) -> Self {
        Self::new(messages, options, End::Trailers(trailers))
    }

    fn new(messages: Pin<Box<dyn Messages>>, options: WriteOptions, end: End) -> Self {
        Self {
            messages: Some(messages),
            options,
            buffer: BytesMut::new(),
            plain: BytesMut::new(),
            end,
        }
    }

    /// Appends messages to the buffer, until another one of the same size has no room or no message is ready. Pending if the
    /// buffer is empty.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut last = 0;
        while self.buffer.len() + last <= COALESCED {
            let Some(messages) = &mut self.messages else {
                break;
            };
            let codec = self.options.codec;
            let start = self.buffer.len();
            self.buffer.put_bytes(0, PREFIX);
            let buffer = match self.options.encoding {
                Some(_) => &mut self.plain,
                None => &mut self.buffer,
            };
            let written = match messages.as_mut().poll_encode(cx, codec, buffer) {
                Poll::Ready(Some(Ok(()))) => self.finish_message(start),
                Poll::Ready(Some(Err(status))) => Err(status),
                end => {
                    self.buffer.truncate(start);
                    if end.is_ready() {
                        self.messages = None;
                    } else if start == 0 {
                        return Poll::Pending;
                    }
                    break;
                }
            };
            if let Err(status) = written {
                self.buffer.truncate(start);
                self.messages = None;
                self.fail(status);
            }
            last = self.buffer.len().saturating_sub(start);
        }
        Poll::Ready(())
    }

    fn finish_message(&mut self, start: usize) -> Result<(), Status> {
        if let Some(encoding) = self.options.encoding {
            let compressed = compress(encoding, &self.plain, &mut self.buffer);
            self.plain.clear();
            compressed?;
        }
        let what = match self.end {
            End::Trailers(_) => "response",
            _ => "request",
        };
        write_prefix(&mut self.buffer, start, &self.options, what)
    }

    fn fail(&mut self, status: Status) {
        self.end = match mem::replace(&mut self.end, End::Over) {
            End::Trailers(mut trailers) => match status.add_header(&mut trailers) {
                Ok(()) => End::Trailers(trailers),
                Err(status) => End::Failed(status),
            },
            _ => End::Failed(status),
        };
    }

    /// The frame after all messages.
    fn last_frame(&mut self) -> Option<Result<Frame<Bytes>, Status>> {
        match mem::replace(&mut self.end, End::Over) {
            End::Trailers(trailers) if trailers.contains_key(super::status::GRPC_STATUS) => {
                Some(Ok(Frame::trailers(trailers)))
            }
            End::Trailers(trailers) => {
                let trailers = Trailers::ok(trailers).into_map();
                trailers.map(|trailers| Ok(Frame::trailers(trailers)))
            }
            End::Failed(status) => Some(Err(status)),
            End::Plain | End::Over => None,
        }
    }
}

impl HttpBody for MessageBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        ready!(this.poll_fill(cx));
        if this.buffer.is_empty() {
            return Poll::Ready(this.last_frame());
        }
        Poll::Ready(Some(Ok(Frame::data(this.buffer.split().freeze()))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.end, End::Over)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::codec::ProtoOnly;

    /// The frames of a body; text for the last one.
    fn frames(mut body: MessageBody) -> (Vec<Bytes>, String) {
        let mut data = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        let end = loop {
            match Pin::new(&mut body).poll_frame(&mut cx) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(bytes) => data.push(bytes),
                    Err(frame) => break format!("{:?}", frame.into_trailers().unwrap_or_default()),
                },
                Poll::Ready(Some(Err(status))) => break status.message().to_owned(),
                Poll::Ready(None) => break String::new(),
                Poll::Pending => break "pending".to_owned(),
            }
        };
        (data, end)
    }

    fn messages(
        messages: impl IntoIterator<Item = Result<String, Status>, IntoIter: Send + 'static>,
    ) -> Pin<Box<dyn Messages>> {
        erased::<ProtoOnly, _>(tokio_stream::iter(messages))
    }

    const A: &[u8] = &[0, 0, 0, 0, 3, 10, 1, b'a'];

    #[test]
    fn an_envelope_has_its_prefix() {
        let seal = |limit| {
            let envelope = Envelope::of::<ProtoOnly, _>(&"a".to_owned(), Codec::Proto)?;
            let options = WriteOptions {
                limit,
                ..WriteOptions::default()
            };
            envelope.seal(&options, "test")
        };
        assert_eq!(seal(Some(3)).unwrap(), A);
        let status = seal(Some(2)).unwrap_err();
        assert_eq!(status.code(), crate::Code::ResourceExhausted);
    }

    #[test]
    fn messages_that_are_ready_share_a_frame() {
        let two = || messages([Ok("a".to_owned()), Ok("a".to_owned())]);
        let options = WriteOptions::default();
        let both = vec![Bytes::from([A, A].concat())];
        let body = MessageBody::of_request(two(), options);
        assert_eq!(frames(body), (both.clone(), String::new()));
        let body = MessageBody::of_response(two(), options, HeaderMap::new());
        assert_eq!(frames(body), (both, r#"{"grpc-status": "0"}"#.to_owned()));
        let large = (0..20).map(|_| Ok("x".repeat(5000)));
        let sizes = frames(MessageBody::of_request(messages(large), options)).0;
        let sizes: Vec<_> = sizes.iter().map(Bytes::len).collect();
        assert!(sizes.iter().all(|size| *size <= COALESCED), "{sizes:?}");
        assert_eq!(sizes.len(), 4);
    }

    #[test]
    fn a_fault_of_the_stream_is_the_status_after_the_messages_before_it() {
        let faulty = || {
            messages([
                Ok("a".to_owned()),
                Err(Status::aborted("x")),
                Ok("b".into()),
            ])
        };
        let options = WriteOptions::default();
        let (data, end) = frames(MessageBody::of_request(faulty(), options));
        assert_eq!((data, end.as_str()), (vec![Bytes::from_static(A)], "x"));
        let (data, end) = frames(MessageBody::of_response(
            faulty(),
            options,
            HeaderMap::new(),
        ));
        assert_eq!(data, [A]);
        assert!(end.contains(r#""grpc-status": "10""#), "{end}");
    }

    #[test]
    fn a_message_over_the_limit_ends_the_stream() {
        let options = WriteOptions {
            limit: Some(3),
            ..WriteOptions::default()
        };
        let long = messages([Ok("a".to_owned()), Ok("long".to_owned()), Ok("a".into())]);
        let (data, end) = frames(MessageBody::of_response(long, options, HeaderMap::new()));
        assert_eq!(data, [A]);
        assert!(end.contains(r#""grpc-status": "8""#), "{end}");
    }
}
