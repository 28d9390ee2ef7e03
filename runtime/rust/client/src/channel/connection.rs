//! Maintains one connection: connects, reports changes, and reconnects.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::backoff::Backoff;
use super::connect::{Connector, Driver, Sender};
use super::event::Event;
use super::streams::Connection;
use super::target::Address;

/// The task of one connection.
pub(super) struct ConnectionTask {
    pub(super) addresses: watch::Receiver<Vec<Address>>,
    pub(super) extra: bool,
    pub(super) connector: Arc<Connector>,
    pub(super) backoff: Backoff,
    pub(super) health: Option<String>,
    /// Wakes the task when a call needs a connection that is idle.
    pub(super) needed: Arc<Notify>,
}

/// How a connection has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// A connection of HTTP/1.1, with its last call, as the server or the call has decided.
    Used,
    /// A connection of HTTP/1.1 that the server has closed. Servers close idle connections at any time, so the next call opens
    /// another one, without a wait.
    Idle,
    /// After it was usable.
    Lasted,
    /// Without a response, or soon after it was opened.
    Early,
}

/// The time from which the end of a connection without calls means that it was idle, and not that the server closes all
/// connections at once.
const IDLE: Duration = Duration::from_millis(100);

impl ConnectionTask {
    /// Maintains the connection until the pool drops its addresses, and reports what happens to it.
    ///
    /// Running calls then finish: a connection without senders stays open only for them.
    pub(super) async fn run(mut self, report: impl Fn(Event)) {
        let mut failures = 0;
        loop {
            let mut end = None;
            let (started, wait) = (Instant::now(), self.backoff.after(failures));
            let addresses = self.addresses.borrow_and_update().clone();
            let connected = tokio::select! {
                connected = connect(&self.connector, addresses) => connected,
                () = removed(&mut self.addresses) => return,
            };
            match connected {
                Ok((sender, mut driver, address)) => {
                    let connection = sender.connection();
                    let idle = idle(sender.clone(), self.extra);
                    let driven = super::health::drive(
                        (sender, address),
                        &mut driver,
                        self.health.as_deref(),
                        &self.connector,
                        &report,
                    );
                    tokio::select! {
                        () = driven => {
                            let ended = self.end(&connection, started.elapsed(), wait, failures);
                            report(ended.event(failures));
                            end = Some(ended);
                        }
                        () = idle => {
                            report(Event::Retired);
                            driver.await;
                            return;
                        }
                        () = removed(&mut self.addresses) => {
                            driver.await;
                            return;
                        }
                    }
                }
                Err(reason) => report(Event::Failed(reason.into())),
            }
            let rest = wait.saturating_sub(started.elapsed());
            if self.extra {
                // Calls request another one when they need it.
                if !matches!(end, Some(End::Used | End::Idle)) {
                    sleep(rest).await;
                }
                return report(Event::Retired);
            }
            match self.pause(end, rest, failures).await {
                Some(count) => failures = count,
                None => return,
            }
        }
    }

    /// Waits until it is time to connect again, and returns the number of failures since then; `None` if the pool has dropped the
    /// addresses. It does not wait if the connection was usable. After a failure, it waits for the rest of the backoff.
    async fn pause(&mut self, end: Option<End>, rest: Duration, failures: u32) -> Option<u32> {
        let needed = Arc::clone(&self.needed);
        let again = async {
            match end {
                Some(End::Used) => 0,
                Some(End::Lasted) if rest.is_zero() => 0,
                Some(End::Idle) => {
                    needed.notified().await;
                    1
                }
                _ => {
                    sleep(rest).await;
                    failures + 1
                }
            }
        };
        tokio::select! {
            biased;
            count = again => Some(count),
            () = removed(&mut self.addresses) => None,
        }
    }

    fn end(&self, connection: &Connection, age: Duration, wait: Duration, failures: u32) -> End {
        let http1 = self.connector.http1;
        if http1 && (connection.is_answered() || connection.is_abandoned()) {
            return End::Used;
        }
        if http1 && (failures == 0 || !connection.was_used() && age >= IDLE) {
            return End::Idle;
        }
        let early = connection.was_used() || age <= wait;
        if connection.is_answered() || !early {
            End::Lasted
        } else {
            End::Early
        }
    }
}

impl End {
    fn event(self, failures: u32) -> Event {
        match self {
            Self::Idle => Event::Idle,
            // One lost connection may be a server that shuts down; two in a row are a failure.
            Self::Early if failures > 0 => Event::Failed(CLOSED_WITHOUT_RESPONSE.into()),
            _ => Event::Gone,
        }
    }
}

/// Why calls fail while a server accepts connections and closes them at once.
const CLOSED_WITHOUT_RESPONSE: &str = "the server closes connections without a response";

/// Time without calls after which an extra connection is closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// Resolves when an extra connection had no calls for a while; it then accepts no more calls.
async fn idle(sender: Sender, extra: bool) {
    if !extra {
        return std::future::pending().await;
    }
    while !sender.retire() {
        sleep(IDLE_TIMEOUT).await;
    }
}

/// Resolves when the pool no longer uses the addresses.
async fn removed(addresses: &mut watch::Receiver<Vec<Address>>) {
    while addresses.changed().await.is_ok() {}
}

/// Time before the next address is tried, while the attempt for this one continues.
///
/// Sources: RFC 8305, 5; gRFC A61.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Connects to the first address that answers. A slow address delays the others by [`ATTEMPT_DELAY`] only.
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
            () = sleep(ATTEMPT_DELAY), if addresses.peek().is_some() => {}
        }
    }
}
