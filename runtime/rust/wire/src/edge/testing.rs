//! Bodies for tests.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame};

use crate::Status;
use crate::body::Body;

/// A body of unknown length, in pieces of a size.
pub fn pieces(data: &[u8], size: usize) -> Body {
    let chunks: Vec<_> = data.chunks(size).map(Bytes::copy_from_slice).collect();
    Body::new(Unsized(chunks.into_iter(), false))
}

/// A body that returns `Pending` before each piece.
struct Unsized(std::vec::IntoIter<Bytes>, bool);

impl HttpBody for Unsized {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.1 = !self.1;
        if self.1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.0.next().map(|data| Ok(Frame::data(data))))
    }
}

/// The output of a future that never waits long.
pub fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..1_000_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
    panic!("the future never ends")
}

/// The data, the trailers and the error of a body.
pub async fn read(
    body: impl HttpBody<Data = Bytes, Error = Status> + Unpin,
) -> (Vec<u8>, Option<HeaderMap>, Option<Status>) {
    let mut body = body;
    let (mut data, mut trailers) = (Vec::new(), None);
    loop {
        match poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            None => return (data, trailers, None),
            Some(Err(status)) => return (data, trailers, Some(status)),
            Some(Ok(frame)) => match frame.into_data() {
                Ok(piece) => {
                    assert!(trailers.is_none(), "data after trailers");
                    data.extend_from_slice(&piece);
                }
                Err(frame) => trailers = frame.into_trailers().ok(),
            },
        }
    }
}
