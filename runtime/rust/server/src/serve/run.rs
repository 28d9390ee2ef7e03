//! Runs a server: accepts connections, listens for signals, and drains.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::connection::{FLUSH_TIMEOUT, Shared};
use super::connections::{Accepted, Connections};
use super::dedicated_thread;
use super::error::ServeError;
use super::listener::Listener;
use super::settings::Drain;

/// A listening server. [`serve`](Self::serve) runs it until it drains.
#[must_use]
pub struct Server {
    pub(super) listener: Listener,
    pub(super) drain: Drain,
    pub(super) drain_requested: CancellationToken,
    #[cfg(feature = "health")]
    pub(super) health: Option<super::HealthReporter>,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<super::tls::Loaded>,
    pub(super) shared: Arc<Shared>,
}

/// Starts the drain of a server.
#[derive(Clone, Debug)]
pub struct DrainHandle(CancellationToken);

impl DrainHandle {
    /// Starts the drain. Further calls have no effect.
    pub fn drain(&self) {
        self.0.cancel();
    }
}

/// How a server shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Whether all calls finished within the grace period.
    pub in_time: bool,
}

impl Server {
    /// The address of the server; `None` on a Unix domain socket.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.listener.address()
    }

    /// A handle that starts the drain.
    pub fn drain_handle(&self) -> DrainHandle {
        DrainHandle(self.drain_requested.clone())
    }

    /// Sets the health of services; `None` unless the server has the health service.
    #[cfg(feature = "health")]
    pub fn health_reporter(&self) -> Option<super::HealthReporter> {
        self.health.clone()
    }

    /// Serves until a signal or a [`DrainHandle`] starts the drain, and drains; see [`Drain`].
    ///
    /// On a multi-threaded runtime, the server uses a dedicated thread. It accepts connections, listens for signals, ends the
    /// drain in time, and answers health checks over new connections, even while handlers block all workers of the runtime.
    /// Start the runtime with [`block_on`], which does not wait for blocked workers at the end.
    ///
    /// Dropping the future closes all connections at once.
    ///
    /// # Errors
    /// If the signal handlers cannot be installed, or the thread cannot be started.
    pub async fn serve(self) -> Result<Drained, ServeError> {
        let caller = Handle::current();
        dedicated_thread::run("rpcsmith-server", move || async move {
            // The runtime of the caller, unless this code runs on it.
            let workers = (Handle::current().id() != caller.id()).then_some(caller);
            self.run(workers).await
        })
        .await?
    }

    async fn run(mut self, workers: Option<Handle>) -> Result<Drained, ServeError> {
        self.listener = self.listener.moved_here()?;
        let mut signals = Signals::new(self.drain.on_signals)?;
        let abort = self.shared.abort.clone().drop_guard();
        let mut connections = Connections::new(workers);
        #[cfg(feature = "tls")]
        let _reloads = self.tls.as_ref().map(super::tls::Loaded::reload);

        tokio::select! {
            () = self.accept(&mut connections) => {}
            () = self.drain_requested.cancelled() => {}
            () = signals.next() => {}
        }
        #[cfg(feature = "health")]
        if let Some(health) = &self.health {
            health.drain();
        }
        tokio::select! {
            () = self.accept(&mut connections) => {}
            () = sleep(self.drain.delay) => {}
            () = signals.next() => {}
        }
        drop(self.listener);
        self.shared.draining.cancel();
        let in_time = tokio::select! {
            done = timeout(self.drain.grace, connections.ended()) => done.is_ok(),
            () = signals.next() => connections.is_empty(),
        };
        if !in_time {
            tracing::warn!(target: "rpcsmith_runtime::serve", "the grace period is over: aborting the remaining calls");
        }
        drop(abort);
        // Do not wait longer for clients that do not read their status.
        let _ = timeout(FLUSH_TIMEOUT, connections.ended()).await;
        connections.abort().await;
        Ok(Drained { in_time })
    }

    /// Accepts connections while it is polled.
    async fn accept(&self, connections: &mut Connections) {
        let most = self.shared.limits.max_connections;
        let room = most.map(|most| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))));
        loop {
            let accept = async {
                let permit = match &room {
                    Some(room) => Arc::clone(room).acquire_owned().await.ok(),
                    None => None,
                };
                (self.listener.accept().await, permit)
            };
            let (socket, permit) = tokio::select! {
                accepted = accept => accepted,
                () = connections.step() => continue,
            };
            match socket {
                Ok(socket) => connections.add(Accepted {
                    socket,
                    permit,
                    #[cfg(feature = "tls")]
                    tls: self.tls.as_ref().map(super::tls::Loaded::acceptor),
                    shared: Arc::clone(&self.shared),
                }),
                // For example too many open files, which can be temporary.
                Err(error) => {
                    tracing::warn!(target: "rpcsmith_runtime::serve", %error, "cannot accept a connection");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("listener", &self.listener)
            .field("limits", &self.shared.limits)
            .field("drain", &self.drain)
            .finish_non_exhaustive()
    }
}

/// The signals that start the drain.
struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
    #[cfg(not(unix))]
    listens: bool,
}

#[cfg(unix)]
impl Signals {
    fn new(listens: bool) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| listens.then(|| signal(kind)).transpose();
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        let (Some(terminate), Some(interrupt)) = (&mut self.terminate, &mut self.interrupt) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    fn new(listens: bool) -> io::Result<Self> {
        Ok(Self { listens })
    }

    async fn next(&mut self) {
        if !self.listens || tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

/// Runs a future on a new multi-threaded runtime of Tokio. When it is done, tasks that still run are dropped.
///
/// Use it in `main` of a server: with `#[tokio::main]`, a handler that blocks its thread would delay the end of the process
/// beyond the grace period.
///
/// # Errors
/// If the threads cannot be started.
pub fn block_on<F: Future>(future: F) -> io::Result<F::Output> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let output = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(output)
}
