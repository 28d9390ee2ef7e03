//! The messages in a body, each behind its length.
//!
//! Source: `Length-Prefixed-Message` of gRPC over HTTP/2.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::Status;

/// The largest message that is received without another limit.
pub(crate) const DEFAULT_LIMIT: usize = 4 * 1024 * 1024;

/// A body that fails when a message in it is larger than it may be.
pub(crate) struct Limited<B> {
    body: B,
    limit: Option<usize>,
    what: &'static str,
    scan: Scan,
    failed: Option<Status>,
}

impl<B> Limited<B> {
    /// Limits the messages of a body to `limit` bytes, as they are sent; `what` names them in the status.
    pub(crate) fn new(body: B, limit: Option<usize>, what: &'static str) -> Self {
        Self {
            body,
            limit,
            what,
            scan: Scan::default(),
            failed: None,
        }
    }
}

impl<B> HttpBody for Limited<B>
where
    B: HttpBody<Data = Bytes, Error = Status> + Unpin,
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
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let (Some(data), Some(limit)) = (frame.data_ref(), this.limit)
            && let Some(size) = this.scan.over(data, limit)
        {
            let status = too_large(this.what, size, limit);
            this.failed = Some(status.clone());
            return Poll::Ready(Some(Err(status)));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.failed.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The status of a call with a message over a limit.
pub(crate) fn too_large(what: &str, size: usize, limit: usize) -> Status {
    let message = format!("a {what} message of {size} bytes is over the limit of {limit}");
    Status::resource_exhausted(message)
}

/// Reads the lengths before messages: a byte of flags and four of the length, big-endian.
#[derive(Default)]
pub(crate) struct Scan {
    prefix: [u8; 5],
    /// Bytes of the prefix that are there.
    have: usize,
    /// Bytes of the message that are to come.
    left: usize,
}

impl Scan {
    /// The first length over the limit.
    pub(crate) fn over(&mut self, data: &Bytes, limit: usize) -> Option<usize> {
        let mut data = data.as_ref();
        while !data.is_empty() {
            if self.left > 0 {
                let skipped = self.left.min(data.len());
                self.left -= skipped;
                data.advance(skipped);
                continue;
            }
            let taken = (self.prefix.len() - self.have).min(data.len());
            data.copy_to_slice(&mut self.prefix[self.have..self.have + taken]);
            self.have += taken;
            if self.have == self.prefix.len() {
                let [_, length @ ..] = self.prefix;
                self.have = 0;
                self.left = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
                if self.left > limit {
                    return Some(self.left);
                }
            }
        }
        None
    }

    /// Whether the data so far ends within a message, or within its length.
    #[cfg(feature = "server")]
    pub(crate) fn is_within_message(&self) -> bool {
        self.have > 0 || self.left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_found_however_the_data_is_cut() {
        let mut bytes = vec![0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4];
        bytes.extend([0; 4]);
        for cut in 1..bytes.len() {
            for (limit, expected) in [(4, None), (3, Some(4)), (2, Some(3))] {
                let mut scan = Scan::default();
                let over = bytes
                    .chunks(cut)
                    .find_map(|chunk| scan.over(&Bytes::copy_from_slice(chunk), limit));
                assert_eq!(over, expected, "in pieces of {cut}, limit {limit}");
            }
        }
    }
}
