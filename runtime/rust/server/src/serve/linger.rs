//! Bodies of requests over HTTP/1.1 that are answered before their end.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::EXPECT;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tokio::runtime::Handle;

/// The time and the bytes for the rest of a request.
const TIME: Duration = Duration::from_secs(5);
const BYTES: usize = 16 * 1024 * 1024;

/// The body of a request. If it is dropped early, a task reads the rest of it, within limits.
///
/// Over HTTP/1.1, hyper closes the connection of a request that is not read to its end. The client, which still writes, would
/// see a broken connection instead of the response.
pub(super) struct Linger {
    /// `None` after its end.
    body: Option<Body>,
    /// Whether the client waits for `100 Continue` before it sends the body.
    waits: bool,
}

/// A request whose body lingers.
pub(super) fn request(request: Request<Body>) -> Request<Body> {
    let waits = request.headers().contains_key(EXPECT);
    request.map(|body| {
        let body = Some(body).filter(|body| !body.is_end_stream());
        Body::new(Linger { body, waits })
    })
}

impl HttpBody for Linger {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(body).poll_frame(cx);
        self.waits = false;
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.body.as_ref();
        body.map_or(SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Linger {
    fn drop(&mut self) {
        let body = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(body), false, Ok(runtime)) = (body, self.waits, Handle::try_current()) {
            runtime.spawn(tokio::time::timeout(TIME, discard(body)));
        }
    }
}

/// Reads a body to its end, but not more than [`BYTES`].
async fn discard(mut body: Body) {
    let mut read = 0;
    while read <= BYTES
        && let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await
    {
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http_body_util::StreamBody;
    use tokio::sync::mpsc;
    use tokio_stream::StreamExt;
    use tokio_stream::wrappers::ReceiverStream;

    use super::*;

    /// A request, and the sender of its body.
    fn sent(expect: bool) -> (Request<Body>, mpsc::Sender<Arc<()>>) {
        let (sender, pieces) = mpsc::channel::<Arc<()>>(1);
        let frames = ReceiverStream::new(pieces)
            .map(|_| Ok::<_, Status>(Frame::data(Bytes::from_static(b"x"))));
        let mut request = Request::new(Body::new(StreamBody::new(Box::pin(frames))));
        if expect {
            request
                .headers_mut()
                .insert(EXPECT, "100-continue".parse().unwrap());
        }
        (super::request(request), sender)
    }

    #[tokio::test]
    async fn the_rest_of_a_request_is_read() {
        let (request, sender) = sent(false);
        drop(request);
        for _ in 0..100 {
            sender.send(Arc::default()).await.unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_rest_has_a_time() {
        let (request, sender) = sent(false);
        drop(request);
        sender.closed().await;
    }

    #[tokio::test]
    async fn a_body_that_the_client_has_not_begun_is_not_read() {
        let (request, sender) = sent(true);
        drop(request);
        sender.closed().await;
    }
}
