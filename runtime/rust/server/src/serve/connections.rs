//! The connections of a server, and the thread that serves each.
//!
//! The workers of the runtime serve connections and run handlers. While handlers block all workers, the thread of the server
//! serves new connections, and answers their health checks. Other calls of these connections wait for the workers.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::connect_info::connect_info;
#[cfg(unix)]
use super::connect_info::unix_connect_info;
use super::connection::{self, Shared};
use super::listener::Socket;

/// The time for a worker to take a new connection. kubelet waits one second for the answer to a probe.
const WORKER_TIMEOUT: Duration = Duration::from_millis(250);

/// The time for the workers to drop their connections at the end.
const ABORT: Duration = Duration::from_millis(100);

/// All connections of a server.
pub(super) struct Connections {
    tasks: JoinSet<()>,
    /// The runtime that serves them; `None` for the runtime that accepts them.
    workers: Option<Handle>,
    /// Connections that are offered to the workers, with the time until a worker must take them.
    offered: VecDeque<(Instant, Offer)>,
}

/// A connection for the first thread that takes it.
type Offer = Arc<Mutex<Option<Accepted>>>;

fn take(offer: &Offer) -> Option<Accepted> {
    offer.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Connections {
    /// Creates an empty set, whose connections are served by `workers`, or by the current runtime.
    pub(super) fn new(workers: Option<Handle>) -> Self {
        Self {
            tasks: JoinSet::new(),
            workers,
            offered: VecDeque::new(),
        }
    }

    /// Starts to serve a connection.
    pub(super) fn add(&mut self, accepted: Accepted) {
        let Some(workers) = &self.workers else {
            self.tasks.spawn(accepted.serve(None));
            return;
        };
        let offer = Arc::new(Mutex::new(Some(accepted)));
        let until = Instant::now() + WORKER_TIMEOUT;
        self.offered.push_back((until, Arc::clone(&offer)));
        let serve = async move {
            if let Some(accepted) = take(&offer).and_then(Accepted::moved_here) {
                accepted.serve(None).await;
            }
        };
        self.tasks.spawn_on(serve, workers);
    }

    /// Waits until a connection closes, or serves one that no worker has taken in time.
    pub(super) async fn step(&mut self) {
        let next = self.offered.front().map(|(until, _)| *until);
        let overdue = async {
            match next {
                Some(until) => sleep_until(until).await,
                None => pending().await,
            }
        };
        tokio::select! {
            Some(_) = self.tasks.join_next() => {}
            () = overdue => self.serve_overdue(),
            else => pending().await,
        }
    }

    fn serve_overdue(&mut self) {
        let Some((_, offer)) = self.offered.pop_front() else {
            return;
        };
        if let (Some(workers), Some(accepted)) = (&self.workers, take(&offer)) {
            tracing::debug!(
                target: "rpcsmith_runtime::serve",
                "all workers are blocked: serving a connection on the thread of the server"
            );
            self.tasks.spawn(accepted.serve(Some(workers.clone())));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Waits until all connections are closed.
    pub(super) async fn ended(&mut self) {
        while !self.is_empty() {
            self.step().await;
        }
    }

    /// Drops all connections. It does not wait for connections of blocked workers.
    pub(super) async fn abort(mut self) {
        self.tasks.abort_all();
        let _ = timeout(ABORT, self.ended()).await;
    }
}

/// A connection that is not served yet.
pub(super) struct Accepted {
    pub(super) socket: Socket,
    /// A permit of `max_connections`, if limited.
    pub(super) permit: Option<OwnedSemaphorePermit>,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<tokio_rustls::TlsAcceptor>,
    pub(super) shared: Arc<Shared>,
}

impl Accepted {
    /// Moves the socket to the current runtime.
    fn moved_here(self) -> Option<Self> {
        let socket = self.socket.moved_here();
        let socket = socket.inspect_err(|error| tracing::warn!(target: "rpcsmith_runtime::serve", %error, "cannot move a connection to another runtime: closing it"));
        Some(Self {
            socket: socket.ok()?,
            ..self
        })
    }

    /// Serves the connection. Calls run on `workers`, if given.
    async fn serve(self, workers: Option<Handle>) {
        let (shared, _permit) = (self.shared, self.permit);
        match self.socket {
            #[cfg(feature = "tls")]
            Socket::Tcp(stream) if self.tls.is_some() => {
                if let Some(tls) = self.tls {
                    connection::serve_tls(stream, &tls, shared, workers).await;
                }
            }
            Socket::Tcp(stream) => {
                let info = connect_info(&stream);
                connection::serve(stream, info, shared, workers).await;
            }
            #[cfg(unix)]
            Socket::Unix(stream) => {
                let info = unix_connect_info(&stream);
                connection::serve(stream, info, shared, workers).await;
            }
        }
    }
}
