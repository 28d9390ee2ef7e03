//! Reads the trailers of a response from the last envelope of its body.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame};
use tokio::runtime::Handle;
use tokio::time::{Sleep, sleep};

use super::envelope::{COMPRESSED, MAX_END, PREFIX, length};
use crate::Status;
use crate::body::Body;
use crate::grpc::framing::too_large;

/// How a protocol ends the body of a response.
pub trait End {
    /// The flag of the last envelope.
    const FLAG: u8;

    /// The trailers in the last envelope.
    ///
    /// # Errors
    /// If they are malformed.
    fn trailers(&self, compressed: bool, payload: Bytes) -> Result<HeaderMap, Status>;

    /// The error of a body without the last envelope; `None` if the reader of the body reports it.
    fn missing(&self) -> Option<Status>;
}

/// The time for a body to end after its last envelope. Data within it is an error, and the end frees the connection for the next
/// call. A server that does not end the body does not delay the result of the call longer.
const REST: Duration = Duration::from_secs(1);

/// The most frames without data after the last envelope.
const MAX_EMPTY: usize = 16;

/// A body whose last envelope becomes its trailers. The messages before it pass through.
pub struct Ending<E> {
    body: Body,
    end: E,
    /// Data that has arrived, but not passed.
    data: Bytes,
    /// The prefix of the current message, and how much of it has passed.
    prefix: [u8; PREFIX],
    seen: usize,
    /// Bytes of the current message that have not passed.
    left: usize,
    /// The last envelope, from its first byte.
    last: Option<BytesMut>,
    trailers: Option<HeaderMap>,
    /// After the last envelope: limits the wait for the end of the body, and the frames without data.
    rest: Option<Pin<Box<Sleep>>>,
    empty: usize,
    over: Option<Result<(), Status>>,
}

impl<E: End> Ending<E> {
    /// A body that ends as `end` reads it.
    pub fn new(body: Body, end: E) -> Self {
        Self {
            body,
            end,
            data: Bytes::new(),
            prefix: [0; PREFIX],
            seen: 0,
            left: 0,
            last: None,
            trailers: None,
            rest: None,
            empty: 0,
            over: None,
        }
    }

    /// Puts data before the body.
    #[must_use]
    pub fn after(mut self, data: Bytes) -> Self {
        self.data = data;
        self
    }

    /// Takes the data up to the last envelope.
    fn pass(&mut self) -> Bytes {
        let mut passed = 0;
        for _ in 0..=self.data.len() {
            let Some(rest) = self.data.get(passed..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            if self.left > 0 {
                let part = self.left.min(rest.len());
                self.left -= part;
                passed += part;
                continue;
            }
            if self.seen == 0 && rest.first().is_some_and(|flags| flags & E::FLAG != 0) {
                self.last = Some(BytesMut::new());
                break;
            }
            let missing = self.prefix.get_mut(self.seen..).unwrap_or_default();
            let part = missing.len().min(rest.len());
            for (byte, seen) in missing.iter_mut().zip(rest) {
                *byte = *seen;
            }
            passed += part;
            self.seen += part;
            if self.seen == PREFIX {
                self.seen = 0;
                self.left = length(self.prefix);
            }
        }
        self.data.split_to(passed)
    }

    /// Reads the last envelope.
    fn read_last(&mut self) -> Result<(), Status> {
        let Some(last) = &mut self.last else {
            return Ok(());
        };
        let mut data = std::mem::take(&mut self.data);
        if self.trailers.is_some() {
            return match data.is_empty() {
                true => Ok(()),
                false => Err(Status::internal("the response has data after its end")),
            };
        }
        let missing = PREFIX.saturating_sub(last.len()).min(data.len());
        last.extend_from_slice(&data.split_to(missing));
        let Some(prefix) = last.first_chunk::<PREFIX>() else {
            return Ok(());
        };
        let (flags, size) = (prefix[0], length(*prefix));
        if size > MAX_END {
            return Err(too_large("last", size, MAX_END));
        }
        let missing = (PREFIX + size).saturating_sub(last.len()).min(data.len());
        last.extend_from_slice(&data.split_to(missing));
        if last.len() == PREFIX + size {
            let mut payload = std::mem::take(last).freeze();
            payload.advance(PREFIX);
            let compressed = flags & COMPRESSED != 0;
            self.trailers = Some(self.end.trailers(compressed, payload)?);
        }
        self.data = data;
        if self.data.is_empty() || self.trailers.is_none() {
            return Ok(());
        }
        self.read_last()
    }

    fn take_trailers(&mut self) -> Option<Frame<Bytes>> {
        self.body = Body::empty();
        self.trailers.take().map(Frame::trailers)
    }

    /// Waits for the end of the body, after the last envelope. It waits without a limit before it.
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        // Without a runtime there is no clock, as in tests of bodies that are in memory.
        if self.trailers.is_none() || Handle::try_current().is_err() {
            return Poll::Pending;
        }
        let rest = self.rest.get_or_insert_with(|| Box::pin(sleep(REST)));
        ready!(rest.as_mut().poll(cx));
        Poll::Ready(self.take_trailers())
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Frame<Bytes>>, Status>> {
        loop {
            if !self.data.is_empty() && self.last.is_none() {
                let data = self.pass();
                if !data.is_empty() {
                    return Poll::Ready(Ok(Some(Frame::data(data))));
                }
            }
            self.read_last()?;
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                return self.poll_rest(cx).map(Ok);
            };
            match frame {
                _ if self.empty > MAX_EMPTY => return Poll::Ready(Ok(self.take_trailers())),
                Some(Err(status)) => return Poll::Ready(Err(status)),
                Some(Ok(frame)) => {
                    // The trailers of HTTP are not those of the protocol.
                    self.data = frame.into_data().unwrap_or_default();
                    self.empty += usize::from(self.trailers.is_some());
                }
                None => {
                    return Poll::Ready(match self.trailers.take() {
                        Some(trailers) => Ok(Some(Frame::trailers(trailers))),
                        None if self.last.is_some() => Err(Status::internal(
                            "the response ended within its last envelope",
                        )),
                        None => self.end.missing().map_or(Ok(None), Err),
                    });
                }
            }
        }
    }
}

