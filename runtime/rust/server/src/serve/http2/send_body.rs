//! Sends the body of a response.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::{Reason, SendStream};
use http_body::{Body as HttpBody, Frame};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;

/// The size up to which the first data of a response is queued without the client's permission to send it: one frame.
const QUEUED: usize = 16 * 1024;

/// The number of frames that a call sends before other tasks have their turn.
const TURN: usize = 64;

/// The body of a response, and where it is sent.
pub(super) struct SendBody {
    body: Body,
    stream: SendStream<Bytes>,
    /// Data that waits for the client's permission, and whether it is the last.
    waiting: Option<(Bytes, bool)>,
    /// Whether data is already sent.
    begun: bool,
    /// Whether the client's permission for more data is requested.
    requested: bool,
}

impl SendBody {
    pub(super) fn new(body: Body, stream: SendStream<Bytes>) -> Self {
        Self {
            body,
            stream,
            waiting: None,
            begun: false,
            requested: false,
        }
    }

    /// Sends the body. It resolves when all of it is queued, or when it cannot be sent.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..TURN {
            // An error means that the client has reset the stream, or that the connection is closed.
            if ready!(self.poll_step(cx)).is_none_or(|sent| sent.is_err()) {
                return Poll::Ready(());
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Sends a frame. `None` after the last one.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), h2::Error>>> {
        if let Some((data, last)) = &mut self.waiting {
            if !ready!(poll_capacity(&mut self.stream, cx)?) {
                return Poll::Ready(None);
            }
            let (data, last) = (std::mem::take(data), *last);
            self.waiting = None;
            return Poll::Ready(self.send(data, last));
        }
        // Do not let the body make data that must wait: it would stay in memory while the client does not read.
        if self.begun && !self.body.is_in_memory() {
            self.request_capacity();
            if !ready!(poll_capacity(&mut self.stream, cx)?) {
                return Poll::Ready(None);
            }
        }
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            return self.stream.poll_reset(cx).map(|_| None);
        };
        Poll::Ready(match frame {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => self.send_or_wait(data),
                Err(frame) => self.send_other(frame),
            },
            Some(Err(status)) => {
                self.stream.send_reset(reason(&status));
                None
            }
            None => self.send(Bytes::new(), true),
        })
    }

    /// Sends data, or keeps it until the client permits more.
    fn send_or_wait(&mut self, data: Bytes) -> Option<Result<(), h2::Error>> {
        let last = self.body.is_end_stream();
        let at_once = data.is_empty() || (!self.begun && data.len() <= QUEUED);
        self.begun = true;
        if at_once {
            return self.send(data, last);
        }
        self.request_capacity();
        self.waiting = Some((data, last));
        Some(Ok(()))
    }

    /// Requests the client's permission for more data.
    fn request_capacity(&mut self) {
        if !self.requested {
            // One byte: h2 reserves the rest when it has the data. To reserve more would take room from other streams.
            self.stream.reserve_capacity(1);
            self.requested = true;
        }
    }

    fn send(&mut self, data: Bytes, last: bool) -> Option<Result<(), h2::Error>> {
        self.requested = false;
        let sent = self.stream.send_data(data, last);
        (!last || sent.is_err()).then_some(sent)
    }

    /// Sends trailers. There are no other frames.
    fn send_other(&mut self, frame: Frame<Bytes>) -> Option<Result<(), h2::Error>> {
        let Ok(trailers) = frame.into_trailers() else {
            return Some(Ok(()));
        };
        self.stream.send_trailers(trailers).err().map(Err)
    }
}

/// Waits until the client permits more data. False if the stream is closed.
fn poll_capacity(
    stream: &mut SendStream<Bytes>,
    cx: &mut Context<'_>,
) -> Poll<Result<bool, h2::Error>> {
    while stream.capacity() == 0 {
        match ready!(stream.poll_capacity(cx)) {
            Some(capacity) => capacity?,
            None => return Poll::Ready(Ok(false)),
        };
    }
    Poll::Ready(Ok(true))
}

/// The code of the reset for an error: that of an HTTP/2 error that caused it.
fn reason(status: &Status) -> Reason {
    let mut next: Option<&(dyn Error + 'static)> = Some(status);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            return error.reason().unwrap_or(Reason::INTERNAL_ERROR);
        }
        next = error.source();
    }
    Reason::INTERNAL_ERROR
}
