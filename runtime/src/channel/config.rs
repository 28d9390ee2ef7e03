//! Service config: what holds for the calls of a client, method by method.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tonic::Code;

use super::config_json::{self, Json};

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
/// use rpcsmith_runtime::channel::ServiceConfig;
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
///     "methodConfig[0].timeout: `soon` is not a duration such as `1.5s`"
/// );
/// # Ok::<(), rpcsmith_runtime::channel::ServiceConfigError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceConfig {
    /// By service and method; no name of either is for all.
    methods: HashMap<String, HashMap<String, usize>>,
    configs: Vec<Arc<MethodConfig>>,
    pub(super) throttling: Option<Throttling>,
    pub(super) policy: Option<LoadBalancing>,
    pub(super) health_service: Option<String>,
}

/// How calls are spread over the addresses of a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadBalancing {
    /// All to the first address that answers.
    #[default]
    PickFirst,
    /// To each in turn.
    RoundRobin,
}

/// What holds for a method.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct MethodConfig {
    pub(super) timeout: Option<Duration>,
    pub(super) wait_for_ready: bool,
    pub(super) max_request: Option<usize>,
    pub(super) max_response: Option<usize>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) hedging: Option<HedgingPolicy>,
}

/// When a call is tried again after it has failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RetryPolicy {
    /// The first included.
    pub(super) max_attempts: u32,
    pub(super) initial_backoff: Duration,
    pub(super) max_backoff: Duration,
    pub(super) multiplier: f64,
    pub(super) codes: Vec<Code>,
}

/// When a call is tried again before it has failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HedgingPolicy {
    /// The first included.
    pub(super) max_attempts: u32,
    pub(super) delay: Duration,
    /// Codes after which others go on.
    pub(super) codes: Vec<Code>,
}

/// How many tokens failures take and successes give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Throttling {
    /// In thousandths.
    pub(super) max: u64,
    /// In thousandths.
    pub(super) ratio: u64,
}

/// Attempts that no policy goes beyond (gRFC A6).
pub(super) const MOST_ATTEMPTS: u32 = 5;

impl ServiceConfig {
    /// What holds for a method, given its service and its name.
    pub(super) fn method(&self, service: &str, method: &str) -> Option<&Arc<MethodConfig>> {
        let find = |service: &str, method: &str| {
            let index = self.methods.get(service)?.get(method)?;
            self.configs.get(*index)
        };
        find(service, method)
            .or_else(|| find(service, ""))
            .or_else(|| find("", ""))
    }

