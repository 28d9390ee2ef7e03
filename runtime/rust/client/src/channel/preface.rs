//! Waits for the HTTP/2 preface of a server.

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
/// hyper accepts requests before that. Without the check, a connection to a peer that closes it at once, or never sends a
/// byte, would look ready.
///
/// Source: RFC 9113, 3.4.
pub(super) struct PrefaceStream<I> {
    io: I,
    /// `None` after the report.
    reader: Option<PrefaceReader>,
}

struct PrefaceReader {
    report: oneshot::Sender<Result<(), io::Error>>,
    header: [u8; HEADER],
    /// Bytes received.
    read: usize,
}

/// Resolves when the peer has sent its settings. It is an error if the peer sends something else, or closes the
/// connection.
pub(super) struct ServerPreface(oneshot::Receiver<Result<(), io::Error>>);

impl<I> PrefaceStream<I> {
    pub(super) fn new(io: I) -> (Self, ServerPreface) {
        let (report, waiting) = oneshot::channel();
        let reader = PrefaceReader {
            report,
            header: [0; HEADER],
            read: 0,
        };
        let reader = Some(reader);
        (Self { io, reader }, ServerPreface(waiting))
    }

    fn look(&mut self, data: &[u8]) {
        let Some(mut reader) = self.reader.take() else {
            return;
        };
        match reader.look(data) {
            Some(result) => drop(reader.report.send(result)),
            None => self.reader = Some(reader),
        }
    }
}

impl PrefaceReader {
    /// Reads more bytes; `None` while the frame is incomplete.
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

impl ServerPreface {
    pub(super) async fn settings(self) -> io::Result<()> {
        self.0.await.unwrap_or_else(|_| {
            let reason = "the server closed the connection before it sent HTTP/2 settings";
            Err(io::Error::new(io::ErrorKind::ConnectionReset, reason))
        })
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for PrefaceStream<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(cx, buffer))?;
        if self.reader.is_some() {
            self.look(buffer.filled().get(before..).unwrap_or_default());
        }
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for PrefaceStream<I> {
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

    /// The report for a peer that sends these bytes, in pieces of a size.
    async fn report(sent: &[u8], size: usize) -> io::Result<()> {
        let mut pieces = in_pieces(sent, size);
        let (mut stream, waiting) = PrefaceStream::new(&mut pieces);
        let mut read = Vec::new();
        while stream.read_buf(&mut read).await? > 0 {}
        assert_eq!(read, sent, "the stream passes all bytes through");
        drop(stream);
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
    async fn a_whole_settings_frame_is_a_preface() {
        let empty = b"\0\0\0\x04\0\0\0\0\0";
        let one = b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64";
        let more = [&one[..], b"\0\0\0\x04\x01\0\0\0\0"].concat();
        for size in 1..=more.len() {
            for whole in [&empty[..], &one[..], &more] {
                report(whole, size).await.unwrap();
                let partial = report(&whole[..empty.len() - 1], size).await.unwrap_err();
                assert_eq!(partial.kind(), io::ErrorKind::ConnectionReset);
            }
            let partial = report(&one[..one.len() - 1], size).await.unwrap_err();
            assert_eq!(partial.kind(), io::ErrorKind::ConnectionReset);
            for other in [
                &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
                b"\0\0\0\x01\0\0\0\0\x01",
                b"SSH-2.0-OpenSSH_9.6\r\n",
            ] {
                let other = report(other, size).await.unwrap_err();
                assert_eq!(other.kind(), io::ErrorKind::InvalidData);
            }
        }
        let nothing = report(b"", 1).await.unwrap_err();
        assert_eq!(nothing.kind(), io::ErrorKind::ConnectionReset);
    }
}
