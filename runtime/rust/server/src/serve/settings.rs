//! What a server allows, with the numbers it has unless told otherwise.

use std::ops::RangeInclusive;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto;

use super::error::ServeError;
use crate::budget::Budget;

const MIB: usize = 1024 * 1024;

/// The windows that a connection may have.
///
/// Source: RFC 9113, section 6.9.2 (a connection begins with 65,535) and 6.9.1 (the most).
const WINDOWS: RangeInclusive<u32> = 65_535..=0x7fff_ffff;

/// Bytes that one call may be sent ahead.
const STREAM_WINDOW: u32 = 1024 * 1024;

/// Bytes of a response that wait for a client to read.
const SEND_BUFFER: usize = 64 * 1024;

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
    /// Bytes that the requests of all calls hold: of each call the headers and its largest message so far, from the
    /// length in front of the message to the end of the call. A call that needs more is answered `RESOURCE_EXHAUSTED`. Calls that hold more
    /// than 64 KiB get three quarters of it, so that there is room for small ones. 24 MiB, or six times
    /// `max_request_size` if that is more.
    pub max_buffered_bytes: Option<usize>,
    /// The same for the calls of one connection. 12 MiB, or three times `max_request_size` if that is more.
    pub max_connection_buffered_bytes: Option<usize>,
    /// Time for a request to arrive, or for 128 KiB more of it; a call that takes longer is answered
    /// `DEADLINE_EXCEEDED`. It holds for the body of a request, and for each message of a stream from its first byte on.
    /// 20 seconds.
    pub request_timeout: Duration,
    /// Bytes that a client may send ahead of what the calls of its connection have read. 1 MiB.
    pub connection_window: u32,
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
            max_buffered_bytes: None,
            max_connection_buffered_bytes: None,
            request_timeout: Duration::from_secs(20),
            connection_window: 1024 * 1024,
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
            ("request_timeout", self.request_timeout.is_zero()),
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
        if let Some((name, _)) = zeros.into_iter().find(|(_, zero)| *zero) {
            return Err(ServeError::Setting(format!("{name} is zero")));
        }
        self.check_window()?;
        self.check_budgets()
    }

    fn check_window(&self) -> Result<(), ServeError> {
        let window = self.connection_window;
        if WINDOWS.contains(&window) {
            return Ok(());
        }
        let (least, most) = (WINDOWS.start(), WINDOWS.end());
        let text = format!("connection_window is {window}; HTTP/2 allows {least} to {most}");
        Err(ServeError::Setting(text))
    }

    /// Refuses budgets that a request of the largest size does not fit into.
    fn check_budgets(&self) -> Result<(), ServeError> {
        let header_size = usize::try_from(self.max_header_size).unwrap_or(usize::MAX);
        let needed = self.max_request_size.saturating_add(header_size);
        let budgets = [
            ("max_buffered_bytes", self.max_buffered_bytes),
            (
                "max_connection_buffered_bytes",
                self.max_connection_buffered_bytes,
            ),
        ];
        for (name, most) in budgets {
            let room = most.map_or(usize::MAX, Budget::for_large_calls);
            if room < needed {
                let least = needed.saturating_mul(4).div_ceil(3);
                return Err(ServeError::Setting(format!(
                    "{name} has no room for a request of max_request_size and max_header_size; it needs at least {least}"
                )));
            }
        }
        Ok(())
    }

    /// What the calls of the server may hold.
    pub(super) fn max_buffered_bytes(&self) -> usize {
        let most = self.max_buffered_bytes;
        most.unwrap_or_else(|| self.max_request_size.saturating_mul(6).max(24 * MIB))
    }

    /// What the calls of a connection may hold.
    pub(super) fn max_connection_buffered_bytes(&self) -> usize {
        let most = self.max_connection_buffered_bytes;
        most.unwrap_or_else(|| self.max_request_size.saturating_mul(3).max(12 * MIB))
    }

    /// How connections are served; `http1` for gRPC-Web and for a fallback.
    pub(super) fn http(&self, http1: bool) -> auto::Builder<TokioExecutor> {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(self.max_concurrent_streams)
            .max_header_list_size(self.max_header_size)
            .initial_connection_window_size(self.connection_window)
            .initial_stream_window_size(self.connection_window.min(STREAM_WINDOW))
            .max_send_buf_size(SEND_BUFFER)
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
/// Health turns to `NOT_SERVING`. After [`delay`](Self::delay) the socket closes, and clients are asked to send new calls
/// to other servers (`GOAWAY`). Running calls have [`grace`](Self::grace) to finish; the server ends the rest with
/// `UNAVAILABLE`. Half a second later it closes all connections, even if a client has not read its status.
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
