//! Keeps one connection: connects, reports what happens to it, and connects again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::backoff::Backoff;
use super::connect::{Connector, Driver, Sender};
use super::event::Event;
use super::target::Address;

/// What a connection is kept with.
pub(super) struct Keep {
    pub(super) addresses: watch::Receiver<Vec<Address>>,
    pub(super) extra: bool,
    pub(super) connector: Arc<Connector>,
    pub(super) backoff: Backoff,
    pub(super) health: Option<String>,
}

impl Keep {
    /// Keeps a connection until nobody needs it, and reports what happens to it.
    ///
    /// Calls in progress then finish: without senders, the connection stays open for them alone.
    pub(super) async fn run(mut self, tell: impl Fn(Event)) {
        let mut failures = 0;
        loop {
            let mut lasts = false;
            let (begun, wait) = (Instant::now(), self.backoff.after(failures));
            let addresses = self.addresses.borrow_and_update().clone();
            let connected = tokio::select! {
                connected = connect(&self.connector, addresses) => connected,
                () = unwanted(&mut self.addresses) => return,
            };
            match connected {
                Ok((sender, mut driver, address)) => {
                    let connection = sender.connection();
                    let unused = unused(sender.clone(), self.extra);
                    let held = super::health::hold(
                        (sender, address),
                        &mut driver,
                        self.health.as_deref(),
                        &self.connector,
                        &tell,
                    );
                    tokio::select! {
                        () = held => {
                            let early = connection.is_tried() || begun.elapsed() <= wait;
                            lasts = connection.is_answered() || !early;
                            // One may have met a server that was about to end; two in a row have not.
                            if lasts || failures == 0 { tell(Event::Gone) } else { tell(Event::Failed(CLOSES.into())) }
                        }
                        () = unused => {
                            tell(Event::Retired);
                            driver.await;
                            return;
                        }
                        () = unwanted(&mut self.addresses) => {
                            driver.await;
                            return;
                        }
                    }
                }
                Err(reason) => tell(Event::Failed(reason.into())),
            }
            // A connection that has lasted is reconnected at once; one that breaks again and again, or does not come
            // about, is not.
            if self.extra {
                // Calls ask for another when they need it.
                sleep(wait.saturating_sub(begun.elapsed())).await;
                return tell(Event::Retired);
            }
            if lasts && begun.elapsed() > wait {
                failures = 0;
                continue;
            }
            tokio::select! {
                () = sleep(wait.saturating_sub(begun.elapsed())) => failures += 1,
                () = unwanted(&mut self.addresses) => return,
            }
        }
    }
}

/// Why calls fail while a server accepts connections and closes them.
const CLOSES: &str = "the server closes connections without an answer";

/// Time without calls after which an extra connection is closed.
const REST: Duration = Duration::from_secs(60);

/// Resolves when an extra connection had no calls for a while; it takes no more from then on.
async fn unused(sender: Sender, extra: bool) {
    if !extra {
        return std::future::pending().await;
    }
    while !sender.retire() {
        sleep(REST).await;
    }
}

/// Resolves when the addresses are no longer of interest.
async fn unwanted(addresses: &mut watch::Receiver<Vec<Address>>) {
    while addresses.changed().await.is_ok() {}
}

/// Time before the next address is tried, while the attempt for this one continues.
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
