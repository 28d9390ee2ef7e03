//! Bodies whose time ends although nobody asks for their next frame.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};
use tonic::Status;
use tonic::body::Body;

/// A body, and what drops it at its deadline.
///
/// A client that does not read keeps HTTP/2 from asking for frames: a body that looked at its own
/// clock would never look.
pub(super) struct DeadlineBody {
    body: BodySlot,
    watch: Option<AbortHandle>,
}

enum BodySlot {
    Own(Option<Body>),
    Shared(Arc<Mutex<Option<Body>>>),
}

impl DeadlineBody {
    /// Drops the body at `deadline`, if there is one.
    pub(super) fn new(body: Body, deadline: Option<Instant>) -> Self {
        let Some(deadline) = deadline else {
            return Self {
                body: BodySlot::Own(Some(body)),
                watch: None,
            };
        };
        let shared = Arc::new(Mutex::new(Some(body)));
        let dropped = Arc::clone(&shared);
        let watch = tokio::spawn(async move {
            sleep_until(deadline).await;
            let body = dropped
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            // A stream that panics when it is dropped ends this task and nothing else.
            drop(body);
        });
        Self {
            body: BodySlot::Shared(shared),
            watch: Some(watch.abort_handle()),
        }
    }

    /// The next frame; none after the deadline.
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let poll = |body: &mut Option<Body>, cx: &mut Context<'_>| match body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        };
        match &mut self.body {
            BodySlot::Own(body) => poll(body, cx),
            BodySlot::Shared(body) => {
                poll(&mut body.lock().unwrap_or_else(PoisonError::into_inner), cx)
            }
        }
    }

    /// Drops the body.
    pub(super) fn discard(&mut self) {
        self.body = BodySlot::Own(None);
        if let Some(watch) = self.watch.take() {
            watch.abort();
        }
    }
}

impl Drop for DeadlineBody {
    fn drop(&mut self) {
        self.discard();
    }
}
