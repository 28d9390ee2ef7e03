//! Whether a peer speaks HTTP/2.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;

/// Bytes of the header of a frame (RFC 9113, 4.1).
const HEADER: usize = 9;

/// The type of a SETTINGS frame (RFC 9113, 6.5).
const SETTINGS: u8 = 4;

/// A stream that reports when its peer has sent the preface of a server: a SETTINGS frame.
///
/// hyper takes requests before that. A connection to something that accepts and closes, or never speaks, would look
/// ready to calls.
///
/// Source: RFC 9113, 3.4.
pub(super) struct Greeted<I> {
    io: I,
    /// None when it has been reported.
    greeting: Option<Greeting>,
}

struct Greeting {
    report: oneshot::Sender<Result<(), io::Error>>,
    header: [u8; HEADER],
    /// Bytes that have come.
    read: usize,
}

/// Resolves when the peer has sent its settings; an error if it sends something else, or nothing.
pub(super) struct Waiting(oneshot::Receiver<Result<(), io::Error>>);

impl<I> Greeted<I> {
    pub(super) fn new(io: I) -> (Self, Waiting) {
        let (report, waiting) = oneshot::channel();
        let greeting = Greeting {
            report,
            header: [0; HEADER],
            read: 0,
        };
        let greeting = Some(greeting);
        (Self { io, greeting }, Waiting(waiting))
    }

    fn look(&mut self, data: &[u8]) {
        let Some(mut greeting) = self.greeting.take() else {
            return;
        };
        match greeting.look(data) {
            Some(heard) => drop(greeting.report.send(heard)),
            None => self.greeting = Some(greeting),
        }
    }
}

impl Greeting {
    /// Looks at what has come; none while the frame is not whole.
    fn look(&mut self, data: &[u8]) -> Option<Result<(), io::Error>> {
        let missing = self.header.get_mut(self.read..).unwrap_or_default();
        for (byte, seen) in missing.iter_mut().zip(data) {
            *byte = *seen;
        }
        self.read = self.read.saturating_add(data.len());
        let [high, middle, low, kind, ..] = self.header;
        if self.read >= 4 && kind != SETTINGS {
            let reason = "the server does not speak HTTP/2";
            return Some(Err(io::Error::new(io::ErrorKind::InvalidData, reason)));
        }
        let length = u32::from_be_bytes([0, high, middle, low]);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        (self.read >= length.saturating_add(HEADER)).then_some(Ok(()))
    }
}

impl Waiting {
    pub(super) async fn settings(self) -> io::Result<()> {
        self.0.await.unwrap_or_else(|_| {
            let reason = "the server closed the connection before it sent HTTP/2 settings";
            Err(io::Error::new(io::ErrorKind::ConnectionReset, reason))
        })
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Greeted<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(cx, buffer))?;
        if self.greeting.is_some() {
            self.look(buffer.filled().get(before..).unwrap_or_default());
        }
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Greeted<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, data)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, data)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    /// What is reported of a peer that sends this in pieces of a size.
    async fn heard(sent: &[u8], size: usize) -> io::Result<()> {
        let mut pieces = in_pieces(sent, size);
        let (mut greeted, waiting) = Greeted::new(&mut pieces);
        let mut read = Vec::new();
        while greeted.read_buf(&mut read).await? > 0 {}
        assert_eq!(read, sent, "nothing is changed");
        drop(greeted);
        waiting.settings().await
    }

    /// A reader of pieces.
    fn in_pieces(sent: &[u8], size: usize) -> impl AsyncRead + Unpin {
        struct Pieces(Vec<u8>, usize);
        impl AsyncRead for Pieces {
            fn poll_read(
                mut self: Pin<&mut Self>,
                _: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                let length = self.1.min(self.0.len()).min(buffer.remaining());
                let piece: Vec<u8> = self.0.drain(..length).collect();
                buffer.put_slice(&piece);
                Poll::Ready(Ok(()))
            }
        }
        Pieces(sent.to_vec(), size)
    }

    #[tokio::test]
    async fn a_whole_settings_frame_is_a_greeting() {
        let empty = b"\0\0\0\x04\0\0\0\0\0";
        let one = b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64";
        let more = [&one[..], b"\0\0\0\x04\x01\0\0\0\0"].concat();
        for size in 1..=more.len() {
            for whole in [&empty[..], &one[..], &more] {
                heard(whole, size).await.unwrap();
                let cut = heard(&whole[..empty.len() - 1], size).await.unwrap_err();
                assert_eq!(cut.kind(), io::ErrorKind::ConnectionReset);
            }
            let cut = heard(&one[..one.len() - 1], size).await.unwrap_err();
            assert_eq!(cut.kind(), io::ErrorKind::ConnectionReset);
            for other in [
                &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
                b"\0\0\0\x01\0\0\0\0\x01",
                b"SSH-2.0-OpenSSH_9.6\r\n",
            ] {
                let other = heard(other, size).await.unwrap_err();
                assert_eq!(other.kind(), io::ErrorKind::InvalidData);
            }
        }
        let nothing = heard(b"", 1).await.unwrap_err();
        assert_eq!(nothing.kind(), io::ErrorKind::ConnectionReset);
    }
}
