//! The connections of a server, and which thread serves each.
//!
//! Workers serve connections, and run the handlers. While handlers block all workers, nobody takes a new connection: the
//! thread of the server serves it instead, and answers health checks itself. All other calls of such a connection wait for
//! the workers.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::connect_info::connect_info;
use super::connection::{self, Shared};
use super::listener::Socket;

/// Time for a worker to take a new connection; kubelet waits a second for the answer to a probe.
const STALL: Duration = Duration::from_millis(250);

/// Time for the workers to drop their connections at the end.
const ABORT: Duration = Duration::from_millis(100);

/// All connections of a server.
pub(super) struct Connections {
    tasks: JoinSet<()>,
    /// Whose runtime serves them; none for the runtime that accepts them.
    workers: Option<Handle>,
    /// Connections that a worker may not have taken yet, with the time until which they are its.
    offered: VecDeque<(Instant, Offer)>,
}

/// A connection for the first worker that takes it.
type Offer = Arc<Mutex<Option<Accepted>>>;

fn take(offer: &Offer) -> Option<Accepted> {
    offer.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Connections {
    /// Connections that the workers serve, or without them the runtime that accepts them.
    pub(super) fn new(workers: Option<Handle>) -> Self {
        Self {
            tasks: JoinSet::new(),
            workers,
            offered: VecDeque::new(),
        }
    }

    /// Begins to serve a connection.
    pub(super) fn add(&mut self, accepted: Accepted) {
        let Some(workers) = &self.workers else {
            self.tasks.spawn(accepted.serve(None));
            return;
        };
        let offer = Arc::new(Mutex::new(Some(accepted)));
        let until = Instant::now() + STALL;
        self.offered.push_back((until, Arc::clone(&offer)));
        let serve = async move {
            if let Some(accepted) = take(&offer).and_then(Accepted::moved_here) {
                accepted.serve(None).await;
            }
        };
        self.tasks.spawn_on(serve, workers);
    }

    /// Waits until a connection has ended, or serves one that no worker has taken.
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
                "all workers are blocked: the thread of the server serves a connection"
            );
            self.tasks.spawn(accepted.serve(Some(workers.clone())));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Waits for the end of all connections.
    pub(super) async fn ended(&mut self) {
        while !self.is_empty() {
            self.step().await;
        }
    }

    /// Drops all connections, without a wait for those that a blocked worker has.
    pub(super) async fn abort(mut self) {
        self.tasks.abort_all();
        let _ = timeout(ABORT, self.ended()).await;
    }
}

/// A connection that is not served yet.
pub(super) struct Accepted {
    pub(super) socket: Socket,
    /// Counts it among the connections of the server.
    pub(super) permit: Option<OwnedSemaphorePermit>,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<tokio_rustls::TlsAcceptor>,
    pub(super) shared: Arc<Shared>,
}

impl Accepted {
    /// The same, with a socket that this runtime polls.
    fn moved_here(self) -> Option<Self> {
        let socket = self.socket.moved_here();
        let socket = socket.inspect_err(|error| tracing::warn!(target: "rpcsmith_runtime::serve", %error, "a connection is lost"));
        Some(Self {
            socket: socket.ok()?,
            ..self
        })
    }

    /// Serves it; calls run on `workers` if this is another thread.
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
                let info = connect_info(&stream);
                connection::serve(stream, info, shared, workers).await;
            }
        }
    }
}
