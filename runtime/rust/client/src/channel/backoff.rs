//! Exponential backoff between attempts to connect.

use std::time::Duration;

/// The time between attempts to connect. It grows by a factor of 1.6, with a random deviation of up to 20 %.
///
/// Source: [gRPC Connection Backoff Protocol](https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first backoff. Default: 1 second.
    pub initial: Duration,
    /// The longest backoff. Default: 2 minutes.
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

/// A time with a random deviation of up to 20 %.
pub(super) fn jittered(time: Duration) -> Duration {
    time.mul_f64(0.8 + 0.4 * fastrand::f64())
}
