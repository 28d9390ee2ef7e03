//! Bodies in base64.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};

use crate::Status;
use crate::body::Body;

/// A body whose data is written in base64, each piece with its own padding.
pub struct Encoded(pub Body);

impl HttpBody for Encoded {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(cx));
        let encoded = |data: Bytes| Bytes::from(STANDARD.encode(data));
        Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(encoded))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }
}

/// A body whose data is read from base64. Padding may stand after any group, because writers may encode each piece apart.
pub struct Decoded {
    body: Body,
    group: Group,
    failed: Option<Status>,
}

/// An incomplete group of four characters.
#[derive(Default)]
struct Group {
    characters: [u8; 4],
    have: usize,
}

impl Decoded {
    pub fn new(body: Body) -> Self {
        Self {
            body,
            group: Group::default(),
            failed: None,
        }
    }
}

impl Group {
    /// Decodes the whole groups of more text.
    fn decode(&mut self, text: &[u8]) -> Result<Vec<u8>, Status> {
        let mut data = Vec::with_capacity(text.len() / 4 * 3 + 3);
        let mut text = text;
        if self.have > 0 {
            let missing = self.characters.get_mut(self.have..).unwrap_or_default();
            let taken = missing.len().min(text.len());
            let (start, rest) = text.split_at_checked(taken).unwrap_or((text, &[]));
            for (character, new) in missing.iter_mut().zip(start) {
                *character = *new;
            }
            self.have += taken;
            text = rest;
            if self.have < self.characters.len() {
                return Ok(data);
            }
            self.have = 0;
            decode(&self.characters, &mut data)?;
        }
        let (groups, rest) = text
            .split_at_checked(text.len() / 4 * 4)
            .unwrap_or((text, &[]));
        decode_runs(groups, &mut data)?;
        for (character, new) in self.characters.iter_mut().zip(rest) {
            *character = *new;
        }
        self.have = rest.len();
        Ok(data)
    }
}

/// Decodes groups, of which any may end with padding.
fn decode_runs(groups: &[u8], data: &mut Vec<u8>) -> Result<(), Status> {
    let mut rest = groups;
    while let Some(padding) = rest.iter().position(|character| *character == b'=') {
        // The group with the padding ends at a multiple of four.
        let end = (padding / 4 + 1) * 4;
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        decode(run, data)?;
        rest = after;
    }
    decode(rest, data)
}

fn decode(groups: &[u8], data: &mut Vec<u8>) -> Result<(), Status> {
    let decoded = STANDARD.decode_vec(groups, data);
    decoded.map_err(|_| Status::internal("the body is not base64"))
}

impl HttpBody for Decoded {
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
        let decoded = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(text) => this
                    .group
                    .decode(&text)
                    .map(|data| Frame::data(data.into())),
                Err(trailers) => Ok(trailers),
            },
            Some(Err(status)) => Err(status),
            None if this.group.have > 0 => Err(Status::internal("the body ends within base64")),
            None => return Poll::Ready(None),
        };
        if let Err(status) = &decoded {
            this.failed = Some(status.clone());
        }
        Poll::Ready(Some(decoded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::testing::{now, pieces, read};

    fn decoded(text: &str, size: usize) -> Option<Vec<u8>> {
        let (data, _, status) = now(read(Decoded::new(pieces(text.as_bytes(), size))));
        status.is_none().then_some(data)
    }

    #[test]
    fn base64_is_read_in_pieces_of_any_size() {
        for (text, expected) in [
            ("", Some("")),
            ("aGk=", Some("hi")),
            ("aGkh", Some("hi!")),
            ("aGk=aGkhaA==aGk=", Some("hihi!hhi")),
            ("aA==aA==aA==", Some("hhh")),
            ("aGk", None),
            ("aG=k", None),
            ("aG!h", None),
            ("====", None),
            ("aGkhaG\n==", None),
        ] {
            for size in 1..=text.len().max(1) {
                let read = decoded(text, size);
                let expected = expected.map(|text| text.as_bytes().to_vec());
                assert_eq!(read, expected, "{text} in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let data: Vec<u8> = (0..=255).collect();
        for size in 1..=data.len() {
            let (text, ..) = now(read(Encoded(pieces(&data, size))));
            let text = String::from_utf8(text).unwrap();
            assert_eq!(decoded(&text, 5), Some(data.clone()), "in pieces of {size}");
        }
    }
}
