//! Opens a connection to one address.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use http::uri::{Authority, Scheme};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rpcsmith_wire::body::Body;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_util::io::InspectReader;

use super::preface::PrefaceStream;
use super::requests::Requests;
use super::streams::{Connection, Slot, Streams};
use super::target::Address;

/// Opens connections.
pub(super) struct Connector {
    #[cfg_attr(
        not(any(feature = "health", feature = "tls")),
        expect(dead_code, reason = "only health checks and TLS need the name")
    )]
    pub(super) authority: Authority,
    pub(super) timeout: Duration,
    pub(super) keepalive: Option<Keepalive>,
    pub(super) max_header_size: u32,
    /// Whether connections use HTTP/1.1, not HTTP/2.
    pub(super) http1: bool,
    /// Wakes calls when a stream of a connection ends.
    pub(super) freed: Arc<Notify>,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<super::tls::ClientTls>,
}

/// When the channel sends a PING frame to find out whether a silent connection is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// Time without a frame from the server before a PING. A server may close connections that send more PINGs than it
    /// allows; grpc allows one each five minutes by default.
    pub interval: Duration,
    /// Time for the server to answer.
    pub timeout: Duration,
    /// Whether connections without calls get PINGs, too.
    pub while_idle: bool,
}

/// Sends requests over a connection.
#[derive(Clone)]
pub(super) struct Sender {
    requests: Requests,
    streams: Arc<Streams>,
    /// `None` for HTTP/1.1, which has one request at a time.
    limit: Option<Weak<Limit>>,
}

/// Returns how many streams the peer of a connection allows; `None` while the connection is polled.
type Limit = dyn Fn() -> Option<usize> + Send + Sync;

impl Sender {
    /// Whether the connection accepts no more requests.
    pub(super) fn is_closed(&self) -> bool {
        self.requests.is_closed() || self.streams.is_retired()
    }

    /// Takes a stream for a request, if the peer allows one more.
    pub(super) fn take(&self) -> Option<Reserved> {
        // The peer may change its limit at any time, and hyper does not report that.
        let limit = self.limit.as_ref().and_then(Weak::upgrade);
        if let Some(limit) = limit.and_then(|limit| limit()) {
            self.streams.set_limit(limit);
        }
        let slot = self.streams.take()?;
        let requests = self.requests.clone();
        Some(Reserved { requests, slot })
    }

    /// A sender for something other than calls, which has one stream at a time.
    #[cfg(feature = "health")]
    pub(super) fn reserve_stream(&self) -> Requests {
        self.streams.reserve_stream();
        self.requests.clone()
    }

    /// The state of the connection. Unlike a sender, it does not keep the connection open.
    pub(super) fn connection(&self) -> Connection {
        self.streams.connection()
    }

    /// Closes an idle connection for requests; see [`Streams::retire`].
    pub(super) fn retire(&self) -> bool {
        self.streams.retire()
    }
}

/// A connection with a stream for one request.
pub(super) struct Reserved {
    pub(super) requests: Requests,
    pub(super) slot: Slot,
}

/// Drives a connection while it is polled; resolves when the connection accepts no more requests.
pub(super) type Driver = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Connector {
    pub(super) fn scheme(&self) -> Scheme {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return Scheme::HTTPS;
        }
        Scheme::HTTP
    }

    /// Connects, within the connect timeout.
    pub(super) async fn connect(
        self: &Arc<Self>,
        address: &Address,
    ) -> Result<(Sender, Driver), String> {
        let connection = tokio::time::timeout(self.timeout, self.try_connect(address)).await;
        let connection = connection.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        connection.map_err(|error| format!("cannot connect to {address}: {error}"))
    }

    async fn try_connect(&self, address: &Address) -> io::Result<(Sender, Driver)> {
        match address {
            Address::Tcp(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                #[cfg(feature = "tls")]
                if let Some(tls) = &self.tls {
                    let stream = tls.connect(stream, &self.authority, self.http1).await?;
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
        if self.http1 {
            return self.handshake_http1(io).await;
        }
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
        let (io, preface) = PrefaceStream::new(io);
        let handshake = builder.handshake::<_, Body>(TokioIo::new(io));
        let (requests, connection) = handshake.await.map_err(io::Error::other)?;
        preface.settings().await?;
        let most = connection.current_max_send_streams();
        let connection = Arc::new(Mutex::new(connection));
        let polled = Arc::clone(&connection);
        // A poll of the connection may poll the body of a request, which may begin a call over this connection: a lock
        // that waits would be a deadlock.
        let limit: Arc<Limit> = Arc::new(move || {
            let connection = polled.try_lock().ok()?;
            Some(connection.current_max_send_streams())
        });
        let sender = Sender {
            requests: Requests::Http2(requests),
            streams: Arc::new(Streams::new(most, Arc::clone(&self.freed))),
            limit: Some(Arc::downgrade(&limit)),
        };
        let driver = Box::pin(poll_fn(move |cx| {
            // Senders can ask for the limit as long as the connection lives.
            let _ = &limit;
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            Pin::new(&mut *connection).poll(cx).map(drop)
        }));
        Ok((sender, driver))
    }

    async fn handshake_http1<I>(&self, io: I) -> io::Result<(Sender, Driver)>
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        /// The smallest buffer that hyper allows.
        const MIN_BUFFER: usize = 8 * 1024;
        let headers = usize::try_from(self.max_header_size).unwrap_or(usize::MAX);
        let mut builder = http1::Builder::new();
        builder.max_buf_size(headers.max(MIN_BUFFER));
        let streams = Arc::new(Streams::new(1, Arc::clone(&self.freed)));
        let answered = streams.connection();
        // A connection may end before its call has seen the response.
        let io = InspectReader::new(io, move |bytes| {
            if !bytes.is_empty() && answered.was_used() {
                answered.answered();
            }
        });
        let handshake = builder.handshake::<_, Body>(TokioIo::new(io));
        let (requests, connection) = handshake.await.map_err(io::Error::other)?;
        let sender = Sender {
            requests: Requests::http1(requests),
            streams,
            limit: None,
        };
        Ok((sender, Box::pin(async move { drop(connection.await) })))
    }
}
