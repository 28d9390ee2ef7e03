//! Keeps connections to all addresses of a target, as far as the policy wants them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::connect::Sender;
use super::connection::Keep;
use super::event::Event;
use super::resolve::resolve;
use super::settings::Settings;
use super::target::{Address, Target};
use rpcsmith_service::service_config::LoadBalancing;

/// What calls may choose from.
#[derive(Clone, Default)]
pub(super) struct Choice {
    pub(super) ready: Arc<[Sender]>,
    /// Connections that were opened because those in `ready` had no stream left.
    pub(super) extra: Arc<[Sender]>,
    /// Why there is no connection, unless an attempt to connect is under way.
    pub(super) failed: Option<Arc<str>>,
}

/// A connection that is kept: to the first of its addresses that answers.
struct Kept {
    id: u64,
    /// Whether it was opened because the others to its address had no stream left.
    extra: bool,
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
            Event::Gone | Event::Failed(_) | Event::Retired => same,
        }
    }

    /// Whether it is an extra connection to this address.
    fn is_extra_of(&self, address: &Address) -> bool {
        self.extra && self.addresses.borrow().contains(address)
    }
}

/// Resolves the target time and again, and keeps connections to what it resolves to.
pub(super) struct Keeper {
    settings: Settings,
    publish: watch::Sender<Choice>,
    kept: Vec<Kept>,
    /// Ready connections to addresses that the resolver no longer returns: calls stay with them until another one is ready.
    leaving: Vec<Kept>,
    next_id: u64,
    /// Those that keep connections, and those that see them to their end. They end with the channel.
    tasks: JoinSet<()>,
    /// Calls that find no stream ask for another connection.
    wanted: Arc<Notify>,
    /// When the log last said that there may be no more connections.
    warned: Option<Instant>,
    events: mpsc::UnboundedSender<(u64, Event)>,
    happened: mpsc::UnboundedReceiver<(u64, Event)>,
}

impl Keeper {
    pub(super) fn new(
        settings: Settings,
        publish: watch::Sender<Choice>,
        wanted: Arc<Notify>,
    ) -> Self {
        let (events, happened) = mpsc::unbounded_channel();
        Self {
            settings,
            publish,
            kept: Vec::new(),
            leaving: Vec::new(),
            next_id: 0,
            tasks: JoinSet::new(),
            wanted,
            warned: None,
            events,
            happened,
        }
    }

