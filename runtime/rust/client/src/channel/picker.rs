//! Picks the connection of each attempt.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpcsmith_wire::Status;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::connect::Reserved;
use super::connection_pool::{ConnectionPool, Connections};
use super::settings::Settings;

/// Picks a connection for each attempt. The pool of connections runs in the background.
pub(super) struct Picker {
    choice: watch::Receiver<Connections>,
    turn: AtomicUsize,
    /// Wakes calls when a stream ends.
    freed: Arc<Notify>,
    /// Requests another connection from the pool.
    wanted: Arc<Notify>,
    /// Requests that the pool opens idle connections again.
    needed: Arc<Notify>,
    pool: JoinHandle<()>,
}

/// How often a call that waits for a stream checks the limits of the connections.
const RECHECK_INTERVAL: Duration = Duration::from_secs(1);

/// The result of a look at all connections.
enum Picked {
    Stream(Reserved),
    /// All streams of all connections are in use.
    Full,
    /// There is no connection, for this reason.
    Failed(Arc<str>),
    /// A connection is being opened.
    Connecting,
}

impl Picker {
    pub(super) fn new(settings: Settings) -> Self {
        let (publish, choice) = watch::channel(Connections::default());
        let (freed, wanted) = (Arc::clone(&settings.connector.freed), Arc::default());
        let needed = Arc::<Notify>::default();
        let pool = ConnectionPool::new(settings, publish, Arc::clone(&wanted), Arc::clone(&needed));
        Self {
            choice,
            turn: AtomicUsize::new(fastrand::usize(..)),
            freed,
            wanted,
            needed,
            pool: tokio::spawn(pool.run()),
        }
    }

    /// Waits for a connection, which may have no free stream.
    pub(super) async fn ready(&self) -> Result<(), Status> {
        let mut choice = self.choice.clone();
        loop {
            {
                let choice = choice.borrow_and_update();
                let mut senders = choice.ready.iter().chain(choice.extra.iter());
                if senders.any(|sender| !sender.is_closed()) {
                    return Ok(());
                }
                if let Some(reason) = &choice.failed {
                    return Err(Status::unavailable(reason.as_ref()));
                }
                if choice.idle {
                    self.needed.notify_one();
                }
            }
            choice.changed().await.map_err(closed)?;
        }
    }

    /// Waits for a connection with a stream for a request.
    ///
    /// Fails if all connections have failed, unless `wait` is set (`waitForReady`).
    pub(super) async fn pick(&self, wait: bool) -> Result<Reserved, Status> {
        if let Picked::Stream(stream) = self.choose(&self.choice.borrow()) {
            return Ok(stream);
        }
        let mut choice = self.choice.clone();
        loop {
            // Register before the check: a stream that ends in between must wake this call.
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            let picked = self.choose(&choice.borrow_and_update());
            let full = matches!(picked, Picked::Full);
            match picked {
                Picked::Stream(stream) => return Ok(stream),
                Picked::Full => self.wanted.notify_one(),
                Picked::Failed(reason) if !wait => {
                    return Err(Status::unavailable(reason.as_ref()));
                }
                Picked::Failed(_) | Picked::Connecting => {}
            }
            tokio::select! {
                () = freed => {}
                // The server may allow more streams now; no event reports that.
                () = sleep(RECHECK_INTERVAL), if full => {}
                changed = choice.changed() => changed.map_err(closed)?,
            }
        }
    }

    /// Picks connections in turn. Extra ones come last, so that they become idle when they are not needed.
    fn choose(&self, choice: &Connections) -> Picked {
        if choice.idle {
            self.needed.notify_one();
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let (before, after) = choice.ready.split_at(turn % choice.ready.len().max(1));
        let mut full = false;
        let all = after.iter().chain(before).chain(choice.extra.iter());
        for sender in all.filter(|sender| !sender.is_closed()) {
            match sender.take() {
                Some(stream) => return Picked::Stream(stream),
                None => full = true,
            }
        }
        match &choice.failed {
            _ if full => Picked::Full,
            Some(reason) => Picked::Failed(Arc::clone(reason)),
            None => Picked::Connecting,
        }
    }
}

fn closed(_: watch::error::RecvError) -> Status {
    Status::unavailable("the channel is closed")
}

impl Drop for Picker {
    fn drop(&mut self) {
        self.pool.abort();
    }
}
