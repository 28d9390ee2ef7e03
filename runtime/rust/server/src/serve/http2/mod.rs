//! A connection of HTTP/2: accepts calls, and runs each as a task.
//!
//! It uses h2 directly. hyper polls for flow control, resets and keep-alive several times in each call, and adds `date` to each
//! response.

mod call;
mod head;
mod keep_alive;
mod request;
mod send_body;

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use h2::server::{Connection, Handshake};
use http::Request;
use tokio::io::{AsyncRead, AsyncWrite};

use super::call_future::CallFuture;
use super::traffic::Traffic;
use call::Call;
use keep_alive::KeepAlive;
pub(super) use request::RequestBody;

/// The settings of connections.
pub(super) struct Settings {
    pub(super) h2: h2::server::Builder,
    pub(super) keepalive_interval: Option<Duration>,
    pub(super) keepalive_timeout: Duration,
}

/// A connection of HTTP/2.
pub(super) struct Http2<I> {
    state: State<I>,
    /// `None` until the handshake is complete.
    keep_alive: Option<KeepAlive>,
    keepalive_timeout: Duration,
    keepalive_interval: Option<Duration>,
    traffic: Arc<Traffic>,
}

enum State<I> {
    Handshake {
        handshake: Handshake<I, Bytes>,
        /// Whether the connection must shut down after the handshake.
        closing: bool,
    },
    Open(Connection<I, Bytes>),
}

impl<I: AsyncRead + AsyncWrite + Unpin> Http2<I> {
    /// Starts a connection.
    pub(super) fn new(io: I, settings: &Settings, traffic: Arc<Traffic>) -> Self {
        Self {
            state: State::Handshake {
                handshake: settings.h2.handshake(io),
                closing: false,
            },
            keep_alive: None,
            keepalive_interval: settings.keepalive_interval,
            keepalive_timeout: settings.keepalive_timeout,
            traffic,
        }
    }

    /// Asks the client to make no more calls here. The connection closes after its calls.
    pub(super) fn graceful_shutdown(&mut self) {
        match &mut self.state {
            State::Handshake { closing, .. } => *closing = true,
            State::Open(connection) => connection.graceful_shutdown(),
        }
    }

    /// Serves calls until the connection is closed.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        answer: impl Fn(Request<RequestBody>) -> CallFuture,
    ) -> Poll<Result<(), h2::Error>> {
        if let State::Handshake { handshake, closing } = &mut self.state {
            let mut connection = ready!(Pin::new(handshake).poll(cx))?;
            if *closing {
                connection.graceful_shutdown();
            }
            if let (Some(interval), Some(pings)) = (self.keepalive_interval, connection.ping_pong())
            {
                let traffic = Arc::clone(&self.traffic);
                self.keep_alive = Some(KeepAlive::new(
                    interval,
                    self.keepalive_timeout,
                    pings,
                    traffic,
                ));
            }
            self.state = State::Open(connection);
        }
        let State::Open(connection) = &mut self.state else {
            return Poll::Pending;
        };
        while let Poll::Ready(accepted) = connection.poll_accept(cx) {
            let Some(accepted) = accepted else {
                return Poll::Ready(Ok(()));
            };
            let (request, respond) = accepted?;
            let (parts, stream) = request.into_parts();
            let body = RequestBody::new(stream, &parts.headers);
            let call = answer(Request::from_parts(parts, body));
            tokio::spawn(Call::new(call, respond));
        }
        if let Some(keep_alive) = &mut self.keep_alive {
            ready!(keep_alive.poll_lost(cx));
            tracing::debug!(target: "rpcsmith_runtime::serve", "closing a connection: the client has not answered a PING");
            connection.abrupt_shutdown(Reason::NO_ERROR);
            // Send GOAWAY if the client still reads, but do not wait for it.
            let _ = connection.poll_closed(cx);
            return Poll::Ready(Ok(()));
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests;
