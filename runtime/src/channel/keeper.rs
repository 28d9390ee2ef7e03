//! Keeps connections to all addresses of a target, as far as the policy wants them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::connect::{Connector, Driver, Sender};
use super::picker::{Backoff, Choice, Settings};
use super::resolve::resolve;
use super::target::{Address, Target};
use crate::service_config::LoadBalancing;

/// What happens to a connection.
pub(super) enum Event {
    /// It takes requests.
    Ready(Sender, Address),
    /// It takes none any more, or not now; another is on its way.
    Gone,
    /// There is none, for this reason.
    Failed(Arc<str>),
}

/// A connection that is kept: to the first of its addresses that answers.
struct Kept {
    id: u64,
    /// Its task lets go of the connection when this is gone.
    addresses: watch::Sender<Vec<Address>>,
    state: Event,
}

impl Kept {
    /// Whether it can stay if these are its addresses.
    fn fits(&self, wanted: &[Address]) -> bool {
        let addresses = self.addresses.borrow();
        let same = addresses.len() == wanted.len()
            && addresses.iter().all(|address| wanted.contains(address));
        match &self.state {
            Event::Ready(_, connected) => wanted.contains(connected),
            Event::Gone | Event::Failed(_) => same,
        }
    }
}

/// Resolves the target time and again, and keeps connections to what it resolves to.
pub(super) struct Keeper {
    settings: Settings,
    publish: watch::Sender<Choice>,
    kept: Vec<Kept>,
    next_id: u64,
    /// Those that keep connections, and those that see them to their end. They end with the channel.
    tasks: JoinSet<()>,
    events: mpsc::UnboundedSender<(u64, Event)>,
    happened: mpsc::UnboundedReceiver<(u64, Event)>,
}

impl Keeper {
    pub(super) fn new(settings: Settings, publish: watch::Sender<Choice>) -> Self {
        let (events, happened) = mpsc::unbounded_channel();
        Self {
            settings,
            publish,
            kept: Vec::new(),
            next_id: 0,
            tasks: JoinSet::new(),
            events,
            happened,
        }
    }

    pub(super) async fn run(mut self) {
        let mut failures = 0;
        loop {
            let again = match self.resolve().await {
                Ok(addresses) => {
                    failures = 0;
                    self.update(addresses);
                    self.settings.resolve_interval
                }
                Err(reason) => {
                    // Addresses that are known may be right still.
                    if self.kept.is_empty() {
                        self.publish.send_replace(Choice {
                            failed: Some(reason.into()),
                            ..Choice::default()
                        });
                    }
                    failures += 1;
                    self.settings.backoff.after(failures - 1)
                }
            };
            self.wait(again).await;
        }
    }

    /// Resolves, while connections come and go.
    async fn resolve(&mut self) -> Result<Vec<Address>, String> {
        let Settings {
            target,
            resolver,
            connector,
            ..
        } = self.settings.clone();
        let mut addresses = Box::pin(async move {
            let found = tokio::time::timeout(connector.timeout, resolve(&target, &resolver)).await;
            found.unwrap_or_else(|_| Err("the target takes too long to be resolved".to_owned()))
        });
        loop {
            tokio::select! {
                addresses = &mut addresses => return addresses,
                event = self.happened.recv() => self.take(event),
                Some(_) = self.tasks.join_next() => {}
            }
        }
    }

    /// Waits until it is time to resolve again.
    async fn wait(&mut self, again: Duration) {
        let resolved = Instant::now();
        let mut again = Box::pin(sleep(again));
        loop {
            tokio::select! {
                () = &mut again => return,
                Some(_) = self.tasks.join_next() => {}
                event = self.happened.recv() => {
                    let lost = !matches!(event, Some((_, Event::Ready(..))));
                    self.take(event);
                    // The server may have moved; but a name is not asked for all the time.
                    let soon = resolved + self.settings.backoff.initial;
                    let dns = matches!(self.settings.target, Target::Dns { .. });
                    if lost && dns && again.deadline() > soon {
                        again.as_mut().reset(soon.max(Instant::now()));
                    }
                }
            }
        }
    }

    fn take(&mut self, event: Option<(u64, Event)>) {
        let Some((id, event)) = event else { return };
        if let Some(kept) = self.kept.iter_mut().find(|kept| kept.id == id) {
            match (&kept.state, &event) {
                // It has failed until it is ready.
                (Event::Failed(_), Event::Gone) => {}
                _ => kept.state = event,
            }
        }
        self.publish();
    }

