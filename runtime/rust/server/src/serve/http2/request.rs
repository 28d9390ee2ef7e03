//! The body of a request over HTTP/2.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::{Reason, RecvStream};
use http::{HeaderMap, header};
use http_body::{Body as HttpBody, Frame, SizeHint};

/// The body of a request. Each access to its stream takes a lock of the connection.
pub(in crate::serve) struct RequestBody {
    /// `None` after the end of the request.
    stream: Option<RecvStream>,
    /// Whether only trailers can follow.
    data_ended: bool,
    /// The bytes that follow, if the client has declared them.
    left: Option<u64>,
}

impl RequestBody {
    /// The body of a request with these headers.
    pub(super) fn new(stream: RecvStream, headers: &HeaderMap) -> Self {
        let mut body = Self {
            stream: Some(stream),
            data_ended: false,
            // h2 rejects other values, and a body of another length.
            left: headers
                .get(header::CONTENT_LENGTH)
                .and_then(|length| length.to_str().ok()?.parse().ok()),
        };
        body.drop_ended();
        body
    }

    /// Drops the stream if the client has ended it and all of it is read.
    fn drop_ended(&mut self) {
        self.stream.take_if(|stream| stream.is_end_stream());
    }

    fn poll_stream(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Frame<Bytes>>, h2::Error>> {
        let Some(stream) = &mut self.stream else {
            return Poll::Ready(Ok(None));
        };
        if !self.data_ended
            && let Some(data) = ready!(stream.poll_data(cx)?)
        {
            if !data.is_empty() {
                stream.flow_control().release_capacity(data.len())?;
            }
            let length = data.len() as u64;
            self.left = self.left.map(|left| left.saturating_sub(length));
            return Poll::Ready(Ok(Some(Frame::data(data))));
        }
        self.data_ended = true;
        let trailers = ready!(stream.poll_trailers(cx)?);
        Poll::Ready(Ok(trailers.map(Frame::trailers)))
    }
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = h2::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, h2::Error>>> {
        Poll::Ready(match ready!(self.poll_stream(cx)) {
            Ok(frame) => {
                self.drop_ended();
                frame.map(Ok)
            }
            // The body is cut, and does not report its end.
            Err(error) if error.reason() == Some(Reason::NO_ERROR) => None,
            Err(error) => Some(Err(error)),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.stream.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match self.left {
            _ if self.stream.is_none() => SizeHint::with_exact(0),
            Some(left) => SizeHint::with_exact(left),
            None => SizeHint::default(),
        }
    }
}
