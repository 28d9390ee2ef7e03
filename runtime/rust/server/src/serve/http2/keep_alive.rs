//! Sends a PING to a client that is silent, to detect whether it is alive.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use h2::{Ping, PingPong};
use tokio::time::{Instant, Sleep, sleep};

use crate::serve::traffic::Traffic;

/// The PINGs of a connection.
pub(super) struct KeepAlive {
    interval: Duration,
    timeout: Duration,
    pings: PingPong,
    traffic: Arc<Traffic>,
    /// The number of bytes from the client at the last poll.
    seen: u64,
    /// When the last bytes of the client were seen.
    last: Instant,
    /// Whether the client has to answer a PING.
    asked: bool,
    /// Until the next PING, or until the client must have answered.
    sleep: Pin<Box<Sleep>>,
}

impl KeepAlive {
    pub(super) fn new(
        interval: Duration,
        timeout: Duration,
        pings: PingPong,
        traffic: Arc<Traffic>,
    ) -> Self {
        Self {
            interval,
            timeout,
            pings,
            seen: traffic.read(),
            traffic,
            last: Instant::now(),
            asked: false,
            sleep: Box::pin(sleep(interval)),
        }
    }

    /// Resolves when the client has not answered a PING in time. Poll it after the connection, which reads the answer.
    pub(super) fn poll_lost(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let read = self.traffic.read();
        if self.seen != read {
            self.seen = read;
            self.last = Instant::now();
        }
        loop {
            if self.asked {
                match self.pings.poll_pong(cx) {
                    Poll::Ready(Ok(_)) => self.wait(self.interval, false),
                    // The connection itself reports that it is closed.
                    Poll::Ready(Err(_)) => return Poll::Pending,
                    Poll::Pending => return self.sleep.as_mut().poll(cx),
                }
            }
            ready!(self.sleep.as_mut().poll(cx));
            let silence = self.last.elapsed();
            if silence < self.interval {
                self.wait(self.interval.saturating_sub(silence), false);
            } else if self.pings.send_ping(Ping::opaque()).is_ok() {
                self.wait(self.timeout, true);
            } else {
                return Poll::Pending;
            }
        }
    }

    fn wait(&mut self, time: Duration, asked: bool) {
        self.asked = asked;
        let now = Instant::now();
        // A time beyond the calendar is as good as none.
        let until = now.checked_add(time).unwrap_or_else(|| now + MAX_TIME);
        self.sleep.as_mut().reset(until);
    }
}

/// A hundred years.
const MAX_TIME: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
