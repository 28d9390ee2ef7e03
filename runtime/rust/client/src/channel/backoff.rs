//! Times between attempts.

use std::time::Duration;

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