    pub(super) async fn run(mut self) {
        let mut failures = 0;
        // How often in a row connections were lost before the name was resolved again.
        let mut losses = 0;
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
            if self.wait(again, losses).await {
                losses += 1
            } else {
                losses = 0
            }
        }
    }

    /// Resolves, while connections come and go.
    async fn resolve(&mut self) -> Result<Vec<Address>, String> {
        let Settings {
            target,
            resolver,
            connector,
            max_addresses,
            ..
        } = self.settings.clone();
        let mut addresses = Box::pin(async move {
            let found = resolve(&target, &resolver, max_addresses);
            let found = tokio::time::timeout(connector.timeout, found).await;
            found.unwrap_or_else(|_| Err("the target takes too long to be resolved".to_owned()))
        });
        loop {
            tokio::select! {
                addresses = &mut addresses => return addresses,
                event = self.happened.recv() => self.take(event),
                () = self.wanted.notified() => self.widen(),
                Some(_) = self.tasks.join_next() => {}
            }
        }
    }

    /// Waits until it is time to resolve again; returns whether a connection was lost before.
    async fn wait(&mut self, again: Duration, losses: u32) -> bool {
        let soon = Instant::now() + self.settings.backoff.after(losses);
        let mut any_lost = false;
        let mut again = Box::pin(sleep(again));
        loop {
            tokio::select! {
                () = &mut again => return any_lost,
                Some(_) = self.tasks.join_next() => {}
                () = self.wanted.notified() => self.widen(),
                event = self.happened.recv() => {
                    let lost = matches!(event, Some((_, Event::Gone | Event::Failed(_))));
                    any_lost |= lost;
                    self.take(event);
                    // The server may have moved; but a name is not asked for all the time, and less often if that
                    // does not help.
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
        if matches!(event, Event::Retired) {
            self.kept.retain(|kept| kept.id != id);
            self.leaving.retain(|kept| kept.id != id);
        } else if let Some(kept) = self.all().find(|kept| kept.id == id) {
            match (&kept.state, &event) {
                // It has failed until it is ready.
                (Event::Failed(_), Event::Gone) => {}
                _ => kept.state = event,
            }
        }
        self.leave();
        self.publish();
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Kept> {
        self.kept.iter_mut().chain(&mut self.leaving)
    }

    /// Lets go of connections that no call needs any more.
    fn leave(&mut self) {
        let is_ready = |kept: &Kept| matches!(kept.state, Event::Ready(..));
        if self.kept.iter().any(is_ready) {
            self.leaving.clear()
        } else {
            self.leaving.retain(is_ready)
        }
    }

    /// Lets go of what is no address any more, and begins to keep what has become one.
    fn update(&mut self, addresses: Vec<Address>) {
        let wanted: Vec<Vec<Address>> = match self.settings.policy {
            LoadBalancing::PickFirst => vec![addresses],
            LoadBalancing::RoundRobin => addresses.into_iter().map(|one| vec![one]).collect(),
        };
        let mut before = std::mem::take(&mut self.kept);
        for addresses in wanted {
            let extra = |kept: &mut Kept| addresses.iter().any(|address| kept.is_extra_of(address));
            self.kept.extend(before.extract_if(.., extra));
            let fits = |kept: &Kept| !kept.extra && kept.fits(&addresses);
            let kept = match before.iter().position(fits) {
                Some(index) => {
                    let kept = before.swap_remove(index);
                    kept.addresses.send_replace(addresses);
                    kept
                }
                None => self.begin(addresses, false),
            };
            self.kept.push(kept);
        }
        self.leaving.append(&mut before);
        self.leave();
        self.publish();
    }

    /// Opens another connection to the address with the fewest, for calls that wait for a stream.
    fn widen(&mut self) {
        let max = self.settings.max_connections;
        let mut fewest: Option<(usize, Address)> = None;
        for kept in self.kept.iter().filter(|kept| !kept.extra) {
            let Event::Ready(_, address) = &kept.state else {
                continue;
            };
            let extra = || self.kept.iter().filter(|kept| kept.is_extra_of(address));
            // Calls look again when it is ready, and ask again if that is not enough.
            if extra().any(|kept| matches!(kept.state, Event::Gone)) {
                return;
            }
            // Another one would fail, too.
            if extra().any(|kept| matches!(kept.state, Event::Failed(_))) {
                continue;
            }
            let count = 1 + extra().count();
            if fewest.as_ref().is_none_or(|(least, _)| count < *least) {
                fewest = Some((count, address.clone()));
            }
        }
        match fewest {
            Some((count, address)) if count < max => {
                tracing::debug!(target: "rpcsmith_runtime::channel", %address, "all streams are in use: another connection is made");
                let kept = self.begin(vec![address], true);
                self.kept.push(kept);
            }
            Some((_, address)) => self.warn_full(&address),
            None => {}
        }
    }

    /// Logs once a minute why calls wait.
    fn warn_full(&mut self, address: &Address) {
        const AGAIN: Duration = Duration::from_secs(60);
        if self.warned.is_none_or(|warned| warned.elapsed() >= AGAIN) {
            self.warned = Some(Instant::now());
            let connections = self.settings.max_connections;
            tracing::warn!(
                target: "rpcsmith_runtime::channel",
                %address,
                connections,
                "all streams of all connections are in use: calls wait; see ChannelBuilder::max_connections"
            );
        }
    }

    fn begin(&mut self, addresses: Vec<Address>, extra: bool) -> Kept {
        let (id, events) = (self.next_id, self.events.clone());
        self.next_id += 1;
        let (sender, addresses) = watch::channel(addresses);
        let keep = Keep {
            addresses,
            extra,
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
            extra,
            addresses: sender,
            state: Event::Gone,
        }
    }

    fn publish(&self) {
        let ready = |extra| {
            let all = self.kept.iter().chain(&self.leaving);
            let kept = all.filter(move |kept| kept.extra == extra);
            kept.filter_map(|kept| match &kept.state {
                Event::Ready(sender, _) => Some(sender.clone()),
                _ => None,
            })
            .collect()
        };
        let mut failed = None;
        for kept in self.kept.iter().filter(|kept| !kept.extra) {
            match &kept.state {
                Event::Failed(reason) => failed = Some(Arc::clone(reason)),
                _ => {
                    failed = None;
                    break;
                }
            }
        }
        self.publish.send_replace(Choice {
            ready: ready(false),
            extra: ready(true),
            failed,
        });
    }
}
