//! Streams of requests, whose messages are sent by one request of HTTP.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};

use crate::Status;
use crate::codec::Codec;
use crate::codec::http_json::payload;
use crate::grpc::write::Messages;

/// The messages of a stream of requests, which share one path, one query and one content type.
pub struct SameTarget {
    messages: Pin<Box<dyn Messages>>,
    /// What the first message has before its body.
    head: Option<Bytes>,
}

impl SameTarget {
    /// Checks the messages of a stream.
    pub fn new(messages: Pin<Box<dyn Messages>>) -> Self {
        let head = None;
        Self { messages, head }
    }

    fn check(&mut self, message: &[u8]) -> Result<(), Status> {
        if let Some(head) = &self.head {
            return match message.starts_with(head) {
                true => Ok(()),
                false => Err(Status::invalid_argument(
                    "the messages of a stream of HTTP/JSON have one path, one query and one content type",
                )),
            };
        }
        let length = payload::head_length(message);
        let head = length.and_then(|length| message.get(..length));
        self.head = head.map(Bytes::copy_from_slice);
        Ok(())
    }
}

impl Messages for SameTarget {
    fn poll_encode(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        codec: Codec,
        buffer: &mut BytesMut,
    ) -> Poll<Option<Result<(), Status>>> {
        let start = buffer.len();
        let written = ready!(self.messages.as_mut().poll_encode(cx, codec, buffer));
        let message = buffer.get(start..).unwrap_or_default();
        Poll::Ready(match written {
            Some(Ok(())) => Some(self.check(message)),
            other => other,
        })
    }
}
