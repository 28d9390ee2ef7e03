//! Reads the messages of a body.
//!
//! Source: `Length-Prefixed-Message` and `Responses` of gRPC over HTTP/2.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http_body::Body as HttpBody;

use super::compression::{Meter, Received, decompress};
use super::framing::{PREFIX, is_one_message, length, too_large};
use crate::body::Body;
use crate::{Code, Status};

/// How a body is read.
#[derive(Clone, Default)]
pub struct ReadOptions {
    /// The maximum size of a message, before and after decompression.
    pub limit: usize,
    /// The compression of the messages.
    pub encoding: Received,
    /// Counts the memory of decompressed messages.
    pub meter: Option<Arc<dyn Meter>>,
    /// Whether malformed bytes of a client are `INVALID_ARGUMENT`, as in Connect, and not `INTERNAL`.
    pub malformed_is_invalid: bool,
}

/// The status of Connect for one of gRPC about a malformed request.
pub fn invalid(status: Status) -> Status {
    match status.code() {
        Code::Internal => Status::invalid_argument(status.message()),
        _ => status,
    }
}

/// The message of a body that is exactly one, is not compressed, and is within the limit. Other bodies need a reader.
pub fn only_message(data: &Bytes, limit: usize) -> Option<Bytes> {
    let is_plain = data.first() == Some(&0) && is_one_message(data);
    let fits = is_plain && data.len() - PREFIX <= limit;
    fits.then(|| data.slice(PREFIX..))
}

/// Reads the messages of a body. A message within one frame is not copied.
///
/// After an error and after the end it stays ended.
pub struct MessageReader {
    body: Body,
    side: Side,
    options: ReadOptions,
    /// Received bytes that are not read yet.
    frame: Bytes,
    /// Received bytes of an incomplete prefix.
    prefix: [u8; PREFIX],
    prefix_length: usize,
    message: Option<MessageHead>,
    /// Received bytes of a message that spans frames.
    partial: BytesMut,
    trailers: Option<HeaderMap>,
    ended: bool,
}

/// Which side of a call sends the messages.
enum Side {
    Client,
    Server {
        /// The status in the headers. It counts only if nothing follows them.
        in_headers: Option<Box<Status>>,
    },
}

/// The prefix of a message.
#[derive(Clone, Copy)]
struct MessageHead {
    compressed: bool,
    length: usize,
}

impl MessageReader {
    /// Reads the messages of a client.
    pub fn of_request(body: Body, options: ReadOptions) -> Self {
        Self::new(body, Side::Client, options)
    }

    /// Reads the messages of a server, which end with a status.
    pub fn of_response(body: Body, headers: &HeaderMap, options: ReadOptions) -> Self {
        let in_headers = Status::from_header_map(headers).map(Box::new);
        Self::new(body, Side::Server { in_headers }, options)
    }

    fn new(body: Body, side: Side, options: ReadOptions) -> Self {
        Self {
            body,
            side,
            options,
            frame: Bytes::new(),
            prefix: [0; PREFIX],
            prefix_length: 0,
            message: None,
            partial: BytesMut::new(),
            trailers: None,
            ended: false,
        }
    }

