//! The connections of a channel: resolves the target, and connects to its addresses as the load-balancing policy needs.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::connect::Sender;
use super::connection::ConnectionTask;
use super::event::Event;
use super::resolve::resolve;
use super::settings::Settings;
use super::target::{Address, Target};
use rpcsmith_service::service_config::LoadBalancing;

/// The connections that calls choose from.
#[derive(Clone, Default)]
pub(super) struct Connections {
    pub(super) ready: Arc<[Sender]>,
    /// Connections that were opened because those in `ready` had no stream left.
    pub(super) extra: Arc<[Sender]>,
    /// Why there is no connection, unless one is being opened.
    pub(super) failed: Option<Arc<str>>,
    /// Whether a server has closed a connection between calls: the next call opens it again.
    pub(super) idle: bool,
}

/// One connection of the pool, to the first of its addresses that answers.
struct PooledConnection {
    id: u64,
    /// Whether it was opened because the others to its address had no stream left.
    extra: bool,
    /// The task of the connection ends when this is dropped.
    addresses: watch::Sender<Vec<Address>>,
    /// Wakes the task if the connection is idle.
    needed: Arc<Notify>,
    state: Event,
}

impl PooledConnection {
    /// Whether the connection stays usable if these become its addresses.
    fn fits(&self, wanted: &[Address]) -> bool {
        let addresses = self.addresses.borrow();
        let same = addresses.len() == wanted.len()
            && addresses.iter().all(|address| wanted.contains(address));
        match &self.state {
            Event::Ready(_, connected) => wanted.contains(connected),
            Event::Gone | Event::Idle | Event::Failed(_) | Event::Retired => same,
        }
    }

    /// Whether it is an extra connection to this address.
    fn is_extra_of(&self, address: &Address) -> bool {
        self.extra && self.addresses.borrow().contains(address)
    }
}

/// Resolves the target repeatedly, and maintains connections to its addresses.
pub(super) struct ConnectionPool {
    settings: Settings,
    publish: watch::Sender<Connections>,
    connections: Vec<PooledConnection>,
    /// Ready connections to addresses that the resolver no longer returns: calls stay with them until another one is ready.
    leaving: Vec<PooledConnection>,
    next_id: u64,
    /// The tasks of all connections. They end with the channel.
    tasks: JoinSet<()>,
    /// Notified by calls that find no free stream.
    wanted: Arc<Notify>,
    /// Notified by calls while a connection is idle.
    needed: Arc<Notify>,
    /// When the pool last logged that all connections are full.
    warned: Option<Instant>,
    events: mpsc::UnboundedSender<(u64, Event)>,
    happened: mpsc::UnboundedReceiver<(u64, Event)>,
}

