//! Bodies of streams of requests: lines of JSON, or the data of an upload.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};

use crate::Status;
use crate::grpc::read::MessageReader;

/// The messages of a stream, without what stands before their bodies.
pub struct Outgoing {
    reader: MessageReader,
    /// A message that is already read.
    first: Option<Bytes>,
    /// The length of what stands before the body of each message.
    start: usize,
    is_upload: bool,
}

impl Outgoing {
    /// The messages of a reader after the first one.
    pub fn new(reader: MessageReader, first: Option<Bytes>, start: usize, is_upload: bool) -> Self {
        Self {
            reader,
            first,
            start,
            is_upload,
        }
    }

    fn data(&self, mut message: Bytes) -> Bytes {
        // The client has checked that all messages start alike.
        let body = message.split_off(self.start.min(message.len()));
        if self.is_upload {
            return body;
        }
        let mut line = BytesMut::with_capacity(body.len() + 1);
        line.extend_from_slice(&body);
        line.extend_from_slice(b"\n");
        line.freeze()
    }
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        loop {
            let next = match self.first.take() {
                Some(first) => Some(Ok(first)),
                None => ready!(self.reader.poll_message(cx)),
            };
            let data = next.map(|message| message.map(|message| self.data(message)));
            match data {
                Some(Ok(data)) if data.is_empty() => {}
                data => return Poll::Ready(data.map(|data| data.map(Frame::data))),
            }
        }
    }
}
