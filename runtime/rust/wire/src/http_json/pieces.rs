//! Bodies of streams of requests: each piece becomes a message in an envelope.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{BufMut, Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame};

use super::lines::Lines;
use crate::Status;
use crate::body::Body;
use crate::compression::Meter;
use crate::edge::envelope::{PREFIX, prefix};

/// How a body is a stream of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceForm {
    /// Each line is JSON. Empty lines do not count.
    Lines,
    /// The data of an upload, in pieces as it arrives. A body without data is one empty piece.
    Chunks,
}

/// A body in pieces.
pub struct Pieces {
    body: Body,
    form: PieceForm,
    /// The start of each message.
    head: Bytes,
    lines: Lines,
    sent: bool,
    ended: bool,
}

impl Pieces {
    /// A body whose pieces are messages after `head`, with lines of up to `limit` bytes.
    pub fn new(
        body: Body,
        form: PieceForm,
        head: Bytes,
        limit: usize,
        meter: Option<Arc<dyn Meter>>,
    ) -> Self {
        Self {
            body,
            form,
            head,
            lines: Lines::new(limit, "request", meter),
            sent: false,
            ended: false,
        }
    }

    fn envelope(&mut self, piece: &[u8]) -> Result<Bytes, Status> {
        self.sent = true;
        let length = self.head.len().saturating_add(piece.len());
        let prefix = prefix(0, length);
        let prefix = prefix.ok_or_else(|| Status::resource_exhausted("the message is too long"))?;
        let mut envelope = BytesMut::with_capacity(PREFIX.saturating_add(length));
        envelope.put_slice(&prefix);
        envelope.put_slice(&self.head);
        envelope.put_slice(piece);
        Ok(envelope.freeze())
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Status>> {
        loop {
            if let Some(line) = self.lines.next_line()? {
                return Poll::Ready(self.envelope(&line).map(Some));
            }
            let frame = ready!(Pin::new(&mut self.body).poll_frame(cx)).transpose()?;
            let Some(frame) = frame else {
                self.ended = true;
                let last = match self.form {
                    PieceForm::Lines => self.lines.last_line(),
                    PieceForm::Chunks => (!self.sent).then(BytesMut::new),
                };
                return Poll::Ready(last.map(|last| self.envelope(&last)).transpose());
            };
            let Ok(data) = frame.into_data() else {
                continue;
            };
            match self.form {
                PieceForm::Lines => self.lines.push(&data)?,
                PieceForm::Chunks if data.is_empty() => {}
                PieceForm::Chunks => return Poll::Ready(self.envelope(&data).map(Some)),
            }
        }
    }
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let piece = ready!(self.poll_piece(cx));
        self.ended |= piece.is_err();
        Poll::Ready(piece.transpose().map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::testing::{now, pieces, read};
    use crate::grpc::read::{MessageReader, ReadOptions};

    /// The messages of a body that arrives in pieces of a size, or the error.
    fn messages(form: PieceForm, sent: &str, size: usize) -> Result<Vec<String>, String> {
        let body = pieces(sent.as_bytes(), size);
        let body = Pieces::new(body, form, Bytes::from_static(b"#"), 8, None);
        let options = ReadOptions {
            limit: 100,
            ..ReadOptions::default()
        };
        let mut reader = MessageReader::of_request(Body::new(body), options);
        let mut messages = Vec::new();
        loop {
            match now(reader.message()) {
                Ok(Some(message)) => {
                    let text = String::from_utf8(message.to_vec()).unwrap();
                    messages.push(text.trim_end().to_owned());
                }
                Ok(None) => return Ok(messages),
                Err(status) => return Err(format!("{:?}", status.code())),
            }
        }
    }

    #[test]
    fn each_line_is_a_message() {
        for (sent, expected) in [
            ("", Ok(&[][..])),
            ("\n \r\n", Ok(&[])),
            ("{1}\n{22}\r\n\n{3}", Ok(&["#{1}", "#{22}", "#{3}"])),
            ("{1}\n{2}\n", Ok(&["#{1}", "#{2}"])),
            ("1234567\n12345678", Ok(&["#1234567", "#12345678"])),
            ("12345678\n", Err("ResourceExhausted")),
            ("123456789", Err("ResourceExhausted")),
        ] {
            for size in 1..=sent.len().max(1) {
                let read = messages(PieceForm::Lines, sent, size);
                let expected = expected.map(|lines| lines.iter().map(|line| (*line).to_owned()));
                let expected = expected.map(Iterator::collect::<Vec<_>>);
                assert_eq!(read, expected.map_err(str::to_owned), "{sent:?} in {size}");
            }
        }
    }

    #[test]
    fn each_chunk_is_a_message() {
        let chunks = |sent, size| messages(PieceForm::Chunks, sent, size).unwrap();
        assert_eq!(chunks("ab\ncdef", 3), ["#ab", "#cde", "#f"]);
        assert_eq!(chunks("", 1), ["#"]);
    }

    struct Most(usize);

    impl Meter for Most {
        fn decompressed(&self, bytes: usize) -> Result<(), Status> {
            match bytes <= self.0 {
                true => Ok(()),
                false => Err(Status::resource_exhausted("over the budget")),
            }
        }
    }

    #[test]
    fn an_incomplete_line_is_counted() {
        for (most, fails) in [(5, false), (4, true)] {
            let body = pieces(b"12345", 1);
            let meter: Arc<dyn Meter> = Arc::new(Most(most));
            let body = Pieces::new(body, PieceForm::Lines, Bytes::new(), 100, Some(meter));
            assert_eq!(now(read(body)).2.is_some(), fails, "{most}");
        }
    }
}
