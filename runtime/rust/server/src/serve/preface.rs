//! Reads the first bytes of a connection, to choose between HTTP/1.1 and HTTP/2.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What each HTTP/2 client sends first.
///
/// Source: RFC 9113, section 3.4.
const PREFACE: &[u8; SIZE] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The size of the preface, in bytes. No HTTP/1 request is shorter.
pub(super) const SIZE: usize = 24;

/// The first bytes of a connection.
#[derive(Default)]
pub(super) struct Preface {
    bytes: [u8; SIZE],
    filled: usize,
}

impl Preface {
    /// Reads the preface, or less if the bytes are not those of HTTP/2. Resolves to whether the client speaks HTTP/2.
    pub(super) fn poll<I: AsyncRead + Unpin>(
        &mut self,
        io: &mut I,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<bool>> {
        while self.filled < SIZE {
            let mut buffer = ReadBuf::new(&mut self.bytes[self.filled..]);
            ready!(Pin::new(&mut *io).poll_read(cx, &mut buffer))?;
            let read = buffer.filled().len();
            let before = self.filled;
            self.filled += read;
            if read == 0 || self.bytes[before..self.filled] != PREFACE[before..self.filled] {
                return Poll::Ready(Ok(false));
            }
        }
        Poll::Ready(Ok(true))
    }

    /// The connection from its start.
    pub(super) fn rewind<I>(self, io: I) -> Rewound<I> {
        Rewound {
            io,
            preface: self,
            replayed: 0,
        }
    }
}

/// A connection whose first bytes are read again.
pub(super) struct Rewound<I> {
    io: I,
    preface: Preface,
    /// The number of bytes that are read again.
    replayed: usize,
}

impl<I: AsyncRead + Unpin> AsyncRead for Rewound<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let rest = &this.preface.bytes[this.replayed..this.preface.filled];
        if rest.is_empty() {
            return Pin::new(&mut this.io).poll_read(cx, buffer);
        }
        let size = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..size]);
        this.replayed += size;
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Rewound<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, slices)
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
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    /// Whether these pieces are HTTP/2, and all bytes that a reader sees.
    async fn read(pieces: &[&[u8]]) -> (bool, Vec<u8>) {
        let (mut client, mut server) = duplex(1024);
        let mut preface = Preface::default();
        let mut pieces = pieces.iter();
        let http2 = loop {
            let polled = poll_fn(|cx| Poll::Ready(preface.poll(&mut server, cx))).await;
            if let Poll::Ready(http2) = polled {
                break http2.unwrap();
            }
            match pieces.next() {
                Some(piece) => client.write_all(piece).await.unwrap(),
                None => client.shutdown().await.unwrap(),
            }
        };
        for piece in pieces {
            client.write_all(piece).await.unwrap();
        }
        drop(client);
        let mut bytes = Vec::new();
        let mut server = preface.rewind(server);
        server.read_to_end(&mut bytes).await.unwrap();
        (http2, bytes)
    }

    #[tokio::test]
    async fn the_preface_decides_and_is_read_again() {
        let whole = [PREFACE.as_slice(), b"more"].concat();
        assert_eq!(read(&[&whole]).await, (true, whole.clone()));
        let bytes: Vec<_> = whole.chunks(1).collect();
        assert_eq!(read(&bytes).await, (true, whole));
    }

    #[tokio::test]
    async fn other_bytes_are_http_1() {
        let requests: [&[&[u8]]; 4] = [
            &[b"GET / HTTP/1.1\r\n\r\n"],
            &[b"P", b"OST / HTTP/1.1\r\n\r\n"],
            &[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", b"x"],
            &[b"PRI"],
        ];
        for pieces in requests {
            assert_eq!(read(pieces).await, (false, pieces.concat()));
        }
    }
}
