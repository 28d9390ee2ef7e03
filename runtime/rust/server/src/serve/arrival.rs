//! Requests that have arrived with their headers.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::Status;
use rpcsmith_wire::grpc::framing;
use rpcsmith_wire::inspect::Yielded;

/// The body of a request of one message.
pub(super) enum Arrival<B> {
    /// All of it has arrived: one message in its envelope. Most clients send it together with the headers.
    Whole(Bytes),
    /// The body is read later.
    Rest(Polled<B>),
}

impl<B: HttpBody<Data = Bytes, Error = Status> + Unpin> Arrival<B> {
    /// Polls for what has arrived. The reader of the rest polls again, with its own waker.
    pub(super) fn of(mut body: B) -> Self {
        let mut cx = Context::from_waker(Waker::noop());
        let mut poll = |body: &mut B| match Pin::new(body).poll_frame(&mut cx) {
            Poll::Ready(yielded) => Some(yielded),
            Poll::Pending => None,
        };
        let message = match poll(&mut body) {
            Some(Some(Ok(frame))) if is_message(&frame) => frame.into_data().ok(),
            next => return Self::Rest(Polled::new(body, None, next)),
        };
        if body.is_end_stream() {
            return Self::whole(message);
        }
        // Many clients end the stream with an empty frame.
        match poll(&mut body) {
            Some(None) => Self::whole(message),
            Some(Some(Ok(frame))) if frame.data_ref().is_some_and(Bytes::is_empty) => {
                if body.is_end_stream() {
                    return Self::whole(message);
                }
                Self::Rest(Polled::new(body, message, None))
            }
            next => Self::Rest(Polled::new(body, message, next)),
        }
    }

    fn whole(message: Option<Bytes>) -> Self {
        Self::Whole(message.unwrap_or_default())
    }
}

fn is_message(frame: &Frame<Bytes>) -> bool {
    let data = frame.data_ref();
    data.is_some_and(|data| framing::is_one_message(data))
}

/// A body that may have been polled before.
pub(super) struct Polled<B> {
    body: B,
    /// The first data that it has yielded.
    data: Option<Bytes>,
    /// What it has yielded then.
    next: Option<Yielded<Status>>,
}

impl<B> Polled<B> {
    fn new(body: B, data: Option<Bytes>, next: Option<Yielded<Status>>) -> Self {
        Self { body, data, next }
    }

    /// A body that has not been polled.
    pub(super) fn later(body: B) -> Self {
        Self::new(body, None, None)
    }
}

impl<B: HttpBody<Data = Bytes, Error = Status> + Unpin> HttpBody for Polled<B> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Yielded<Status>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.next.take() {
            Some(next) => Poll::Ready(next),
            None => Pin::new(&mut self.body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && self.next.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    /// A body of frames; `None` is a time when the next frame has not arrived.
    struct Frames(Vec<Option<&'static [u8]>>);

    impl HttpBody for Frames {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Yielded<Status>> {
            match self.0.pop() {
                Some(Some(data)) => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(data))))),
                Some(None) => {
                    cx.waker().wake_by_ref();
                    Poll::Pending
                }
                None => Poll::Ready(None),
            }
        }

        fn is_end_stream(&self) -> bool {
            self.0.is_empty()
        }
    }

    const MESSAGE: &[u8] = &[0, 0, 0, 0, 1, 7];

    /// The whole message, or the frames of the rest.
    async fn arrival(frames: &[Option<&'static [u8]>]) -> Result<Bytes, Vec<Bytes>> {
        let mut rest = match Arrival::of(Frames(frames.iter().rev().copied().collect())) {
            Arrival::Whole(message) => return Ok(message),
            Arrival::Rest(rest) => rest,
        };
        let mut frames = Vec::new();
        while let Some(frame) = rest.frame().await {
            frames.push(frame.unwrap().into_data().unwrap());
        }
        assert!(rest.is_end_stream());
        Err(frames)
    }

    #[tokio::test]
    async fn a_whole_message_has_arrived() {
        assert_eq!(arrival(&[Some(MESSAGE)]).await, Ok(MESSAGE.into()));
        assert_eq!(
            arrival(&[Some(MESSAGE), Some(&[])]).await,
            Ok(MESSAGE.into())
        );
    }

    #[tokio::test]
    async fn what_is_not_a_whole_message_is_read_later() {
        let (start, end) = MESSAGE.split_at(3);
        for frames in [
            &[Some(start), Some(end)][..],
            &[Some(MESSAGE), Some(MESSAGE)],
            &[Some(&[0, 0, 0, 0, 9, 7])],
            &[Some(&[0, 0, 0, 0, 0, 7])],
            &[Some(&[])],
            &[],
        ] {
            let expected: Vec<_> = frames
                .iter()
                .flatten()
                .map(|data| Bytes::from_static(data))
                .collect();
            assert_eq!(arrival(frames).await, Err(expected));
        }
        assert_eq!(arrival(&[None]).await, Err(vec![]));
        for late in [
            &[Some(MESSAGE), None][..],
            &[Some(MESSAGE), Some(&[]), None],
        ] {
            assert_eq!(arrival(late).await, Err(vec![MESSAGE.into()]));
        }
    }
}
