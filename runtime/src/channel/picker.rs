//! Which connection a call goes over, and what keeps connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tonic::Status;

use super::connect::{Connector, Sender};
use super::target::{Address, Target, resolve};
use crate::service_config::LoadBalancing;

/// What the connections of a channel are kept by.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) target: Target,
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
    fn after(&self, failures: u32) -> Duration {
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
    ready: Arc<[Sender]>,
    /// Why there is none, if none is on its way either.
    failed: Option<Arc<str>>,
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
            keeper: tokio::spawn(keep_all(settings, publish)),
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

/// What happens to a connection.
pub(super) enum Event {
    /// It takes requests.
    Ready(Sender),
    /// It takes none any more, or not now; another is on its way.
    Gone,
    /// There is none, for this reason.
    Failed(Arc<str>),
}

/// A connection that is kept: to the first of its addresses that answers.
struct Kept {
    addresses: Vec<Address>,
    state: Event,
    task: JoinHandle<()>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Keeps connections to all addresses of the target, as far as the policy wants them.
async fn keep_all(settings: Settings, publish: watch::Sender<Choice>) {
    let (events, mut happened) = mpsc::unbounded_channel::<(Vec<Address>, Event)>();
    let mut kept: Vec<Kept> = Vec::new();
    let mut failures = 0;
    loop {
        let again = match resolve(&settings.target).await {
            Ok(addresses) => {
                failures = 0;
                update(&mut kept, addresses, &settings, &events);
                settings.resolve_interval
            }
            Err(reason) => {
                // Addresses that are known may be right still.
                if kept.is_empty() {
                    publish.send_replace(Choice {
                        failed: Some(reason.into()),
                        ..Choice::default()
                    });
                }
                failures += 1;
                settings.backoff.after(failures - 1)
            }
        };
        if !kept.is_empty() {
            publish.send_replace(choice(&kept));
        }
        let resolved = Instant::now();
        let mut again = Box::pin(sleep(again));
        loop {
            tokio::select! {
                () = &mut again => break,
                Some((addresses, event)) = happened.recv() => {
                    let lost = !matches!(event, Event::Ready(_));
                    if let Some(kept) = kept.iter_mut().find(|kept| kept.addresses == addresses) {
                        match (&kept.state, &event) {
                            // It has failed until it is ready.
                            (Event::Failed(_), Event::Gone) => {}
                            _ => kept.state = event,
                        }
                    }
                    publish.send_replace(choice(&kept));
                    // The server may have moved; but a name is not asked for all the time.
                    let soon = resolved + settings.backoff.initial;
                    if lost && matches!(settings.target, Target::Dns { .. }) && again.deadline() > soon {
                        again.as_mut().reset(soon.max(Instant::now()));
                    }
                }
            }
        }
    }
}

/// Lets go of what is no address any more, and begins to keep what has become one.
fn update(
    kept: &mut Vec<Kept>,
    addresses: Vec<Address>,
    settings: &Settings,
    events: &mpsc::UnboundedSender<(Vec<Address>, Event)>,
) {
    let wanted: Vec<Vec<Address>> = match settings.policy {
        LoadBalancing::PickFirst => vec![addresses],
        LoadBalancing::RoundRobin => addresses.into_iter().map(|one| vec![one]).collect(),
    };
    kept.retain(|kept| wanted.contains(&kept.addresses));
    for addresses in wanted {
        if kept.iter().any(|kept| kept.addresses == addresses) {
            continue;
        }
        let told = addresses.clone();
        let events = events.clone();
        let tell = move |event| {
            let _ = events.send((told.clone(), event));
        };
        let keep = keep(
            addresses.clone(),
            Arc::clone(&settings.connector),
            settings.backoff,
            settings.health.clone(),
            tell,
        );
        kept.push(Kept {
            addresses,
            state: Event::Gone,
            task: tokio::spawn(keep),
        });
    }
}

fn choice(kept: &[Kept]) -> Choice {
    let ready = kept.iter().filter_map(|kept| match &kept.state {
        Event::Ready(sender) => Some(sender.clone()),
        _ => None,
    });
    let mut failed = None;
    for kept in kept {
        match &kept.state {
            Event::Failed(reason) => failed = Some(Arc::clone(reason)),
            _ => {
                failed = None;
                break;
            }
        }
    }
    Choice {
        ready: ready.collect(),
        failed,
    }
}

/// Keeps a connection for as long as it is polled, and tells what happens to it.
async fn keep(
    addresses: Vec<Address>,
    connector: Arc<Connector>,
    backoff: Backoff,
    health: Option<String>,
    tell: impl Fn(Event),
) {
    let mut failures = 0;
    loop {
        let begun = Instant::now();
        let mut reason = String::new();
        let mut connected = None;
        for address in &addresses {
            match connector.connect(address).await {
                Ok(connection) => {
                    connected = Some(connection);
                    break;
                }
                Err(error) => reason = error,
            }
        }
        if let Some((sender, driver)) = connected {
            super::health::hold(sender, driver, health.as_deref(), &connector, &tell).await;
            tell(Event::Gone);
        } else {
            tell(Event::Failed(reason.into()));
        }
        // A connection that has lived is made anew at once; one that breaks all the time is not.
        let wait = backoff.after(failures);
        if begun.elapsed() > wait {
            failures = 0;
            continue;
        }
        sleep(wait - begun.elapsed()).await;
        failures += 1;
    }
}