    /// Lets go of what is no address any more, and begins to keep what has become one.
    fn update(&mut self, addresses: Vec<Address>) {
        let wanted: Vec<Vec<Address>> = match self.settings.policy {
            LoadBalancing::PickFirst => vec![addresses],
            LoadBalancing::RoundRobin => addresses.into_iter().map(|one| vec![one]).collect(),
        };
        let mut before = std::mem::take(&mut self.kept);
        for addresses in wanted {
            let fits = before.iter().position(|kept| kept.fits(&addresses));
            let kept = match fits {
                Some(index) => {
                    let kept = before.swap_remove(index);
                    kept.addresses.send_replace(addresses);
                    kept
                }
                None => self.begin(addresses),
            };
            self.kept.push(kept);
        }
        self.publish();
    }

    fn begin(&mut self, addresses: Vec<Address>) -> Kept {
        let (id, events) = (self.next_id, self.events.clone());
        self.next_id += 1;
        let (sender, addresses) = watch::channel(addresses);
        let keep = Keep {
            addresses,
            connector: Arc::clone(&self.settings.connector),
            backoff: self.settings.backoff,
            health: self.settings.health.clone(),
        };
        let tell = move |event| {
            let _ = events.send((id, event));
        };
        self.tasks.spawn(keep.run(tell));
        Kept {
            id,
            addresses: sender,
            state: Event::Gone,
        }
    }

    fn publish(&self) {
        let ready = self.kept.iter().filter_map(|kept| match &kept.state {
            Event::Ready(sender, _) => Some(sender.clone()),
            _ => None,
        });
        let mut failed = None;
        for kept in &self.kept {
            match &kept.state {
                Event::Failed(reason) => failed = Some(Arc::clone(reason)),
                _ => {
                    failed = None;
                    break;
                }
            }
        }
        let ready = ready.collect();
        self.publish.send_replace(Choice { ready, failed });
    }
}

/// What a connection is kept with.
struct Keep {
    addresses: watch::Receiver<Vec<Address>>,
    connector: Arc<Connector>,
    backoff: Backoff,
    health: Option<String>,
}

impl Keep {
    /// Keeps a connection until nobody wants it, and tells what happens to it.
    ///
    /// Calls that are under way then come to their end: without senders the connection goes on for
    /// them alone.
    async fn run(mut self, tell: impl Fn(Event)) {
        let mut failures = 0;
        loop {
            let begun = Instant::now();
            let addresses = self.addresses.borrow_and_update().clone();
            let connected = tokio::select! {
                connected = connect(&self.connector, addresses) => connected,
                () = unwanted(&mut self.addresses) => return,
            };
            match connected {
                Ok((sender, mut driver, address)) => {
                    let held = super::health::hold(
                        (sender, address),
                        &mut driver,
                        self.health.as_deref(),
                        &self.connector,
                        &tell,
                    );
                    tokio::select! {
                        () = held => tell(Event::Gone),
                        () = unwanted(&mut self.addresses) => {
                            driver.await;
                            return;
                        }
                    }
                }
                Err(reason) => tell(Event::Failed(reason.into())),
            }
            // A connection that has lived is made anew at once; one that breaks all the time is not.
            let wait = self.backoff.after(failures);
            if begun.elapsed() > wait {
                failures = 0;
                continue;
            }
            tokio::select! {
                () = sleep(wait - begun.elapsed()) => failures += 1,
                () = unwanted(&mut self.addresses) => return,
            }
        }
    }
}

/// Resolves when the addresses are no longer of interest.
async fn unwanted(addresses: &mut watch::Receiver<Vec<Address>>) {
    while addresses.changed().await.is_ok() {}
}

/// Time that an address has to itself, before the next is tried beside it.
///
/// Sources: RFC 8305, 5; gRFC A61.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the first that answers; those that take long do not keep others from it.
async fn connect(
    connector: &Arc<Connector>,
    addresses: Vec<Address>,
) -> Result<(Sender, Driver, Address), String> {
    let mut reason = String::new();
    let mut running = JoinSet::new();
    let mut addresses = addresses.into_iter().peekable();
    loop {
        if let Some(address) = addresses.next() {
            let connector = Arc::clone(connector);
            running.spawn(async move {
                let (sender, driver) = connector.connect(&address).await?;
                Ok::<_, String>((sender, driver, address))
            });
        } else if running.is_empty() {
            return Err(reason);
        }
        tokio::select! {
            Some(connected) = running.join_next() => match connected {
                Ok(Ok(connected)) => return Ok(connected),
                Ok(Err(error)) => reason = error,
                Err(error) => reason = error.to_string(),
            },
            () = sleep(HEAD_START), if addresses.peek().is_some() => {}
        }
    }
}
