//! Service configs: the settings of a client for each method, such as timeouts and retries.
//!
//! `json` reads values with their places, `parse` converts them to a [`ServiceConfig`], and `policy` has the settings of a
//! method.

mod codes;
mod default;
mod json;
mod parse;
#[doc(hidden)]
pub mod policy;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use default::DefaultServiceConfig;
use json::Json;
use policy::{MethodConfig, Throttling};

/// A service config of gRPC: the settings of a channel, as JSON.
///
/// For a method: `timeout`, `waitForReady`, `maxRequestMessageBytes`, `maxResponseMessageBytes`, and `retryPolicy` or
/// `hedgingPolicy`. For all methods: `retryThrottling`, `loadBalancingPolicy`, `loadBalancingConfig` and
/// `healthCheckConfig`. An unknown key, a duplicate, and a value out of range are errors with their place.
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
    /// Indexes in `configs`, by service and method. An empty name matches all.
    methods: HashMap<String, HashMap<String, usize>>,
    configs: Vec<Arc<MethodConfig>>,
    names: Vec<MethodName>,
    throttling: Option<Throttling>,
    policy: Option<LoadBalancing>,
    health_service: Option<String>,
}

/// The load-balancing policy: how calls use the addresses of a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadBalancing {
    /// All calls use the first address that answers.
    #[default]
    PickFirst,
    /// Calls use all addresses in turn.
    RoundRobin,
}

/// A name in `methodConfig`, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodName {
    /// The full name of a service; empty for all services.
    pub service: String,
    /// The name of a method; empty for all methods of the service.
    pub method: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in bytes.
    pub column: u32,
}

impl ServiceConfig {
    /// All names in `methodConfig`, in order.
    pub fn names(&self) -> &[MethodName] {
        &self.names
    }

    /// The config of a method: by its name, or else by its service, or else the config of all services.
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

    /// The load-balancing policy, if set.
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
            .and_then(|json| parse::service_config(&json))
            .map_err(|fault| {
                let (line, column) = json::line_column(text, fault.at);
                ServiceConfigError {
                    line,
                    column,
                    reason: fault.reason,
                }
            })
    }
}

/// An error in a service config, with its place.
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

    /// The message, without the place.
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
