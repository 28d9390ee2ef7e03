//! Response bodies that are dropped at their deadline, even if nobody polls them.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

/// A body, and a task that drops it at its deadline.
///
/// HTTP/2 does not poll the body of a client that does not read. So the body cannot check the deadline when it is polled.
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
            // A panic in the drop of the stream ends only this task.
            drop(body);
        });
        Self {
            body: BodySlot::Shared(shared),
            watch: Some(watch.abort_handle()),
        }
    }

    /// The next frame; `None` after the deadline.
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
