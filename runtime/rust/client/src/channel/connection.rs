//! Maintains one connection: connects, reports changes, and reconnects.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
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
}

impl ConnectionTask {
    /// Maintains the connection until the pool drops its addresses, and reports what happens to it.
    ///
    /// Running calls then finish: a connection without senders stays open only for them.
    pub(super) async fn run(mut self, report: impl Fn(Event)) {
        let mut failures = 0;
        loop {
            let (mut lasts, mut one_call) = (false, false);
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
                            let early = connection.was_used() || started.elapsed() <= wait;
                            one_call = self.connector.http1 && is_used_up(&connection);
                            lasts = connection.is_answered() || !early || one_call;
                            // One lost connection may be a server that shuts down; two in a row are a failure.
                            if lasts || failures == 0 { report(Event::Gone) } else { report(Event::Failed(CLOSED_WITHOUT_RESPONSE.into())) }
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
            // Reconnect at once if the connection was usable. After a failure, wait for the backoff.
            if self.extra {
                // Calls request another one when they need it.
                if !one_call {
                    sleep(wait.saturating_sub(started.elapsed())).await;
                }
                return report(Event::Retired);
            }
            if one_call || (lasts && started.elapsed() > wait) {
                failures = 0;
                continue;
            }
            tokio::select! {
                () = sleep(wait.saturating_sub(started.elapsed())) => failures += 1,
                () = removed(&mut self.addresses) => return,
            }
        }
    }
}

/// Whether a connection of HTTP/1.1 has ended with its last call, as the server or the call has decided.
fn is_used_up(connection: &Connection) -> bool {
    connection.is_answered() || connection.is_abandoned()
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
