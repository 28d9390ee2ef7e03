//! Service config: what holds for the calls of a client, method by method.

mod codes;
mod fixed;
#[doc(hidden)]
pub mod policy;
mod read;
mod reader;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use fixed::DefaultServiceConfig;
use policy::{MethodConfig, Throttling};
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
    throttling: Option<Throttling>,
    policy: Option<LoadBalancing>,
    health_service: Option<String>,
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
    #[doc(hidden)]
    pub fn method(&self, service: &str, method: &str) -> Option<&Arc<MethodConfig>> {
        let find = |service: &str, method: &str| {
            let index = self.methods.get(service)?.get(method)?;
            self.configs.get(*index)
        };
        find(service, method)
            .or_else(|| find(service, ""))
            .or_else(|| find("", ""))
    }

    /// `retryThrottling`.
    #[doc(hidden)]
    pub fn throttling(&self) -> Option<Throttling> {
        self.throttling
    }

    /// How calls are spread over addresses, if the config says so.
    #[doc(hidden)]
    pub fn load_balancing(&self) -> Option<LoadBalancing> {
        self.policy
    }

    /// The service of `healthCheckConfig`.
    #[doc(hidden)]
    pub fn health_service(&self) -> Option<&str> {
        self.health_service.as_deref()
    }
}

impl std::str::FromStr for ServiceConfig {
    type Err = ServiceConfigError;

    fn from_str(text: &str) -> Result<Self, ServiceConfigError> {
        Json::parse(text)
            .and_then(|json| read::read(&json))
            .map_err(|fault| {
                let (line, column) = reader::line_column(text, fault.at);
                ServiceConfigError {
                    line,
                    column,
                    reason: fault.reason,
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
