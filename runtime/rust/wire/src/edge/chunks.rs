//! A body of data that is in memory.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::Status;

/// Pieces of data, and trailers.
#[derive(Debug, Default)]
pub struct Chunks {
    data: VecDeque<Bytes>,
    trailers: Option<HeaderMap>,
}

impl Chunks {
    /// A body of these pieces.
    pub fn new(data: impl IntoIterator<Item = Bytes>) -> Self {
        let data = data.into_iter();
        Self {
            data: data.filter(|piece| !piece.is_empty()).collect(),
            trailers: None,
        }
    }

    /// Ends the body with trailers.
    #[must_use]
    pub fn with_trailers(mut self, trailers: HeaderMap) -> Self {
        self.trailers = Some(trailers);
        self
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let data = self.data.pop_front().map(Frame::data);
        let frame = data.or_else(|| self.trailers.take().map(Frame::trailers));
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let sizes = self.data.iter().map(|piece| piece.len() as u64);
        SizeHint::with_exact(sizes.sum())
    }
}
