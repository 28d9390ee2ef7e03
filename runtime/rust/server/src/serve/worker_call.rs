//! Runs a call on the workers, while another thread serves its connection.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http_body::{Body as HttpBody, Frame};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

/// Runs a call on the workers, and receives its response frame by frame. Dropping the future or the body aborts the call.
pub(super) fn run(
    workers: &Handle,
    call: impl Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
) -> impl Future<Output = Result<Response<Body>, Infallible>> + Send + 'static {
    let (send_head, head) = oneshot::channel();
    let (frames, rest) = mpsc::channel(1);
    let task = workers.spawn(async move {
        let Ok(response) = call.await;
        let (parts, mut body) = response.into_parts();
        let empty = body.is_end_stream();
        if send_head.send((parts, empty)).is_err() || empty {
            return;
        }
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            if frames.send(frame).await.is_err() {
                return;
            }
        }
    });
    let task = AbortOnDrop(task.abort_handle());
    async move {
        Ok(match head.await {
            Ok((parts, true)) => Response::from_parts(parts, Body::empty()),
            Ok((parts, false)) => Response::from_parts(
                parts,
                Body::new(WorkerBody {
                    frames: rest,
                    _task: task,
                }),
            ),
            // The runtime of the workers has shut down.
            Err(_) => Status::unavailable("the server is shutting down").into_http(),
        })
    }
}

/// Aborts a task when it is dropped.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The body of a response from another thread.
struct WorkerBody {
    frames: mpsc::Receiver<Result<Frame<Bytes>, Status>>,
    _task: AbortOnDrop,
}

impl HttpBody for WorkerBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.frames.poll_recv(cx)
    }
}
