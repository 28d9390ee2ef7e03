//! Bodies that end only where the client has ended them.

use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Version};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::Status;

use crate::status::chain;

/// The body of a request as hyper reads it. It fails unless the client sends all of it.
///
/// hyper ends a body whose stream the client resets with `NO_ERROR` as if all of it had come.
pub(super) struct Whole<B> {
    body: B,
    /// Only with HTTP/2 does hyper say whether the client has ended the body.
    http2: bool,
    failed: Option<Status>,
    reason: Option<Reason>,
}

/// Why a body fails, for code behind layers that hide the error, as gRPC-Web does.
#[derive(Clone, Default)]
pub(super) struct Reason(Arc<OnceLock<Status>>);

impl Reason {
    pub(super) fn status(&self) -> Option<Status> {
        self.0.get().cloned()
    }
}

impl<B> Whole<B> {
    pub(super) fn request(request: Request<B>) -> Request<Self> {
        let http2 = request.version() == Version::HTTP_2;
        request.map(|body| Self {
            body,
            http2,
            failed: None,
            reason: None,
        })
    }

    /// Puts the [`Reason`] into the extensions of the request.
    pub(super) fn with_reason(mut request: Request<Self>) -> Request<Self> {
        let reason = Reason::default();
        request.body_mut().reason = Some(reason.clone());
        request.extensions_mut().insert(reason);
        request
    }
}

impl<B> HttpBody for Whole<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if let Some(status) = &this.failed {
            return Poll::Ready(Some(Err(status.clone())));
        }
        let status = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
            Some(Ok(frame)) => return Poll::Ready(Some(Ok(frame))),
            None if !this.http2 || this.body.is_end_stream() => return Poll::Ready(None),
            None => cancelled("stream reset"),
            Some(Err(error)) => cancelled(&chain(error.into().as_ref())),
        };
        this.failed = Some(status.clone());
        if let Some(Reason(reason)) = &this.reason {
            reason.get_or_init(|| status.clone());
        }
        Poll::Ready(Some(Err(status)))
    }

    fn is_end_stream(&self) -> bool {
        self.failed.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A client that does not end its requests has cancelled the call, however it does so: servers in Go and Java give
/// handlers the same code.
fn cancelled(reason: &str) -> Status {
    Status::cancelled(format!("the client has cancelled the call: {reason}"))
}
