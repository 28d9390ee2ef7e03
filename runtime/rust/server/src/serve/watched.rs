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
pub(super) struct Watched {
    body: Held,
    watch: Option<AbortHandle>,
}

enum Held {
    Own(Option<Body>),
    Shared(Arc<Mutex<Option<Body>>>),
}

impl Watched {
    /// Drops the body at `deadline`, if there is one.
    pub(super) fn new(body: Body, deadline: Option<Instant>) -> Self {
        let Some(deadline) = deadline else {
            return Self {
                body: Held::Own(Some(body)),
                watch: None,
            };
        };
        let shared = Arc::new(Mutex::new(Some(body)));
        let watched = Arc::clone(&shared);
        let watch = tokio::spawn(async move {
            sleep_until(deadline).await;
            let body = watched
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            // A stream that panics when it is dropped ends this task and nothing else.
            drop(body);
        });
        Self {
            body: Held::Shared(shared),
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
            Held::Own(body) => poll(body, cx),
            Held::Shared(body) => {
                poll(&mut body.lock().unwrap_or_else(PoisonError::into_inner), cx)
            }
        }
    }

    /// Drops the body.
    pub(super) fn discard(&mut self) {
        self.body = Held::Own(None);
        if let Some(watch) = self.watch.take() {
            watch.abort();
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.discard();
    }
}
