//! One connection: its calls, its age, its end.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::Service as HyperService;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use tonic::body::Body;

use super::connect_info::ConnectInfo;
use super::dispatcher::{CallFuture, Dispatcher};
use super::guard::AbortToken;
use super::settings::Limits;
use super::worker_call;
use crate::budget::{Account, Budget};

/// What the connections of a server share.
pub(super) struct Shared {
    pub(super) dispatcher: Arc<Dispatcher>,
    pub(super) limits: Limits,
    /// Bytes of requests that all calls hold.
    pub(super) budget: Arc<Budget>,
    pub(super) http: auto::Builder<TokioExecutor>,
    /// Tells connections to take no more calls.
    pub(super) draining: CancellationToken,
    /// Ends the calls that are left.
    pub(super) abort: CancellationToken,
}

/// Serves a connection over TLS, from its handshake on; see [`serve`].
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
        // There are no calls yet to wait for.
        () = shared.draining.cancelled() => return,
    };
    match handshake {
        Ok(Ok(stream)) => {
            let (connect_info, expires) = super::tls::connect_info(&stream);
            // A session that is resumed has its certificate from before, and nobody has looked at it again.
            if expires.is_some_and(|expires| expires <= Instant::now()) {
                let peer = peer.map(tracing::field::display);
                return tracing::info!(target: "rpcsmith_runtime::serve", peer, "a client certificate is refused: it has expired");
            }
            serve_until(expires, stream, connect_info, shared, workers).await;
        }
        Ok(Err(error)) => super::tls::log_failure(peer, &error),
        Err(_) => {
            tracing::debug!(
                target: "rpcsmith_runtime::serve",
                peer = peer.map(tracing::field::display),
                "a TLS handshake has taken too long"
            )
        }
    }
}

/// Serves a connection until either side ends it; calls run on `workers` if this is another thread.
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

/// As [`serve`], and takes no more calls when it `expires`, as when it is too old.
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
    let read = Arc::new(AtomicU64::new(0));
    let io = Counted {
        io,
        read: Arc::clone(&read),
    };
    let most = limits.max_connection_buffered_bytes();
    let service = Service {
        dispatcher: Arc::clone(&shared.dispatcher),
        account: Arc::new(Account::new(most, Arc::clone(&shared.budget))),
        connect_info,
        abort: Arc::clone(&abort),
        workers,
    };
    // Each call holds `abort` once more.
    let held_without_calls = Arc::strong_count(&abort);
    let idle = || Arc::strong_count(&abort) <= held_without_calls;
    let connection = shared.http.serve_connection(TokioIo::new(io), service);
    tokio::pin!(connection);

    tokio::select! {
        biased;
        _ = after_others(connection.as_mut()) => return,
        () = silent(&read, limits.handshake_timeout) => return,
        () = old(limits.max_connection_age, expires) => {
            connection.as_mut().graceful_shutdown();
        }
        () = shared.draining.cancelled() => {
            if !has_spoken(&read) {
                return;
            }
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                _ = connection => {}
                () = unresponsive(&read, idle) => {}
            }
            return;
        }
    }
    tokio::select! {
        _ = connection.as_mut() => return,
        () = unresponsive(&read, idle) => return,
        () = sleep(limits.max_connection_age_grace) => abort.cancel(),
    }
    // The calls have been ended; a client that does not read that is not waited for.
    let _ = tokio::time::timeout(FLUSH, connection).await;
}

/// Polls a connection behind the tasks that are ready already.
///
/// A call that has its answer wakes its connection, and tokio runs what was woken last at once: each answer would be
/// written by itself. Behind the other calls of the connection, all their answers go in one write.
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

/// Time for the last statuses to reach their clients.
pub(super) const FLUSH: Duration = Duration::from_millis(500);

/// Bytes of the preface that each HTTP/2 client begins with; no HTTP/1 request is shorter.
const PREFACE: u64 = 24;

/// Whether the client has sent as much as every client begins with.
fn has_spoken(read: &AtomicU64) -> bool {
    read.load(Ordering::Relaxed) >= PREFACE
}

/// Time for a client without calls to answer GOAWAY and the PING behind it: more than a round trip takes.
const PONG: Duration = Duration::from_secs(1);

/// Ends when the client no longer answers and the connection has no calls.
///
/// After GOAWAY, hyper waits for the answer to a PING before it closes a connection: until then the client may have sent
/// requests that are still on their way. A dead client never answers. One that sends anything is alive, and may still
/// be reading the last response: its connection closes by itself.
async fn unresponsive(read: &AtomicU64, idle: impl Fn() -> bool) {
    let before = read.load(Ordering::Relaxed);
    loop {
        sleep(PONG).await;
        if read.load(Ordering::Relaxed) != before {
            return std::future::pending().await;
        }
        if idle() {
            tracing::debug!(target: "rpcsmith_runtime::serve", "a client without calls does not answer: its connection is closed");
            return;
        }
    }
}

/// Ends if the client has not begun to speak by then.
async fn silent(read: &AtomicU64, timeout: Duration) {
    let mut timeout = pin!(sleep(timeout));
    // Whoever has spoken costs no look at the clock.
    poll_fn(|cx| {
        if has_spoken(read) {
            Poll::Pending
        } else {
            timeout.as_mut().poll(cx)
        }
    })
    .await;
}

/// Ends at the age, give or take a tenth so that connections made at once do not go at once, or earlier if it expires.
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

/// Leads the requests of a connection to their calls.
struct Service {
    dispatcher: Arc<Dispatcher>,
    account: Arc<Account>,
    connect_info: ConnectInfo,
    abort: AbortToken,
    /// Who runs the calls, if it is not this thread.
    workers: Option<Handle>,
}

impl HyperService<Request<Incoming>> for Service {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = CallFuture;

    fn call(&self, mut request: Request<Incoming>) -> CallFuture {
        (self.connect_info)(request.extensions_mut());
        match &self.workers {
            Some(workers) if !self.dispatcher.are_health(request.uri().path()) => {
                let (dispatcher, abort) = (Arc::clone(&self.dispatcher), Arc::clone(&self.abort));
                let account = Arc::clone(&self.account);
                let answer = async move { dispatcher.answer(request, &abort, &account).await };
                CallFuture::Worker(Box::pin(worker_call::run(workers, answer)))
            }
            _ => self.dispatcher.answer(request, &self.abort, &self.account),
        }
    }
}

/// Counts the bytes that the client sends: they show whether it is alive.
struct Counted<I> {
    io: I,
    read: Arc<AtomicU64>,
}

impl<I: AsyncRead + Unpin> AsyncRead for Counted<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.io).poll_read(cx, buffer);
        let read = buffer.filled().len() - before;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        poll
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Counted<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