impl<E: End + Unpin> HttpBody for Ending<E> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Some(over) = &self.over {
            return Poll::Ready(over.clone().err().map(Err));
        }
        let next = ready!(self.poll_next(cx));
        match &next {
            Ok(Some(frame)) if frame.is_data() => {}
            Ok(_) => self.over = Some(Ok(())),
            Err(status) => self.over = Some(Err(status.clone())),
        }
        Poll::Ready(next.transpose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::edge::testing::{now, pieces, read};

    struct Dot;

    impl End for Dot {
        const FLAG: u8 = 2;

        fn trailers(&self, compressed: bool, payload: Bytes) -> Result<HeaderMap, Status> {
            let mut trailers = HeaderMap::new();
            let text = format!("{compressed} {}", payload.escape_ascii());
            trailers.insert("end", text.parse().unwrap());
            Ok(trailers)
        }

        fn missing(&self) -> Option<Status> {
            Some(Status::data_loss("no end"))
        }
    }

    fn outcome(sent: &[u8], size: usize) -> (Vec<u8>, String) {
        let (data, trailers, status) = now(read(Ending::new(pieces(sent, size), Dot)));
        let end = match (trailers, status) {
            (Some(trailers), None) => trailers["end"].to_str().unwrap().to_owned(),
            (None, Some(status)) => format!("{:?}", status.code()),
            other => format!("{other:?}"),
        };
        (data, end)
    }

    #[test]
    fn the_last_envelope_becomes_trailers_in_pieces_of_any_size() {
        let messages = b"\0\0\0\0\x02hi\x01\0\0\0\0\0\0\0\0\x01!";
        for (last, passed, end) in [
            (&b"\x02\0\0\0\x03bye"[..], messages.len(), "false bye"),
            (b"\x03\0\0\0\x03bye", messages.len(), "true bye"),
            (b"\x02\0\0\0\0", messages.len(), "false "),
            (b"", messages.len(), "DataLoss"),
            (b"\x02\0\0\0\x03by", messages.len(), "Internal"),
            (b"\x02\0\0", messages.len(), "Internal"),
            (b"\0\0\0", messages.len() + 3, "DataLoss"),
            (b"\x02\0\0\0\x03byeX", messages.len(), "Internal"),
            (b"\x02\0\0\0\0\x02\0\0\0\0", messages.len(), "Internal"),
            (b"\x02\xff\xff\xff\xff", messages.len(), "ResourceExhausted"),
        ] {
            let sent = [&messages[..], last].concat();
            for size in 1..=sent.len() {
                let (data, ended) = outcome(&sent, size);
                assert_eq!(ended, end, "{last:?} in pieces of {size}");
                assert_eq!(data, sent[..passed], "{last:?} in pieces of {size}");
            }
        }
        assert_eq!(Code::from(8), Code::ResourceExhausted);
    }

    /// A body that sends its data, then empty frames, and never ends.
    struct Open(Option<Bytes>, usize);

    impl HttpBody for Open {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            if let Some(data) = self.0.take() {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            let Some(left) = self.1.checked_sub(1) else {
                return Poll::Pending;
            };
            self.1 = left;
            Poll::Ready(Some(Ok(Frame::data(Bytes::new()))))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_end_after_its_end_delays_it_by_a_second() {
        let sent = Bytes::from_static(b"\0\0\0\0\x01x\x02\0\0\0\x03bye");
        for (empty, waits) in [(0, true), (MAX_EMPTY, true), (usize::MAX, false)] {
            let start = tokio::time::Instant::now();
            let open = Body::new(Open(Some(sent.clone()), empty));
            let (data, trailers, status) = read(Ending::new(open, Dot)).await;
            assert_eq!(data, b"\0\0\0\0\x01x");
            assert_eq!(trailers.unwrap()["end"], "false bye");
            assert!(status.is_none());
            assert_eq!(start.elapsed() >= REST, waits, "{empty}");
        }
    }
}
