//! Gathers the data of a body within a limit.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::Body as HttpBody;

use crate::Status;
use crate::body::Body;
use crate::grpc::framing::too_large;

/// Pieces of at least this size are kept without a copy. Smaller ones are joined, because each piece takes memory of its own.
const LARGE: usize = 4096;

/// The data of a body, as it arrives.
pub struct Gather {
    pieces: Vec<Bytes>,
    /// Small pieces, after `pieces`.
    tail: BytesMut,
    size: usize,
    limit: usize,
    what: &'static str,
}

/// The whole data of a body.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The data, in pieces.
    pub pieces: Vec<Bytes>,
    /// The size of all pieces.
    pub size: usize,
}

impl Gathered {
    /// The data in one piece. It is copied only if it arrived in several pieces.
    pub fn into_bytes(self) -> Bytes {
        let mut pieces = self.pieces.into_iter();
        match (pieces.next(), pieces.next()) {
            (None, _) => Bytes::new(),
            (Some(only), None) => only,
            (Some(first), Some(second)) => {
                let mut all = BytesMut::with_capacity(self.size);
                for piece in [first, second].into_iter().chain(pieces) {
                    all.extend_from_slice(&piece);
                }
                all.freeze()
            }
        }
    }
}

impl Gather {
    /// Gathers up to `limit` bytes; `what` names them in the status.
    pub fn new(limit: usize, what: &'static str) -> Self {
        Self {
            pieces: Vec::new(),
            tail: BytesMut::new(),
            size: 0,
            limit,
            what,
        }
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if the data is over the limit.
    pub fn push(&mut self, data: Bytes) -> Result<(), Status> {
        self.size = self.size.saturating_add(data.len());
        if self.size > self.limit {
            return Err(too_large(self.what, self.size, self.limit));
        }
        if data.is_empty() {
            return Ok(());
        }
        if data.len() < LARGE && !self.pieces.is_empty() {
            self.tail.extend_from_slice(&data);
            return Ok(());
        }
        self.flush();
        self.pieces.push(data);
        Ok(())
    }

    fn flush(&mut self) {
        if !self.tail.is_empty() {
            self.pieces.push(self.tail.split().freeze());
        }
    }

    /// The size of the data so far.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The data so far; the next data starts empty.
    pub fn take(&mut self) -> Gathered {
        self.flush();
        Gathered {
            pieces: std::mem::take(&mut self.pieces),
            size: std::mem::take(&mut self.size),
        }
    }

    /// Reads a body to its end.
    pub fn poll_all(
        &mut self,
        body: &mut Body,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Gathered, Status>> {
        loop {
            match ready!(Pin::new(&mut *body).poll_frame(cx)) {
                None => return Poll::Ready(Ok(self.take())),
                Some(Err(status)) => return Poll::Ready(Err(status)),
                Some(Ok(frame)) => {
                    // Requests and errors have no trailers.
                    if let Ok(data) = frame.into_data() {
                        self.push(data)?;
                    }
                }
            }
        }
    }
}

/// Reads a body of up to `limit` bytes; `what` names it in the status.
///
/// # Errors
/// `RESOURCE_EXHAUSTED` if it is larger, and the error of the body.
pub async fn all(mut body: Body, limit: usize, what: &'static str) -> Result<Gathered, Status> {
    let mut gather = Gather::new(limit, what);
    poll_fn(|cx| gather.poll_all(&mut body, cx)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::edge::testing::{now, pieces};

    #[test]
    fn data_in_pieces_of_any_size_is_gathered_within_the_limit() {
        let data: Vec<u8> = (0..=255).cycle().take(3 * LARGE).collect();
        for size in [1, 7, 100, LARGE, LARGE + 1, data.len()] {
            let read = |limit| now(all(pieces(&data, size), limit, "test"));
            let whole = read(data.len()).unwrap();
            assert_eq!(whole.size, data.len());
            assert!(whole.pieces.len() <= 4, "in pieces of {size}");
            assert_eq!(whole.into_bytes(), data, "in pieces of {size}");
            let over = read(data.len() - 1).unwrap_err();
            assert_eq!(over.code(), Code::ResourceExhausted);
        }
    }
}