    /// Gives methods without a timeout this one, and those with a longer one, too.
    pub(super) fn limit(&mut self, timeout: Option<Duration>) {
        for config in &mut self.configs {
            let config = Arc::make_mut(config);
            config.timeout = match (config.timeout, timeout) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
}

impl std::str::FromStr for ServiceConfig {
    type Err = ServiceConfigError;

    fn from_str(text: &str) -> Result<Self, ServiceConfigError> {
        let value: config_json::Unique = serde_json::from_str(text)
            .map_err(|error| ServiceConfigError(format!("the service config: {error}")))?;
        read(&Json::root(&value.0))
    }
}

/// Why a service config is refused: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceConfigError(pub(super) String);

impl fmt::Display for ServiceConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ServiceConfigError {}

type Read<T> = Result<T, ServiceConfigError>;

fn read(json: &Json<'_>) -> Read<ServiceConfig> {
    json.only(&[
        "healthCheckConfig",
        "loadBalancingConfig",
        "loadBalancingPolicy",
        "methodConfig",
        "retryThrottling",
    ])?;
    let mut config = ServiceConfig {
        throttling: json.get("retryThrottling").map(throttling).transpose()?,
        policy: policy(json)?,
        health_service: None,
        ..ServiceConfig::default()
    };
    if let Some(health) = json.get("healthCheckConfig") {
        health.only(&["serviceName"])?;
        let name = health.get("serviceName").map(|name| name.text());
        config.health_service = name.transpose()?.map(str::to_owned);
    }
    for item in json
        .get("methodConfig")
        .map(|list| list.items())
        .transpose()?
        .unwrap_or_default()
    {
        let method = method(&item)?;
        let index = config.configs.len();
        config.configs.push(Arc::new(method));
        for name in item.required("name")?.items()? {
            let (service, method) = self::name(&name)?;
            let methods = config.methods.entry(service).or_default();
            if methods.insert(method, index).is_some() {
                return Err(name.error("is given twice"));
            }
        }
    }
    Ok(config)
}

fn name(json: &Json<'_>) -> Read<(String, String)> {
    json.only(&["method", "service"])?;
    let text = |key| json.get(key).map_or(Ok(""), |text| text.text());
    let (service, method) = (text("service")?, text("method")?);
    if service.is_empty() && !method.is_empty() {
        return Err(json.error("has a method and no service"));
    }
    Ok((service.to_owned(), method.to_owned()))
}

fn method(json: &Json<'_>) -> Read<MethodConfig> {
    json.only(&[
        "hedgingPolicy",
        "maxRequestMessageBytes",
        "maxResponseMessageBytes",
        "name",
        "retryPolicy",
        "timeout",
        "waitForReady",
    ])?;
    let config = MethodConfig {
        timeout: json
            .get("timeout")
            .map(|time| time.duration())
            .transpose()?,
        wait_for_ready: json
            .get("waitForReady")
            .map_or(Ok(false), |wait| wait.bool())?,
        max_request: json
            .get("maxRequestMessageBytes")
            .map(|max| max.size())
            .transpose()?,
        max_response: json
            .get("maxResponseMessageBytes")
            .map(|max| max.size())
            .transpose()?,
        retry: json
            .get("retryPolicy")
            .map(|policy| retry(&policy))
            .transpose()?,
        hedging: json
            .get("hedgingPolicy")
            .map(|policy| hedging(&policy))
            .transpose()?,
    };
    if config.retry.is_some() && config.hedging.is_some() {
        return Err(json.error("has both a retryPolicy and a hedgingPolicy"));
    }
    Ok(config)
}

fn retry(json: &Json<'_>) -> Read<RetryPolicy> {
    json.only(&[
        "backoffMultiplier",
        "initialBackoff",
        "maxAttempts",
        "maxBackoff",
        "retryableStatusCodes",
    ])?;
    let multiplier = json.required("backoffMultiplier")?;
    let policy = RetryPolicy {
        max_attempts: attempts(json)?,
        initial_backoff: json.required("initialBackoff")?.positive()?,
        max_backoff: json.required("maxBackoff")?.positive()?,
        multiplier: multiplier.number()?,
        codes: codes(&json.required("retryableStatusCodes")?)?,
    };
    if policy.multiplier <= 0.0 {
        return Err(multiplier.error("has to be more than 0"));
    }
    if policy.codes.is_empty() {
        return Err(json.error("has no retryableStatusCodes"));
    }
    Ok(policy)
}

fn hedging(json: &Json<'_>) -> Read<HedgingPolicy> {
    json.only(&["hedgingDelay", "maxAttempts", "nonFatalStatusCodes"])?;
    let delay = json.get("hedgingDelay").map(|delay| delay.duration());
    let codes = json.get("nonFatalStatusCodes").map(|list| codes(&list));
    Ok(HedgingPolicy {
        max_attempts: attempts(json)?,
        delay: delay.transpose()?.unwrap_or_default(),
        codes: codes.transpose()?.unwrap_or_default(),
    })
}

fn attempts(json: &Json<'_>) -> Read<u32> {
    let attempts = json.required("maxAttempts")?;
    let number = attempts.size()?;
    if number < 2 {
        return Err(attempts.error("has to be 2 or more"));
    }
    Ok(u32::try_from(number)
        .unwrap_or(MOST_ATTEMPTS)
        .min(MOST_ATTEMPTS))
}

fn codes(json: &Json<'_>) -> Read<Vec<Code>> {
    json.items()?.iter().map(Json::code).collect()
}

fn throttling(json: Json<'_>) -> Read<Throttling> {
    json.only(&["maxTokens", "tokenRatio"])?;
    let (max, ratio) = (json.required("maxTokens")?, json.required("tokenRatio")?);
    let tokens = max.size()?;
    if !(1..=1000).contains(&tokens) {
        return Err(max.error("has to be from 1 to 1000"));
    }
    // Thousandths are all that count (gRFC A6).
    let thousandths = ratio.number()? * 1000.0;
    if !(1.0..=1_000_000_000.0).contains(&thousandths) {
        return Err(ratio.error("has to be from 0.001 to 1000000"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in range"
    )]
    Ok(Throttling {
        max: tokens as u64 * 1000,
        ratio: thousandths as u64,
    })
}

/// The first policy of `loadBalancingConfig` that is known; else `loadBalancingPolicy`.
fn policy(json: &Json<'_>) -> Read<Option<LoadBalancing>> {
    let known = |json: &Json<'_>, name: &str| match name {
        "pick_first" => Ok(LoadBalancing::PickFirst),
        "round_robin" => Ok(LoadBalancing::RoundRobin),
        _ => Err(json.error("is neither pick_first nor round_robin")),
    };
    if let Some(list) = json.get("loadBalancingConfig") {
        let items = list.items()?;
        let mut last = list.error("is empty");
        for item in &items {
            let (Value::Object(fields), 1) = (item.value, item.len()) else {
                return Err(item.error("has to name one policy"));
            };
            for name in fields.keys() {
                match known(item, name) {
                    Ok(policy) => return Ok(Some(policy)),
                    Err(error) => last = error,
                }
            }
        }
        return Err(last);
    }
    let Some(name) = json.get("loadBalancingPolicy") else {
        return Ok(None);
    };
    known(&name, &name.text()?.to_lowercase()).map(Some)
}
