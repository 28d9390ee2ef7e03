//! Writes the trailers of a response into its body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame};

use crate::Status;
use crate::body::Body;

/// A body whose trailers become its last data.
pub struct Closing<W> {
    body: Body,
    /// `None` after the last data.
    write: Option<W>,
}

impl<W: FnOnce(HeaderMap) -> Bytes> Closing<W> {
    /// A body whose trailers `write` turns into data.
    pub fn new(body: Body, write: W) -> Self {
        let write = Some(write);
        Self { body, write }
    }

    fn end(&mut self, trailers: HeaderMap) -> Option<Result<Frame<Bytes>, Status>> {
        let write = self.write.take()?;
        Some(Ok(Frame::data(write(trailers))))
    }
}

impl<W: FnOnce(HeaderMap) -> Bytes + Unpin> HttpBody for Closing<W> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.write.is_none() {
            return Poll::Ready(None);
        }
        let status = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_trailers() {
                Ok(trailers) => return Poll::Ready(self.end(trailers)),
                Err(data) => return Poll::Ready(Some(Ok(data))),
            },
            Some(Err(status)) => status,
            None => Status::unknown("the response has no status"),
        };
        let mut trailers = HeaderMap::new();
        Poll::Ready(match status.add_header(&mut trailers) {
            Ok(()) => self.end(trailers),
            Err(status) => Some(Err(status)),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.write.is_none()
    }
}
