//! Puts the message that is a whole body into an envelope.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame};

use super::envelope::{COMPRESSED, PREFIX, prefix};
use crate::Status;
use crate::body::Body;
use crate::grpc::framing::too_large;

/// A body of one message, or of its end, as an envelope.
///
/// If the length of the body is known, its data passes through as it arrives. Otherwise the body is gathered first, because the
/// length stands before the message. It is gathered into one buffer, which the reader of the envelope takes without a copy: so a
/// message takes its memory once, with at most a quarter more while it grows.
pub struct Enveloped {
    body: Body,
    compressed: bool,
    /// The start of the message, before the body.
    head: Bytes,
    /// The most bytes of a body of unknown length.
    limit: usize,
    what: &'static str,
    state: State,
    trailers: Option<HeaderMap>,
}

/// The smallest buffer for a body of unknown length, and the size from which the buffer grows by a quarter instead of doubling.
const FIRST: usize = 4 * 1024;
const SLOW_GROWTH: usize = 64 * 1024;

/// The size of the buffer for `size` bytes of a body of unknown length, which may have `limit` bytes. A budget counts
/// this size.
pub fn capacity(size: usize, limit: usize) -> usize {
    let mut capacity = FIRST;
    while capacity < size {
        let more = if capacity < SLOW_GROWTH {
            capacity
        } else {
            capacity / 4
        };
        capacity = capacity.saturating_add(more);
    }
    // Data over the limit is counted, but not kept.
    capacity.min(limit).max(size)
}

enum State {
    /// The length is unknown: the prefix, the head, and the data so far.
    Gathering(Vec<u8>),
    /// Pieces that are ready, and then the rest of the body.
    Passing(VecDeque<Bytes>, u64),
    Failed(Status),
    Ended,
}

impl Enveloped {
    /// The envelope of a message that is a body. A body of unknown length may have `limit` bytes; `what` names it in the
    /// status.
    pub fn new(body: Body, compressed: bool, limit: usize, what: &'static str) -> Self {
        Self::after(Bytes::new(), body, compressed, limit, what)
    }

    /// As [`new`](Self::new), for a message that starts with `head`. A compressed one has none.
    pub fn after(
        head: Bytes,
        body: Body,
        compressed: bool,
        limit: usize,
        what: &'static str,
    ) -> Self {
        let exact = body.size_hint().exact();
        let mut start = vec![0; PREFIX];
        start.extend_from_slice(&head);
        let mut enveloped = Self {
            body,
            compressed,
            head,
            limit,
            what,
            state: State::Gathering(start),
            trailers: None,
        };
        if let Some(length) = exact {
            enveloped.state = match usize::try_from(length).map(|size| enveloped.prefix(size)) {
                Ok(Ok(prefix)) => {
                    let head = enveloped.head.clone();
                    let ready = [prefix, head].into_iter().filter(|piece| !piece.is_empty());
                    State::Passing(ready.collect(), length)
                }
                Ok(Err(status)) => State::Failed(status),
                Err(_) => State::Failed(too_long()),
            };
        }
        enveloped
    }

    /// Ends the body with trailers.
    #[must_use]
    pub fn with_trailers(mut self, trailers: HeaderMap) -> Self {
        self.trailers = Some(trailers);
        self
    }

    fn prefix(&self, length: usize) -> Result<Bytes, Status> {
        // Peers send an empty message without compressing it.
        let compressed = self.compressed && length > 0;
        let flags = if compressed { COMPRESSED } else { 0 };
        let length = length.saturating_add(self.head.len());
        let prefix = prefix(flags, length).ok_or_else(too_long)?;
        Ok(Bytes::copy_from_slice(&prefix))
    }

    fn poll_gathered(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Status>> {
        let start = PREFIX + self.head.len();
        loop {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(cx)).transpose()?;
            let State::Gathering(buffer) = &mut self.state else {
                return Poll::Ready(Ok(Bytes::new()));
            };
            let Some(frame) = frame else {
                let mut buffer = std::mem::take(buffer);
                let prefix = self.prefix(buffer.len().saturating_sub(start))?;
                for (byte, known) in buffer.iter_mut().zip(prefix) {
                    *byte = known;
                }
                return Poll::Ready(Ok(buffer.into()));
            };
            // A message without an envelope has no trailers.
            let Ok(data) = frame.into_data() else {
                continue;
            };
            let size = buffer
                .len()
                .saturating_sub(start)
                .saturating_add(data.len());
            if size > self.limit {
                return Poll::Ready(Err(too_large(self.what, size, self.limit)));
            }
            let missing = (capacity(size, self.limit) + start).saturating_sub(buffer.len());
            buffer.reserve_exact(missing);
            buffer.extend_from_slice(&data);
        }
    }