impl ConnectionPool {
    pub(super) fn new(
        settings: Settings,
        publish: watch::Sender<Connections>,
        wanted: Arc<Notify>,
        needed: Arc<Notify>,
    ) -> Self {
        let (events, happened) = mpsc::unbounded_channel();
        Self {
            settings,
            publish,
            connections: Vec::new(),
            leaving: Vec::new(),
            next_id: 0,
            tasks: JoinSet::new(),
            wanted,
            needed,
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
                    // The known addresses may still be right.
                    if self.connections.is_empty() {
                        self.publish.send_replace(Connections {
                            failed: Some(reason.into()),
                            ..Connections::default()
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

    /// Resolves the target, and handles events meanwhile.
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
            found.unwrap_or_else(|_| Err("resolving the target takes too long".to_owned()))
        });
        loop {
            tokio::select! {
                addresses = &mut addresses => return addresses,
                event = self.happened.recv() => self.take(event),
                () = self.wanted.notified() => self.add_connection(),
                () = self.needed.notified() => self.wake_idle(),
                Some(_) = self.tasks.join_next() => {}
            }
        }
    }

    /// Waits until it is time to resolve again; returns whether a connection was lost meanwhile.
    async fn wait(&mut self, again: Duration, losses: u32) -> bool {
        let soon = Instant::now() + self.settings.backoff.after(losses);
        let mut any_lost = false;
        let mut again = Box::pin(sleep(again));
        loop {
            tokio::select! {
                () = &mut again => return any_lost,
                Some(_) = self.tasks.join_next() => {}
                () = self.wanted.notified() => self.add_connection(),
                () = self.needed.notified() => self.wake_idle(),
                event = self.happened.recv() => {
                    let lost = matches!(event, Some((_, Event::Gone | Event::Failed(_))));
                    any_lost |= lost;
                    self.take(event);
                    // The server may have moved: resolve the name earlier, but less often after each loss.
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
            self.connections.retain(|connection| connection.id != id);
            self.leaving.retain(|connection| connection.id != id);
        } else if let Some(connection) = self.all().find(|connection| connection.id == id) {
            match (&connection.state, &event) {
                // A failed connection stays failed until it is ready.
                (Event::Failed(_), Event::Gone) => {}
                _ => connection.state = event,
            }
        }
        self.drop_old_connections();
        self.publish();
    }

    fn all(&mut self) -> impl Iterator<Item = &mut PooledConnection> {
        self.connections.iter_mut().chain(&mut self.leaving)
    }

    /// Drops the old connections that calls no longer need.
    fn drop_old_connections(&mut self) {
        let is_ready = |connection: &PooledConnection| matches!(connection.state, Event::Ready(..));
        if self.connections.iter().any(is_ready) {
            self.leaving.clear()
        } else {
            self.leaving.retain(is_ready)
        }
    }

    /// Connects to new addresses, and drops the connections to old ones.
    fn update(&mut self, addresses: Vec<Address>) {
        let wanted: Vec<Vec<Address>> = match self.settings.policy {
            LoadBalancing::PickFirst => vec![addresses],
            LoadBalancing::RoundRobin => addresses.into_iter().map(|one| vec![one]).collect(),
        };
        let mut before = std::mem::take(&mut self.connections);
        for addresses in wanted {
            let extra = |connection: &mut PooledConnection| {
                addresses
                    .iter()
                    .any(|address| connection.is_extra_of(address))
            };
            self.connections.extend(before.extract_if(.., extra));
            let fits =
                |connection: &PooledConnection| !connection.extra && connection.fits(&addresses);
            let connection = match before.iter().position(fits) {
                Some(index) => {
                    let connection = before.swap_remove(index);
                    connection.addresses.send_replace(addresses);
                    connection
                }
                None => self.begin(addresses, false),
            };
            self.connections.push(connection);
        }
        self.leaving.append(&mut before);
        self.drop_old_connections();
        self.publish();
    }

    /// Opens the connections again that servers have closed between calls.
    fn wake_idle(&mut self) {
        for connection in &mut self.connections {
            if !connection.extra && matches!(connection.state, Event::Idle) {
                connection.state = Event::Gone;
                connection.needed.notify_one();
            }
        }
        self.publish();
    }

    /// Opens another connection to the address that has the fewest, for calls that wait for a stream.
    fn add_connection(&mut self) {
        let max = self.settings.max_connections;
        let mut fewest: Option<(usize, Address)> = None;
        for connection in self
            .connections
            .iter()
            .filter(|connection| !connection.extra)
        {
            let Event::Ready(_, address) = &connection.state else {
                continue;
            };
            let extra = || {
                self.connections
                    .iter()
                    .filter(|connection| connection.is_extra_of(address))
            };
            // One is being opened: calls use it when it is ready, or request another one.
            if extra().any(|connection| matches!(connection.state, Event::Gone)) {
                return;
            }
            // Another one would fail as well.
            if extra().any(|connection| matches!(connection.state, Event::Failed(_))) {
                continue;
            }
            let count = 1 + extra().count();
            if fewest.as_ref().is_none_or(|(least, _)| count < *least) {
                fewest = Some((count, address.clone()));
            }
        }
        match fewest {
            Some((count, address)) if count < max => {
                // A connection of HTTP/1.1 has one call at a time: double them, so that many calls do not wait long.
                let http1 = self.settings.connector.http1;
                let more = if http1 { count.min(max - count) } else { 1 };
                tracing::debug!(target: "rpcsmith_runtime::channel", %address, more, "all streams are in use: opening more connections");
                for _ in 0..more {
                    let connection = self.begin(vec![address.clone()], true);
                    self.connections.push(connection);
                }
            }
            Some((_, address)) => self.warn_full(&address),
            None => {}
        }
    }

    /// Logs once a minute why calls wait.
    fn warn_full(&mut self, address: &Address) {
        const WARN_INTERVAL: Duration = Duration::from_secs(60);
        if self
            .warned
            .is_none_or(|warned| warned.elapsed() >= WARN_INTERVAL)
        {
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

    fn begin(&mut self, addresses: Vec<Address>, extra: bool) -> PooledConnection {
        let (id, events) = (self.next_id, self.events.clone());
        self.next_id += 1;
        let (sender, addresses) = watch::channel(addresses);
        let needed = Arc::<Notify>::default();
        let task = ConnectionTask {
            addresses,
            extra,
            connector: Arc::clone(&self.settings.connector),
            backoff: self.settings.backoff,
            health: self.settings.health.clone(),
            needed: Arc::clone(&needed),
        };
        let report = move |event| {
            let _ = events.send((id, event));
        };
        self.tasks.spawn(task.run(report));
        PooledConnection {
            id,
            extra,
            addresses: sender,
            needed,
            state: Event::Gone,
        }
    }

    fn publish(&self) {
        let ready = |extra| {
            let all = self.connections.iter().chain(&self.leaving);
            let connection = all.filter(move |connection| connection.extra == extra);
            connection
                .filter_map(|connection| match &connection.state {
                    Event::Ready(sender, _) => Some(sender.clone()),
                    _ => None,
                })
                .collect()
        };
        let mut failed = None;
        for connection in self
            .connections
            .iter()
            .filter(|connection| !connection.extra)
        {
            match &connection.state {
                Event::Failed(reason) => failed = Some(Arc::clone(reason)),
                _ => {
                    failed = None;
                    break;
                }
            }
        }
        let mut all = self.connections.iter();
        let idle = all.any(|one| !one.extra && matches!(one.state, Event::Idle));
        self.publish.send_replace(Connections {
            ready: ready(false),
            extra: ready(true),
            failed,
            idle,
        });
    }
}
