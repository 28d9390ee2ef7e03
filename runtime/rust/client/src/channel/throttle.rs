//! When retries would make an outage worse.

use std::sync::atomic::{AtomicU64, Ordering};

use rpcsmith_service::service_config::policy::Throttling;

/// The tokens of a channel, as gRFC A6 has them: failures take one, successes give a fraction, and
/// there are no retries while no more than half is left.
#[derive(Debug)]
pub(super) struct Throttle {
    /// In thousandths.
    tokens: AtomicU64,
    throttling: Throttling,
}

/// What a channel has whose service config does not speak of it: ten failures at once, or one to ten successes, leave
/// retries on.
pub(super) const DEFAULT: (usize, f64) = (20, 0.1);

impl Throttle {
    /// None if the numbers are out of the ranges of gRFC A6.
    pub(super) fn of(max_tokens: usize, token_ratio: f64) -> Option<Self> {
        Some(Self::new(Throttling {
            max: Throttling::max(max_tokens)?,
            ratio: Throttling::ratio(token_ratio)?,
        }))
    }

    pub(super) fn new(throttling: Throttling) -> Self {
        Self {
            tokens: AtomicU64::new(throttling.max),
            throttling,
        }
    }

    /// Whether there may be another attempt.
    pub(super) fn allows(&self) -> bool {
        self.tokens.load(Ordering::Relaxed) > self.throttling.max / 2
    }

    pub(super) fn failed(&self) {
        self.change(|tokens| tokens.saturating_sub(1000));
    }

    pub(super) fn succeeded(&self) {
        let Throttling { max, ratio } = self.throttling;
        self.change(|tokens| (tokens + ratio).min(max));
    }

    fn change(&self, change: impl Fn(u64) -> u64) {
        let _ = self
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
                Some(change(tokens))
            });
    }
}