    /// The next message; `None` at the end.
    ///
    /// # Errors
    /// - The status of the server, if the messages come from one; `UNKNOWN` if it sends none.
    /// - `RESOURCE_EXHAUSTED` for a message over the limit.
    /// - `INTERNAL` if the body is malformed, or ends within a message.
    /// - The status of the body if it fails.
    pub fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_next(cx));
        if !matches!(next, Some(Ok(_))) {
            self.end();
        }
        Poll::Ready(next)
    }

    /// The next message; `None` at the end.
    ///
    /// # Errors
    /// As [`poll_message`](Self::poll_message).
    pub async fn message(&mut self) -> Result<Option<Bytes>, Status> {
        poll_fn(|cx| self.poll_message(cx)).await.transpose()
    }

    /// The only message of the body. It reads the body to its end.
    ///
    /// # Errors
    /// As [`poll_message`](Self::poll_message), and `UNIMPLEMENTED` for no message or for more than one.
    pub async fn only_message(&mut self) -> Result<Bytes, Status> {
        let Some(message) = self.message().await? else {
            return Err(self.not_one("no message"));
        };
        let complete = matches!(self.side, Side::Client) && self.is_complete();
        if !complete && self.message().await?.is_some() {
            self.end();
            return Err(self.not_one("more than one message"));
        }
        self.end();
        Ok(message)
    }

    /// The trailers, after the end. Those of a server have no status.
    pub fn take_trailers(&mut self) -> Option<HeaderMap> {
        self.trailers.take()
    }

    /// Whether nothing follows the messages that were read.
    fn is_complete(&self) -> bool {
        self.frame.is_empty() && !self.is_within_message() && self.body.is_end_stream()
    }

    fn is_within_message(&self) -> bool {
        self.prefix_length > 0 || self.message.is_some()
    }

    fn what(&self) -> &'static str {
        match self.side {
            Side::Client => "request",
            Side::Server { .. } => "response",
        }
    }

    fn not_one(&self, found: &str) -> Status {
        let what = self.what();
        Status::unimplemented(format!("the {what} must be one message, and has {found}"))
    }

    /// Ends the reader, and drops the body.
    fn end(&mut self) {
        self.ended = true;
        self.body = Body::empty();
        self.frame = Bytes::new();
        self.partial = BytesMut::new();
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        loop {
            match self.buffered() {
                Ok(Some(message)) => return Poll::Ready(Some(Ok(message))),
                Ok(None) => {}
                Err(status) => return Poll::Ready(Some(Err(status))),
            }
            match ready!(self.poll_frame(cx)) {
                Some(Ok(())) => {}
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None => return Poll::Ready(None),
            }
        }
    }

    /// Receives a frame of data; `None` at the end.
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), Status>>> {
        loop {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None => return Poll::Ready(self.finish(None).err().map(Err)),
            };
            match frame.into_data() {
                Ok(data) if data.is_empty() => {}
                Ok(data) => {
                    self.frame = data;
                    if let Side::Server { in_headers } = &mut self.side {
                        *in_headers = None;
                    }
                    return Poll::Ready(Some(Ok(())));
                }
                Err(frame) => {
                    if let Ok(trailers) = frame.into_trailers() {
                        return Poll::Ready(self.finish(Some(trailers)).err().map(Err));
                    }
                }
            }
        }
    }

    /// Checks how the body ends.
    fn finish(&mut self, trailers: Option<HeaderMap>) -> Result<(), Status> {
        let within = self.is_within_message();
        let what = self.what();
        if let Side::Server { in_headers } = &mut self.side {
            let status = trailers.as_ref().and_then(Status::from_header_map);
            let status = status.or_else(|| in_headers.take().map(|status| *status));
            match status {
                Some(status) if status.code() != Code::Ok => return Err(status),
                None if !within => {
                    return Err(Status::unknown("the response ended without a status"));
                }
                _ => {}
            }
        }
        if within {
            let message = format!("the {what} ends within a message");
            return Err(self.fault(Status::internal(message)));
        }
        self.trailers = trailers;
        if let (Side::Server { .. }, Some(trailers)) = (&self.side, &mut self.trailers) {
            super::status::remove_from(trailers);
        }
        Ok(())
    }

    /// The next message of the received bytes, if they have all of it.
    fn buffered(&mut self) -> Result<Option<Bytes>, Status> {
        let Some(head) = self.head()? else {
            return Ok(None);
        };
        let message = if self.partial.is_empty() && self.frame.len() >= head.length {
            self.frame.split_to(head.length)
        } else {
            let missing = head.length - self.partial.len();
            if self.partial.is_empty() {
                self.partial.reserve(head.length);
            }
            let more = self.frame.split_to(missing.min(self.frame.len()));
            self.partial.extend_from_slice(&more);
            if self.partial.len() < head.length {
                return Ok(None);
            }
            mem::take(&mut self.partial).freeze()
        };
        self.message = None;
        if head.compressed {
            return self.decompressed(&message).map(Some);
        }
        Ok(Some(message))
    }

    /// The prefix of the next message, if it is complete.
    fn head(&mut self) -> Result<Option<MessageHead>, Status> {
        if self.message.is_some() {
            return Ok(self.message);
        }
        match self.frame.first_chunk() {
            Some(prefix) if self.prefix_length == 0 => {
                self.prefix = *prefix;
                self.frame.advance(PREFIX);
            }
            _ => {
                for slot in self.prefix.iter_mut().skip(self.prefix_length) {
                    let Some(byte) = self.frame.first() else {
                        return Ok(None);
                    };
                    *slot = *byte;
                    self.prefix_length += 1;
                    self.frame.advance(1);
                }
            }
        }
        self.prefix_length = 0;
        let [flags, ..] = self.prefix;
        let length = length(self.prefix);
        let compressed = match flags {
            0 => false,
            1 => true,
            _ => return Err(self.fault(self.malformed(&format!("the flags {flags:#04x}")))),
        };
        if length > self.options.limit {
            return Err(too_large(self.what(), length, self.options.limit));
        }
        self.message = Some(MessageHead { compressed, length });
        Ok(self.message)
    }

    fn decompressed(&self, message: &[u8]) -> Result<Bytes, Status> {
        let options = &self.options;
        let encoding = match &options.encoding {
            Received::Known(encoding) => *encoding,
            Received::Identity => {
                let fault = "the compressed flag, but the call has no compression";
                return Err(self.malformed(fault));
            }
            Received::Unknown(name) => {
                let name = name.as_bytes().escape_ascii();
                let fault = format!("the compression `{name}`, which the call does not accept");
                return Err(self.malformed(&fault));
            }
        };
        let meter = options.meter.as_deref();
        let message = decompress(encoding, message, options.limit, self.what(), meter);
        message.map_err(|status| self.fault(status))
    }

    /// The status of malformed bytes. Other faults stay `INTERNAL` in Connect: a compressed message of a call without
    /// compression, for example.
    fn fault(&self, status: Status) -> Status {
        if self.options.malformed_is_invalid {
            invalid(status)
        } else {
            status
        }
    }

    fn malformed(&self, found: &str) -> Status {
        let what = self.what();
        Status::internal(format!("a message of the {what} has {found}"))
    }
}

#[cfg(test)]
mod tests;
