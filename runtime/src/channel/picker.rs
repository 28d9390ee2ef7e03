//! Which connection a call goes over.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tonic::Status;

use super::connect::{Connector, Sender};
use super::keeper::Keeper;
use super::resolve::Resolver;
use super::target::Target;
use crate::service_config::LoadBalancing;

/// What the connections of a channel are kept by.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) target: Target,
    /// Who tells the addresses of names.
    pub(super) resolver: Resolver,
    pub(super) connector: Arc<Connector>,
    pub(super) policy: LoadBalancing,
    /// Time after which a name is resolved again.
    pub(super) resolve_interval: Duration,
    pub(super) backoff: Backoff,
    /// The service whose health counts, if it does.
    pub(super) health: Option<String>,
}

/// Times between attempts to connect: each longer than the one before, give or take a fifth.
///
/// Source: Connection Backoff of gRPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first. 1 second.
    pub initial: Duration,
    /// The longest. 2 minutes.
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            initial: Duration::from_secs(1),
            max: Duration::from_secs(120),
        }
    }
}

impl Backoff {
    pub(super) fn after(&self, failures: u32) -> Duration {
        let factor = 1.6_f64.powi(failures.min(60).cast_signed());
        let time = self.initial.as_secs_f64() * factor;
        jittered(Duration::from_secs_f64(time.min(self.max.as_secs_f64())))
    }
}

/// A time, give or take a fifth.
pub(super) fn jittered(time: Duration) -> Duration {
    time.mul_f64(0.8 + 0.4 * fastrand::f64())
}

/// What calls may choose from.
#[derive(Clone, Default)]
pub(super) struct Choice {
    pub(super) ready: Arc<[Sender]>,
    /// Why there is none, if none is on its way either.
    pub(super) failed: Option<Arc<str>>,
}

/// Chooses connections, and keeps them in the background.
pub(super) struct Picker {
    choice: watch::Receiver<Choice>,
    turn: AtomicUsize,
    keeper: JoinHandle<()>,
}

impl Picker {
    pub(super) fn new(settings: Settings) -> Self {
        let (publish, choice) = watch::channel(Choice::default());
        Self {
            choice,
            turn: AtomicUsize::new(fastrand::usize(..)),
            keeper: tokio::spawn(Keeper::new(settings, publish).run()),
        }
    }

    /// A connection that takes requests, as soon as there is one.
    ///
    /// If all have failed, that is the answer, unless the call waits for better times.
    pub(super) async fn pick(&self, wait: bool) -> Result<Sender, Status> {
        if let Some(picked) = self.choose(&self.choice.borrow(), wait) {
            return picked;
        }
        let mut choice = self.choice.clone();
        loop {
            let picked = self.choose(&choice.borrow_and_update(), wait);
            if let Some(picked) = picked {
                return picked;
            }
            if choice.changed().await.is_err() {
                return Err(Status::unavailable("the channel is closed"));
            }
        }
    }

    fn choose(&self, choice: &Choice, wait: bool) -> Option<Result<Sender, Status>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let (before, after) = choice.ready.split_at(turn % choice.ready.len().max(1));
        let open = after
            .iter()
            .chain(before)
            .find(|sender| !sender.is_closed());
        match (open, &choice.failed) {
            (Some(sender), _) => Some(Ok(sender.clone())),
            (None, Some(reason)) if !wait => Some(Err(Status::unavailable(reason.as_ref()))),
            (None, _) => None,
        }
    }
}

impl Drop for Picker {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}
