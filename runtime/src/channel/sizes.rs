//! Limits of message sizes, which a service config sets.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::Status;
use tonic::body::Body;

/// A body that fails when a message in it is larger than it may be.
pub(super) struct Limited {
    body: Body,
    limit: usize,
    what: &'static str,
    scan: Scan,
    failed: bool,
}

impl Limited {
    /// Limits the messages of a body, if there is a limit.
    pub(super) fn body(body: Body, limit: Option<usize>, what: &'static str) -> Body {
        match limit {
            Some(limit) => Body::new(Self {
                body,
                limit,
                what,
                scan: Scan::default(),
                failed: false,
            }),
            None => body,
        }
    }
}

impl HttpBody for Limited {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if this.failed {
            return Poll::Ready(None);
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
            && let Some(size) = this.scan.over(data, this.limit)
        {
            this.failed = true;
            let (what, limit) = (this.what, this.limit);
            let message = format!("a {what} message of {size} bytes is over the limit of {limit}");
            return Poll::Ready(Some(Err(Status::resource_exhausted(message))));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.failed || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Reads the lengths before messages: a byte of flags and four of the length, big-endian.
#[derive(Default)]
struct Scan {
    prefix: [u8; 5],
    /// Bytes of the prefix that are there.
    have: usize,
    /// Bytes of the message that are to come.
    left: usize,
}

impl Scan {
    /// The first length over the limit.
    fn over(&mut self, data: &Bytes, limit: usize) -> Option<usize> {
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
