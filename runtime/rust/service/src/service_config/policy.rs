//! The settings of a method in a service config.

use std::time::Duration;

pub use super::codes::Codes;

/// The settings of a method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MethodConfig {
    pub timeout: Option<Duration>,
    pub wait_for_ready: bool,
    pub max_request: Option<usize>,
    pub max_response: Option<usize>,
    pub retry: Option<RetryPolicy>,
    pub hedging: Option<HedgingPolicy>,
}

/// Retries after a failure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// The number of attempts, with the first.
    pub max_attempts: u32,
    pub initial_backoff: Duration,
    pub max_backoff: Duration,
    pub multiplier: f64,
    pub codes: Codes,
}

/// Hedging: further attempts before the first has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HedgingPolicy {
    /// The number of attempts, with the first.
    pub max_attempts: u32,
    pub delay: Duration,
    /// The codes after which the other attempts continue (`nonFatalStatusCodes`).
    pub codes: Codes,
}

/// The token bucket that throttles retries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttling {
    /// The number of tokens, in thousandths.
    pub max: u64,
    /// The tokens that a success adds, in thousandths.
    pub ratio: u64,
}

impl Throttling {
    /// Converts `maxTokens`; `None` unless it is from 1 to 1000 (gRFC A6).
    pub fn max(tokens: usize) -> Option<u64> {
        (1..=1000).contains(&tokens).then_some(tokens as u64 * 1000)
    }

    /// Converts `tokenRatio`, rounded down to thousandths; `None` unless it is from 0.001 to 1000000 (gRFC A6).
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

/// The maximum of `maxAttempts`; larger values are reduced to it (gRFC A6).
pub const MAX_ATTEMPTS: u32 = 5;