    /// The rest of a body whose length is known.
    fn poll_rest(
        &mut self,
        left: u64,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        loop {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(status)) => return Poll::Ready(Some(Err(status))),
                None if left > 0 => {
                    let message = "the body is shorter than its declared length";
                    return Poll::Ready(Some(Err(Status::internal(message))));
                }
                None => {
                    self.state = State::Ended;
                    return Poll::Ready(self.trailers.take().map(|end| Ok(Frame::trailers(end))));
                }
            };
            let Ok(data) = frame.into_data() else {
                continue;
            };
            let Some(left) = left.checked_sub(data.len() as u64) else {
                let message = "the body is longer than its declared length";
                return Poll::Ready(Some(Err(Status::internal(message))));
            };
            self.state = State::Passing(VecDeque::new(), left);
            if !data.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
        }
    }
}

fn too_long() -> Status {
    Status::resource_exhausted("a message of more than 4 GiB does not fit into an envelope")
}

impl HttpBody for Enveloped {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        loop {
            let polled = match &mut this.state {
                State::Gathering(_) => match ready!(this.poll_gathered(cx)) {
                    Ok(envelope) => {
                        this.state = State::Passing(VecDeque::from([envelope]), 0);
                        continue;
                    }
                    Err(status) => Some(Err(status)),
                },
                State::Passing(ready, left) => match ready.pop_front() {
                    Some(piece) => return Poll::Ready(Some(Ok(Frame::data(piece)))),
                    None => {
                        let left = *left;
                        ready!(this.poll_rest(left, cx))
                    }
                },
                State::Failed(status) => Some(Err(status.clone())),
                State::Ended => None,
            };
            if let Some(Err(status)) = &polled {
                this.state = State::Failed(status.clone());
            }
            return Poll::Ready(polled);
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::edge::chunks::Chunks;
    use crate::edge::testing::{now, pieces, read};

    #[test]
    fn a_message_has_an_envelope_in_pieces_of_any_size() {
        let message = b"a message of some bytes";
        let expected = [&[1, 0, 0, 0, 23][..], message].concat();
        for size in 1..=message.len() {
            let body = Enveloped::new(pieces(message, size), true, 23, "test");
            assert_eq!(now(read(body)).0, expected, "in pieces of {size}");
            let body = Enveloped::new(pieces(message, size), true, 22, "test");
            let (_, _, status) = now(read(body));
            assert_eq!(
                status.map(|status| status.code()),
                Some(Code::ResourceExhausted)
            );
            let exact = Chunks::new(message.chunks(size).map(Bytes::copy_from_slice));
            // The decoder enforces the limit for a length that is known.
            let body = Enveloped::new(Body::new(exact), true, 1, "test");
            assert_eq!(now(read(body)).0, expected, "in pieces of {size}");
        }
        let empty = Enveloped::new(Body::empty(), true, 0, "test");
        assert_eq!(now(read(empty)).0, [0; 5]);
    }

    #[test]
    fn a_message_can_start_before_the_body() {
        let head = Bytes::from_static(b"head ");
        let expected = b"\0\0\0\0\x09head body";
        for size in 1..=4 {
            let body = Enveloped::after(head.clone(), pieces(b"body", size), false, 4, "test");
            assert_eq!(now(read(body)).0, expected, "in pieces of {size}");
            let exact = Body::new(Chunks::new(
                b"body".chunks(size).map(Bytes::copy_from_slice),
            ));
            let body = Enveloped::after(head.clone(), exact, false, 4, "test");
            assert_eq!(now(read(body)).0, expected, "in pieces of {size}");
        }
        let empty = Enveloped::after(head, Body::empty(), false, 0, "test");
        assert_eq!(now(read(empty)).0, b"\0\0\0\0\x05head ");
    }

    #[test]
    fn a_body_of_unknown_length_is_one_buffer_of_the_counted_size() {
        const LIMIT: usize = 300_000;
        for length in [0, 1, FIRST, FIRST + 1, 70_000, 200_000, LIMIT] {
            let message = vec![7; length];
            for size in [1, 100, 5000, 500_000] {
                let mut body = Enveloped::new(pieces(&message, size), false, LIMIT, "test");
                let mut most = 0;
                let first = now(std::future::poll_fn(|cx| {
                    let polled = Pin::new(&mut body).poll_frame(cx);
                    if let State::Gathering(buffer) = &body.state {
                        let counted = capacity(buffer.len() - PREFIX, LIMIT) + PREFIX;
                        assert!(buffer.capacity() <= counted, "{length} in {size}");
                        most = most.max(buffer.capacity());
                    }
                    polled
                }));
                let envelope = first.unwrap().unwrap().into_data().unwrap();
                assert_eq!(envelope.len(), length + PREFIX, "{length} in {size}");
                assert!(most <= (length + length / 4).clamp(2 * FIRST, LIMIT) + PREFIX);
            }
        }
        assert_eq!((capacity(1, 10), capacity(11, 10)), (10, 11));
    }

    #[test]
    fn trailers_follow_the_message() {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", "0".parse().unwrap());
        let body =
            Enveloped::new(pieces(b"x", 1), false, 9, "test").with_trailers(trailers.clone());
        let (data, end, status) = now(read(body));
        assert_eq!((data, end), (vec![0, 0, 0, 0, 1, b'x'], Some(trailers)));
        assert!(status.is_none());
    }
}
