//! Service config: what holds for the calls of a client, method by method.

mod codes;
mod fixed;
mod json;
mod read;
mod reader;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use codes::Codes;
pub use fixed::DefaultServiceConfig;
use read::Fault;
use reader::Json;

/// How a channel calls: the service config of gRPC, as JSON.
///
/// Of each method: `timeout`, `waitForReady`, `maxRequestMessageBytes`, `maxResponseMessageBytes`,
/// and `retryPolicy` or `hedgingPolicy`; of all: `retryThrottling`, `loadBalancingPolicy`,
/// `loadBalancingConfig` and `healthCheckConfig`. What is not known, given twice, or out of range is
/// refused with its place.
///
/// Sources: gRFC A2 (names, timeouts, sizes), A6 (retries, hedging, throttling), A17 (health).
///
/// ```
/// use rpcsmith_runtime::service_config::ServiceConfig;
///
/// let config: ServiceConfig = r#"{
///   "methodConfig": [{
///     "name": [{"service": "user.UserService"}],
///     "timeout": "2.5s",
///     "retryPolicy": {
///       "maxAttempts": 4,
///       "initialBackoff": "0.1s",
///       "maxBackoff": "1s",
///       "backoffMultiplier": 2,
///       "retryableStatusCodes": ["UNAVAILABLE"]
///     }
///   }],
///   "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1}
/// }"#.parse()?;
///
/// let error = r#"{"methodConfig": [{"name": [{}], "timeout": "soon"}]}"#.parse::<ServiceConfig>();
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "1:45: methodConfig[0].timeout: `soon` is not a duration such as `1.5s`"
/// );
/// # Ok::<(), rpcsmith_runtime::service_config::ServiceConfigError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceConfig {
    /// By service and method; no name of either is for all.
    methods: HashMap<String, HashMap<String, usize>>,
    configs: Vec<Arc<MethodConfig>>,
    names: Vec<MethodName>,
    pub(crate) throttling: Option<Throttling>,
    pub(crate) policy: Option<LoadBalancing>,
    pub(crate) health_service: Option<String>,
}

/// How calls are spread over the addresses of a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadBalancing {
    /// All to the first address that answers.
    #[default]
    PickFirst,
    /// To each in turn.
    RoundRobin,
}

/// What holds for a method.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MethodConfig {
    pub(crate) timeout: Option<Duration>,
    pub(crate) wait_for_ready: bool,
    pub(crate) max_request: Option<usize>,
    pub(crate) max_response: Option<usize>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) hedging: Option<HedgingPolicy>,
}

/// When a call is tried again after it has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RetryPolicy {
    /// The first included.
    pub(crate) max_attempts: u32,
    pub(crate) initial_backoff: Duration,
    pub(crate) max_backoff: Duration,
    pub(crate) multiplier: f64,
    pub(crate) codes: Codes,
}

/// When a call is tried again before it has failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HedgingPolicy {
    /// The first included.
    pub(crate) max_attempts: u32,
    pub(crate) delay: Duration,
    /// Codes after which others go on.
    pub(crate) codes: Codes,
}

/// How many tokens failures take and successes give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Throttling {
    /// In thousandths.
    pub(crate) max: u64,
    /// In thousandths.
    pub(crate) ratio: u64,
}

impl Throttling {
    /// Takes what is in the ranges of gRFC A6: `maxTokens` from 1 to 1000.
    pub(crate) fn max(tokens: usize) -> Option<u64> {
        (1..=1000).contains(&tokens).then_some(tokens as u64 * 1000)
    }

    /// `tokenRatio` from 0.001 to 1000000, of which thousandths are all that count.
    pub(crate) fn ratio(tokens: f64) -> Option<u64> {
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
pub(crate) const MOST_ATTEMPTS: u32 = 5;

/// A name of `methodConfig`, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodName {
    /// The full name of a service; empty for all.
    pub service: String,
    /// The name of a method; empty for all of the service.
    pub method: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
}

impl ServiceConfig {
    /// All names of `methodConfig`, in their order.
    pub fn names(&self) -> &[MethodName] {
        &self.names
    }

    /// What holds for a method, given its service and its name.
    #[cfg(feature = "channel")]
    pub(crate) fn method(&self, service: &str, method: &str) -> Option<&Arc<MethodConfig>> {
        let find = |service: &str, method: &str| {
            let index = self.methods.get(service)?.get(method)?;
            self.configs.get(*index)
        };
        find(service, method)
            .or_else(|| find(service, ""))
            .or_else(|| find("", ""))
    }
}

impl std::str::FromStr for ServiceConfig {
    type Err = ServiceConfigError;

    fn from_str(text: &str) -> Result<Self, ServiceConfigError> {
        let parsed = json::parse(text).map_err(|malformed| Fault {
            at: malformed.at,
            reason: format!("the service config: {}", malformed.what),
        });
        let config = parsed.and_then(|value| read::read(text, &Json::root(&value)));
        config.map_err(|Fault { at, reason }| {
            let (line, column) = json::line_column(text, at);
            ServiceConfigError {
                line,
                column,
                reason,
            }
        })
    }
}

/// Why a service config is refused: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceConfigError {
    line: u32,
    column: u32,
    reason: String,
}

impl ServiceConfigError {
    /// The line, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column, from 1, in bytes.
    pub fn column(&self) -> u32 {
        self.column
    }

    /// What is wrong, without the line.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for ServiceConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.reason)
    }
}

impl std::error::Error for ServiceConfigError {}
