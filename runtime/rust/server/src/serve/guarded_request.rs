//! Bodies of requests that end with their call.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::context::{CallContext, End};

/// The body of a request. It fails when the call ends, also for tasks that still read it.
pub(super) struct GuardedRequest<B> {
    body: B,
    context: CallContext,
    ended: Option<Pin<Box<dyn Future<Output = End> + Send>>>,
}

impl<B> GuardedRequest<B> {
    pub(super) fn new(body: B, context: CallContext) -> Self {
        Self {
            body,
            context,
            ended: None,
        }
    }
}

impl<B> HttpBody for GuardedRequest<B>
where
    B: HttpBody<Data = bytes::Bytes> + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = bytes::Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<bytes::Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let context = &this.context;
        let ended = this.ended.get_or_insert_with(|| {
            let context = context.clone();
            Box::pin(async move { context.end().await })
        });
        let end = ready!(ended.as_mut().poll(cx));
        Poll::Ready(Some(Err(end.status().into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
