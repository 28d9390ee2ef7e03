//! Serves one connection: its calls, its maximum age, and its shutdown.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::connect_info::ConnectInfo;
use super::connection_service::ConnectionService;
use super::dispatcher::Dispatcher;
use super::http_connection::{HttpConnection, HttpSettings};
use super::origin::Origin;
use super::preface;
use super::settings::Limits;
use super::traffic::{Counted, Traffic};
use crate::budget::{Account, Budget};

/// The state that all connections of a server share.
pub(super) struct Shared {
    pub(super) dispatcher: Arc<Dispatcher>,
    pub(super) limits: Limits,
    /// The budget for requests of all calls.
    pub(super) budget: Arc<Budget>,
    pub(super) http: HttpSettings,
    /// Cancelled when connections must accept no more calls.
    pub(super) draining: CancellationToken,
    /// Cancelled to abort the remaining calls.
    pub(super) abort: CancellationToken,
}

/// Serves a connection over TLS, with its handshake; see [`serve`].
#[cfg(feature = "tls")]
pub(super) async fn serve_tls(
    stream: tokio::net::TcpStream,
    tls: &tokio_rustls::TlsAcceptor,
    shared: Arc<Shared>,
    workers: Option<Handle>,
) {
    let peer = stream.peer_addr().ok();
    let handshake = tls.accept(stream);
    let handshake = tokio::select! {
        handshake = tokio::time::timeout(shared.limits.handshake_timeout, handshake) => handshake,
        // There are no calls to wait for.
        () = shared.draining.cancelled() => return,
    };
    match handshake {
        Ok(Ok(stream)) => {
            let (connect_info, expires) = super::tls::connect_info(&stream);
            // A resumed session has the certificate of an earlier handshake, which may have expired since.
            if expires.is_some_and(|expires| expires <= Instant::now()) {
                let peer = peer.map(tracing::field::display);
                return tracing::info!(target: "rpcsmith_runtime::serve", peer, "client certificate rejected: it has expired");
            }
            serve_until(expires, stream, connect_info, shared, workers).await;
        }
        Ok(Err(error)) => super::tls::log_failure(peer, &error),
        Err(_) => {
            tracing::debug!(
                target: "rpcsmith_runtime::serve",
                peer = peer.map(tracing::field::display),
                "TLS handshake timed out"
            )
        }
    }
}

/// Serves a connection until it closes. Calls run on `workers`, if given.
pub(super) async fn serve<I>(
    io: I,
    connect_info: ConnectInfo,
    shared: Arc<Shared>,
    workers: Option<Handle>,
) where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    serve_until(None, io, connect_info, shared, workers).await;
}

/// Like [`serve`], but accepts no more calls after `expires`.
async fn serve_until<I>(
    expires: Option<Instant>,
    io: I,
    connect_info: ConnectInfo,
    shared: Arc<Shared>,
    workers: Option<Handle>,
) where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = &shared.limits;
    let abort = Arc::new(shared.abort.child_token());
    let traffic = Arc::new(Traffic::default());
    let io = Counted::new(io, Arc::clone(&traffic));
    let most = limits.max_connection_buffered_bytes();
    let service = ConnectionService {
        dispatcher: Arc::clone(&shared.dispatcher),
        origin: Origin {
            account: Arc::new(Account::new(most, Arc::clone(&shared.budget))),
            connect_info,
            abort: Arc::clone(&abort),
        },
        workers,
    };
    // Each call has another clone of `abort`.
    let clones_without_calls = Arc::strong_count(&abort);
    let calls = || Arc::strong_count(&abort) > clones_without_calls;
    let idle = || !calls() && !traffic.is_blocked();
    let mut connection = pin!(HttpConnection::new(io, &shared.http, service));

    tokio::select! {
        biased;
        _ = after_others(connection.as_mut()) => return,
        () = silent(&traffic, limits.handshake_timeout) => return,
        () = old(limits.max_connection_age, expires) => {
            connection.as_mut().graceful_shutdown();
        }
        () = shared.draining.cancelled() => {
            if !has_preface(&traffic) {
                return;
            }
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                _ = connection => {}
                () = unresponsive(&traffic, idle) => {}
            }
            return;
        }
    }
    tokio::select! {
        _ = connection.as_mut() => return,
        () = unresponsive(&traffic, idle) => return,
        () = sleep(limits.max_connection_age_grace) => abort.cancel(),
    }
    // The calls have ended. Do not wait for a client that does not read their status.
    let _ = tokio::time::timeout(FLUSH_TIMEOUT, connection).await;
}

/// Polls a connection after the tasks that are ready now.
///
/// A call wakes its connection when its response is ready, and tokio runs the task that was woken last first. So each response
/// would be written separately. After the other calls of the connection, one write sends all responses.
async fn after_others<C: Future>(mut connection: Pin<&mut C>) -> C::Output {
    let mut yields = false;
    poll_fn(move |cx| {
        yields = !yields;
        if yields {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        connection.as_mut().poll(cx)
    })
    .await
}

/// The time to send the last statuses to the clients.
pub(super) const FLUSH_TIMEOUT: Duration = Duration::from_millis(500);

/// Whether the client has sent its preface.
fn has_preface(traffic: &Traffic) -> bool {
    traffic.read() >= preface::SIZE as u64
}

/// The time for a client without calls to answer GOAWAY and PING: more than a round trip.
const PONG: Duration = Duration::from_secs(1);

/// Resolves when the connection has no calls and no unsent bytes, and the client no longer answers.
///
/// A client of HTTP/1.1 sends nothing while it reads a response. The end of the grace period limits how long it may read.
///
/// After GOAWAY, h2 waits for the answer to a PING before it closes a connection, because requests of the client may still
/// arrive. A dead client never answers. A client that sends anything is alive, and may still read the last response: its
/// connection closes by itself.
async fn unresponsive(traffic: &Traffic, idle: impl Fn() -> bool) {
    let before = traffic.read();
    loop {
        sleep(PONG).await;
        if traffic.read() != before {
            return std::future::pending().await;
        }
        if idle() {
            tracing::debug!(target: "rpcsmith_runtime::serve", "closing a connection: the client has no calls, and does not answer");
            return;
        }
    }
}

/// Resolves if the client does not send its preface in time.
async fn silent(traffic: &Traffic, timeout: Duration) {
    let mut timeout = pin!(sleep(timeout));
    // Check the clock only before the preface.
    poll_fn(|cx| {
        if has_preface(traffic) {
            Poll::Pending
        } else {
            timeout.as_mut().poll(cx)
        }
    })
    .await;
}

/// Resolves at the maximum age, with a random deviation of up to 10 %, so that connections do not all close at the same time;
/// or earlier, when the connection expires.
async fn old(age: Option<Duration>, expires: Option<Instant>) {
    let old = age.map(|age| {
        let tenth = age.mul_f64(0.1);
        let random = tenth.mul_f64(2.0 * fastrand::f64());
        Instant::now() + age - tenth + random
    });
    match old.into_iter().chain(expires).min() {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}
