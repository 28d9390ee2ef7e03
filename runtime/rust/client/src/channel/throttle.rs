//! Throttles retries, which would make an outage of a server worse.

use std::sync::atomic::{AtomicU64, Ordering};

use rpcsmith_service::service_config::policy::Throttling;

/// The token bucket of gRFC A6: a failure takes a token, a success adds a fraction, and retries stop while half of the
/// tokens or less is left.
#[derive(Debug)]
pub(super) struct Throttle {
    /// In thousandths.
    tokens: AtomicU64,
    throttling: Throttling,
}

/// The default throttling: retries continue up to ten failures in a row, or one failure to ten successes.
pub(super) const DEFAULT: (usize, f64) = (20, 0.1);

impl Throttle {
    /// `None` if a number is out of the range of gRFC A6.
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

    /// Whether another attempt is allowed.
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
