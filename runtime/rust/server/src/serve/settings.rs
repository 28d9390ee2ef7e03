//! Limits of a server, and settings of its drain, with their defaults.

use std::ops::RangeInclusive;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;

use super::error::ServeError;
use super::http_connection::HttpSettings;
use super::http2;
use crate::budget::Budget;

const MIB: usize = 1024 * 1024;

/// The allowed sizes of the flow-control window of a connection.
///
/// Source: RFC 9113, section 6.9.2 (the initial size) and 6.9.1 (the maximum).
const WINDOWS: RangeInclusive<u32> = 65_535..=0x7fff_ffff;

/// The flow-control window of a call, in bytes.
const STREAM_WINDOW: u32 = 1024 * 1024;

/// The maximum of buffered bytes of a response, while the client does not read.
const SEND_BUFFER: usize = 64 * 1024;

/// The maximum size of a frame from the client, in bytes: the least that HTTP/2 allows.
const FRAME: u32 = 16 * 1024;

/// The maximum of malformed requests of a connection. After more, the connection is closed.
const MAX_ERRORS: usize = 1024;

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
    /// The maximum of concurrent calls on one connection. Further calls wait in the client. Default: 200.
    pub max_concurrent_streams: u32,
    /// The maximum of concurrent calls on all connections. Further calls fail with `RESOURCE_EXHAUSTED`. Default: no limit.
    pub max_concurrent_calls: Option<usize>,
    /// The maximum of open connections. Further connections wait to be accepted. Default: no limit.
    pub max_connections: Option<usize>,
    /// The maximum size of the headers of a request, as HTTP/2 defines it: name, value, and 32 bytes for each header. Default:
    /// 16 KiB.
    pub max_header_size: u32,
    /// The maximum size of a request message, in bytes, for services that do not set it. Default: 4 MiB.
    pub max_request_size: usize,
    /// The maximum size of a response message, in bytes, for services that do not set it. Default: no limit.
    pub max_response_size: Option<usize>,
    /// The maximum memory for nested messages of a request message, in bytes. A request of 1 MB can contain half a million
    /// empty messages, each of which takes the size of its struct. Default: 16 times the size of the request, and at least
    /// 64 MiB.
    pub max_decoded_size: Option<usize>,
    /// The maximum of steps for validation rules with nested loops; see
    /// [`Options::max_steps`](https://docs.rs/rpcsmith-runtime/latest/rpcsmith_runtime/validate/struct.Options.html). A call
    /// that needs more fails with `RESOURCE_EXHAUSTED`. Default: 10,000,000.
    pub max_rule_steps: u64,
    /// The budget for requests of all calls, in bytes. Each call counts its headers and its largest message, from when the
    /// length of the message is known until the end of the call. A call that needs more fails with `RESOURCE_EXHAUSTED`. Calls
    /// over 64 KiB can use three quarters of the budget; the rest is for small calls. Default: 24 MiB, or six times
    /// `max_request_size` if that is more.
    pub max_buffered_bytes: Option<usize>,
    /// The budget for requests of one connection, in bytes. Default: 12 MiB, or three times `max_request_size` if that is more.
    pub max_connection_buffered_bytes: Option<usize>,
    /// The time for a request to arrive, or for each 128 KiB of it. A call that takes longer fails with `DEADLINE_EXCEEDED`. For
    /// a stream, the time is for each message, from its first byte. Default: 20 seconds.
    pub request_timeout: Duration,
    /// The flow-control window of a connection: bytes that the client can send before the calls read them. Default: 1 MiB.
    pub connection_window: u32,
    /// The time for a new connection to complete the TLS handshake and send the HTTP/2 preface. Default: 10 seconds.
    pub handshake_timeout: Duration,
    /// The time without data before the server sends a PING to a client. `None`: never. Default: 60 seconds.
    pub keepalive_interval: Option<Duration>,
    /// The time to answer a PING; then the connection is closed. Default: 20 seconds.
    pub keepalive_timeout: Duration,
    /// The maximum age of a connection, with a random deviation of 10 %. The server then asks the client to reconnect, so that
    /// clients balance over servers again. Default: no limit.
    pub max_connection_age: Option<Duration>,
    /// The time for calls of such a connection to finish. Default: 30 seconds.
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
    /// Rejects limits with which no request could be served.
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

    /// Rejects budgets that are too small for a request of maximum size.
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
                    "{name} is too small for a request of max_request_size and max_header_size: it must be at least {least}"
                )));
            }
        }
        Ok(())
    }

    /// The budget of the server.
    pub(super) fn max_buffered_bytes(&self) -> usize {
        let most = self.max_buffered_bytes;
        most.unwrap_or_else(|| self.max_request_size.saturating_mul(6).max(24 * MIB))
    }

    /// The budget of a connection.
    pub(super) fn max_connection_buffered_bytes(&self) -> usize {
        let most = self.max_connection_buffered_bytes;
        most.unwrap_or_else(|| self.max_request_size.saturating_mul(3).max(12 * MIB))
    }

    /// The HTTP settings of connections. `http1` also allows HTTP/1.1, for gRPC-Web and for a fallback.
    pub(super) fn http(&self, http1: bool) -> HttpSettings {
        HttpSettings {
            http1: http1.then(|| self.http1()),
            http2: self.http2(),
        }
    }

    fn http1(&self) -> http1::Builder {
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .max_buf_size(self.http1_buffer())
            .header_read_timeout(self.handshake_timeout);
        builder
    }

    fn http2(&self) -> http2::Settings {
        let mut h2 = h2::server::Builder::new();
        h2.max_concurrent_streams(self.max_concurrent_streams)
            .max_header_list_size(self.max_header_size)
            .max_frame_size(FRAME)
            .initial_connection_window_size(self.connection_window)
            .initial_window_size(self.connection_window.min(STREAM_WINDOW))
            .max_local_error_reset_streams(Some(MAX_ERRORS))
            .max_send_buffer_size(SEND_BUFFER);
        http2::Settings {
            h2,
            keepalive_interval: self.keepalive_interval,
            keepalive_timeout: self.keepalive_timeout,
        }
    }

    /// The size of the buffer of an HTTP/1.1 connection, which must contain all headers. hyper requires at least 8 KiB.
    fn http1_buffer(&self) -> usize {
        usize::try_from(self.max_header_size).map_or(usize::MAX, |size| size.max(8 * 1024))
    }
}

/// How a server shuts down.
///
/// Health turns to `NOT_SERVING`. After [`delay`](Self::delay) the socket closes, and clients are asked to send new calls
/// to other servers (`GOAWAY`). Running calls have [`grace`](Self::grace) to finish; the server ends the rest with
/// `UNAVAILABLE`. Half a second later it closes all connections, even if a client has not read its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drain {
    /// The time for load balancers to notice `NOT_SERVING`; the server still accepts calls. Default: zero.
    pub delay: Duration,
    /// The time for calls to finish. Default: 30 seconds.
    pub grace: Duration,
    /// Whether SIGTERM and SIGINT start the drain. Each further signal skips the current wait: the delay or
    /// the grace period. Default: yes.
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
