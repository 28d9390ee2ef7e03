//! What a server allows, with the numbers it has unless told otherwise.

use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto;

use super::error::ServeError;

/// The limits of a server; the defaults suit a service behind a load balancer.
///
/// ```
/// use rpcsmith_runtime::{Limits, Server};
///
/// let server = Server::builder().limits(Limits {
///     max_concurrent_calls: Some(5_000),
///     ..Limits::default()
/// });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Calls of one connection at a time; more wait at the client, as HTTP/2 has it. 200.
    pub max_concurrent_streams: u32,
    /// Calls of all connections at a time; more are answered `RESOURCE_EXHAUSTED`. No limit.
    pub max_concurrent_calls: Option<usize>,
    /// Connections at a time; more wait to be accepted. No limit.
    pub max_connections: Option<usize>,
    /// Bytes of the headers of a request, as HTTP/2 counts them: name, value, and 32 for each.
    /// 16 KiB.
    pub max_header_size: u32,
    /// Bytes of a request message that no service sets itself. 4 MiB.
    pub max_request_size: usize,
    /// Bytes of a response message that no service sets itself. No limit.
    pub max_response_size: Option<usize>,
    /// Bytes that the messages within a request message may take in memory. A request of 1 MB can hold half a million
    /// empty messages, each of which takes all of its struct. 16 times the size of the request, and at least 64 MiB.
    pub max_decoded_size: Option<usize>,
    /// Steps that the rules of a request message may take whose loops nest, as
    /// [`Options::max_steps`](https://docs.rs/rpcsmith-runtime/latest/rpcsmith_runtime/validate/struct.Options.html)
    /// describes them; past it, a call is answered `RESOURCE_EXHAUSTED`. 10,000,000.
    pub max_rule_steps: u64,
    /// Time in which a new connection has to begin to speak HTTP/2, its TLS handshake included.
    /// 10 seconds.
    pub handshake_timeout: Duration,
    /// Time after which a silent connection is asked whether it is alive; none asks never.
    /// 60 seconds.
    pub keepalive_interval: Option<Duration>,
    /// Time to answer that. 20 seconds.
    pub keepalive_timeout: Duration,
    /// Age at which connections are asked to go, give or take a tenth, so that clients spread over
    /// servers anew. No limit.
    pub max_connection_age: Option<Duration>,
    /// Time that calls of such a connection have to finish. 30 seconds.
    pub max_connection_age_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_concurrent_streams: 200,
            max_concurrent_calls: None,
            max_connections: None,
            max_header_size: 16 * 1024,
            max_request_size: 4 * 1024 * 1024,
            max_response_size: None,
            max_decoded_size: None,
            max_rule_steps: 10_000_000,
            handshake_timeout: Duration::from_secs(10),
            keepalive_interval: Some(Duration::from_secs(60)),
            keepalive_timeout: Duration::from_secs(20),
            max_connection_age: None,
            max_connection_age_grace: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Refuses limits under which nothing could be served.
    pub(super) fn check(&self) -> Result<(), ServeError> {
        let zeros = [
            ("max_concurrent_streams", self.max_concurrent_streams == 0),
            ("max_concurrent_calls", self.max_concurrent_calls == Some(0)),
            ("max_connections", self.max_connections == Some(0)),
            ("max_header_size", self.max_header_size == 0),
            ("handshake_timeout", self.handshake_timeout.is_zero()),
            (
                "keepalive_interval",
                self.keepalive_interval.is_some_and(|time| time.is_zero()),
            ),
            ("keepalive_timeout", self.keepalive_timeout.is_zero()),
            (
                "max_connection_age",
                self.max_connection_age.is_some_and(|time| time.is_zero()),
            ),
        ];
        match zeros.into_iter().find(|(_, zero)| *zero) {
            Some((name, _)) => Err(ServeError::Setting(format!("{name} is zero"))),
            None => Ok(()),
        }
    }

    /// How connections are served; `http1` for gRPC-Web and for a fallback.
    pub(super) fn http(&self, http1: bool) -> auto::Builder<TokioExecutor> {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(self.max_concurrent_streams)
            .max_header_list_size(self.max_header_size)
            .keep_alive_interval(self.keepalive_interval)
            .keep_alive_timeout(self.keepalive_timeout);
        if !http1 {
            return builder.http2_only();
        }
        builder
            .http1()
            .timer(TokioTimer::new())
            .max_buf_size(self.http1_buffer())
            .header_read_timeout(self.handshake_timeout);
        builder
    }

    /// The buffer of an HTTP/1.1 connection, which its headers have to fit in; hyper allows no less
    /// than 8 KiB.
    fn http1_buffer(&self) -> usize {
        usize::try_from(self.max_header_size).map_or(usize::MAX, |size| size.max(8 * 1024))
    }
}

/// How a server comes to its end.
///
/// Health turns to `NOT_SERVING`; after [`delay`](Self::delay) the socket closes and clients are
/// told to take new calls elsewhere (`GOAWAY`); calls that run have [`grace`](Self::grace) to
/// finish; those that have not are ended with `UNAVAILABLE`, and half a second later connections
/// are cut, whether their clients have read that or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drain {
    /// Time for load balancers to see that health has turned, while all is served still. None
    /// unless set.
    pub delay: Duration,
    /// Time for calls to finish. 30 seconds.
    pub grace: Duration,
    /// Whether SIGTERM and SIGINT begin the drain, and a second one ends its patience. Yes.
    pub on_signals: bool,
}

impl Default for Drain {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            grace: Duration::from_secs(30),
            on_signals: true,
        }
    }
}
