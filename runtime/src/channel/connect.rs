//! One connection to one server.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::uri::{Authority, Scheme};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tonic::body::Body;

use super::target::Address;

/// How connections are made.
pub(super) struct Connector {
    #[cfg_attr(
        not(any(feature = "health", feature = "tls")),
        expect(dead_code, reason = "only they ask for a name")
    )]
    pub(super) authority: Authority,
    pub(super) timeout: Duration,
    pub(super) keepalive: Option<Keepalive>,
    pub(super) max_header_size: u32,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<super::tls::ClientTls>,
}

/// When a silent connection is asked whether it is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// Time of silence. Servers may refuse clients that ask more often than they like; grpc's
    /// default is five minutes.
    pub interval: Duration,
    /// Time to answer.
    pub timeout: Duration,
    /// Whether connections without calls are asked, too.
    pub while_idle: bool,
}

/// What sends requests.
pub(super) type Sender = http2::SendRequest<Body>;

/// A connection, which has to be polled to live; it resolves when it takes no more requests.
pub(super) type Driver = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

impl Connector {
    pub(super) fn scheme(&self) -> Scheme {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return Scheme::HTTPS;
        }
        Scheme::HTTP
    }

    /// Connects, within the time that there is for it.
    pub(super) async fn connect(
        self: &Arc<Self>,
        address: &Address,
    ) -> Result<(Sender, Driver), String> {
        let connection = tokio::time::timeout(self.timeout, self.try_connect(address)).await;
        let connection = connection.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        connection.map_err(|error| format!("{address} cannot be connected to: {error}"))
    }

    async fn try_connect(&self, address: &Address) -> io::Result<(Sender, Driver)> {
        match address {
            Address::Tcp(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                #[cfg(feature = "tls")]
                if let Some(tls) = &self.tls {
                    let stream = tls.connect(stream, &self.authority).await?;
                    return self.handshake(stream).await;
                }
                self.handshake(stream).await
            }
            #[cfg(unix)]
            Address::Unix(path) => {
                let stream = tokio::net::UnixStream::connect(path).await?;
                self.handshake(stream).await
            }
        }
    }

    async fn handshake<I>(&self, io: I) -> io::Result<(Sender, Driver)>
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_header_list_size(self.max_header_size);
        if let Some(keepalive) = self.keepalive {
            builder
                .keep_alive_interval(keepalive.interval)
                .keep_alive_timeout(keepalive.timeout)
                .keep_alive_while_idle(keepalive.while_idle);
        }
        let handshake = builder.handshake::<_, Body>(TokioIo::new(io));
        let (sender, connection) = handshake.await.map_err(io::Error::other)?;
        let driver = Box::pin(async move {
            let _ = connection.await;
        });
        Ok((sender, driver))
    }
}
