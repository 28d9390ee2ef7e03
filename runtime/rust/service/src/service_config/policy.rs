//! What a channel does for a method, as a service config says.

use std::time::Duration;

pub use super::codes::Codes;

/// What holds for a method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodConfig {
    pub timeout: Option<Duration>,
    pub wait_for_ready: bool,
    pub max_request: Option<usize>,
    pub max_response: Option<usize>,
    pub retry: Option<RetryPolicy>,
    pub hedging: Option<HedgingPolicy>,
}

/// When a call is tried again after it has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// The first included.
    pub max_attempts: u32,
    pub initial_backoff: Duration,
    pub max_backoff: Duration,
    pub multiplier: f64,
    pub codes: Codes,
}

/// When a call is tried again before it has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HedgingPolicy {
    /// The first included.
    pub max_attempts: u32,
    pub delay: Duration,
    /// Codes after which others go on.
    pub codes: Codes,
}

/// How many tokens failures take and successes give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttling {
    /// In thousandths.
    pub max: u64,
    /// In thousandths.
    pub ratio: u64,
}

impl Throttling {
    /// Takes what is in the ranges of gRFC A6: `maxTokens` from 1 to 1000.
    pub fn max(tokens: usize) -> Option<u64> {
        (1..=1000).contains(&tokens).then_some(tokens as u64 * 1000)
    }

    /// `tokenRatio` from 0.001 to 1000000, of which thousandths are all that count.
    pub fn ratio(tokens: f64) -> Option<u64> {
        let thousandths = tokens * 1000.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in range"
        )]
        (1.0..=1_000_000_000.0)
            .contains(&thousandths)
            .then_some(thousandths as u64)
    }
}

/// Attempts that no policy goes beyond (gRFC A6).
pub const MOST_ATTEMPTS: u32 = 5;
