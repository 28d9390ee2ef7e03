//! The flags of envelopes: whether each message of a body is compressed.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame};
use rpcsmith_runtime::Status;
use rpcsmith_runtime::body::Body;

/// Whether each message so far was compressed.
#[derive(Clone, Debug, Default)]
pub struct Flags(Arc<Mutex<Vec<bool>>>);

impl Flags {
    /// Whether the message with this number was compressed. `None` if it has not arrived.
    pub fn get(&self, number: usize) -> Option<bool> {
        let flags = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flags.get(number).copied()
    }

    /// How many messages have arrived.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether no message has arrived.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn push(&self, is_compressed: bool) {
        let mut flags = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flags.push(is_compressed);
    }
}

/// A body that records the flags of its messages.
pub struct Watched {
    body: Body,
    flags: Flags,
    /// The prefix of the next message so far.
    prefix: Vec<u8>,
    /// How many bytes of the current message are still to come.
    rest: usize,
}

impl Watched {
    /// Notes the flags of a body.
    pub fn new(body: Body, flags: Flags) -> Self {
        Self {
            body,
            flags,
            prefix: Vec::new(),
            rest: 0,
        }
    }

    fn note(&mut self, mut data: Bytes) {
        while data.has_remaining() {
            if self.rest > 0 {
                let read = self.rest.min(data.len());
                data.advance(read);
                self.rest -= read;
                continue;
            }
            self.prefix.push(data.get_u8());
            if let [flag, length @ ..] = &*self.prefix
                && let Ok(length) = <[u8; 4]>::try_from(length)
            {
                self.flags.push(*flag == 1);
                self.rest = u32::from_be_bytes(length) as usize;
                self.prefix.clear();
            }
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            self.note(data.clone());
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}
