//! Length-prefixed messages in a body.
//!
//! Source: `Length-Prefixed-Message` of gRPC over HTTP/2.

use crate::Status;
use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame};

use crate::inspect::{Inspect, Inspected, Yielded};

pub use crate::codec::DEFAULT_LIMIT;

/// The length of the prefix of a message: a byte of flags, and four bytes of the length.
pub const PREFIX: usize = 5;

/// A body that fails at a message over the limit.
pub type Limited<B> = Inspected<B, Limit>;

/// Limits the messages of a body.
pub struct Limit {
    limit: Option<usize>,
    what: &'static str,
    scan: Scan,
}

impl<B> Limited<B> {
    /// Limits the messages of a body to `limit` bytes on the wire; `what` names them in the status.
    pub fn new(body: B, limit: Option<usize>, what: &'static str) -> Self {
        let limit = Limit {
            limit,
            what,
            scan: Scan::default(),
        };
        Self::by(limit, body)
    }
}

impl<B: HttpBody<Data = Bytes, Error = Status>> Inspect<B> for Limit {
    fn inspect(&mut self, _: &B, yielded: Yielded<Status>) -> Yielded<Status> {
        let data = match &yielded {
            Some(Ok(frame)) => Frame::data_ref(frame),
            _ => None,
        };
        if let (Some(data), Some(limit)) = (data, self.limit)
            && let Some(size) = self.scan.over(data, limit)
        {
            return Some(Err(too_large(self.what, size, limit)));
        }
        yielded
    }
}

/// The length in the prefix of a message.
pub fn length([_, length @ ..]: [u8; PREFIX]) -> usize {
    usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX)
}

/// Whether data is exactly one message with its prefix.
pub fn is_one_message(data: &[u8]) -> bool {
    let prefix = data.first_chunk().copied();
    prefix.is_some_and(|prefix| length(prefix) == data.len() - PREFIX)
}

/// The status of a call with a message over a limit.
pub fn too_large(what: &str, size: usize, limit: usize) -> Status {
    let message = format!("a {what} message of {size} bytes is over the limit of {limit}");
    Status::resource_exhausted(message)
}

/// Reads the prefixes of messages: a byte of flags, and four bytes of the length, big-endian.
#[derive(Default)]
pub struct Scan {
    prefix: [u8; 5],
    /// Received bytes of the prefix.
    have: usize,
    /// Bytes of the message that are missing.
    left: usize,
}

impl Scan {
    /// Scans data, and returns the first length over the limit.
    pub fn over(&mut self, data: &Bytes, limit: usize) -> Option<usize> {
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
                self.have = 0;
                self.left = self.size();
                if self.left > limit {
                    return Some(self.left);
                }
            }
        }
        None
    }

    /// The length in the prefix.
    fn size(&self) -> usize {
        length(self.prefix)
    }

    /// Whether the data ends within a message or its prefix.
    pub fn is_within_message(&self) -> bool {
        self.have > 0 || self.left > 0
    }
}

impl Scan {
    /// Received bytes of an incomplete message, with its prefix.
    pub fn received(&self) -> usize {
        match self.left {
            0 => self.have,
            left => self.prefix.len() + (self.size() - left),
        }
    }

    /// The size of that message with its prefix, if the prefix is complete.
    pub fn expected(&self) -> usize {
        self.received() + self.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_found_in_pieces_of_any_size() {
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

    #[test]
    fn the_bytes_of_an_incomplete_message_are_counted() {
        let bytes = [0, 0, 0, 0, 3, 1, 2, 3, 0, 0];
        let mut scan = Scan::default();
        let sizes: Vec<_> = bytes
            .iter()
            .map(|byte| {
                scan.over(&Bytes::copy_from_slice(&[*byte]), 10);
                (scan.received(), scan.expected())
            })
            .collect();
        let whole = [(5, 8), (6, 8), (7, 8)];
        assert_eq!(sizes[..4], [1, 2, 3, 4].map(|bytes| (bytes, bytes)));
        assert_eq!(sizes[4..7], whole);
        assert_eq!(sizes[7..], [(0, 0), (1, 1), (2, 2)]);
    }
}
