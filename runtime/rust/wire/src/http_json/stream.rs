//! Streams of responses: lines of JSON, server-sent events, or the data of a download.
//!
//! Source: the framing of grpc-gateway for lines; "Server-sent events" of the HTML standard.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};

use super::error::Details;
use crate::Status;
use crate::codec::http_json::api_http_body;
use crate::grpc::read::MessageReader;

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Lines `{"result":…}`, and a last line `{"error":…}` if the call fails.
    Lines,
    /// Events with messages as data, and an event `end` or `error` at the end.
    Events,
    /// The data of each message. If the call fails, so does the body.
    Data,
}

/// The body of a stream.
pub struct Stream {
    reader: MessageReader,
    /// A message that is already read.
    first: Option<Bytes>,
    framing: Framing,
    details: Details,
    ended: bool,
}

impl Stream {
    /// The messages of a reader after the first one.
    pub fn new(
        reader: MessageReader,
        first: Option<Bytes>,
        framing: Framing,
        details: Details,
    ) -> Self {
        Self {
            reader,
            first,
            framing,
            details,
            ended: false,
        }
    }

    fn frame(&self, message: Bytes) -> Result<Bytes, Status> {
        Ok(match self.framing {
            Framing::Lines => [b"{\"result\":", &message[..], b"}\n"].concat().into(),
            // JSON has no line breaks, unless it is written for people.
            Framing::Events => [b"data: ", &message[..], b"\n\n"].concat().into(),
            Framing::Data => api_http_body::split(message)?.1,
        })
    }

    /// The last data of a call.
    fn last(&self, ended: Result<(), Status>) -> Option<Result<Bytes, Status>> {
        let Err(status) = ended else {
            let end = Bytes::from_static(b"event: end\ndata: {}\n\n");
            return (self.framing == Framing::Events).then_some(Ok(end));
        };
        let json = self.details.json(&status);
        Some(match self.framing {
            Framing::Lines => Ok([b"{\"error\":", &json[..], b"}\n"].concat().into()),
            Framing::Events => Ok([b"event: error\ndata: ", &json[..], b"\n\n"]
                .concat()
                .into()),
            Framing::Data => Err(status),
        })
    }

    fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        loop {
            let next = match self.first.take() {
                Some(first) => Some(Ok(first)),
                None => ready!(self.reader.poll_message(cx)),
            };
            let ended = match next {
                Some(Ok(message)) => match self.frame(message) {
                    Ok(data) if data.is_empty() => continue,
                    Ok(data) => return Poll::Ready(Some(Ok(data))),
                    Err(status) => Err(status),
                },
                Some(Err(status)) => Err(status),
                None => Ok(()),
            };
            self.ended = true;
            return Poll::Ready(self.last(ended));
        }
    }
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let data = ready!(self.poll_data(cx));
        Poll::Ready(data.map(|data| data.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}
