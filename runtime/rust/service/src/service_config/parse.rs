//! Converts JSON to a service config, and checks the ranges of its values.

use std::sync::Arc;

use super::json::{Json, Parsed};
use super::policy::{HedgingPolicy, MAX_ATTEMPTS, MethodConfig, RetryPolicy, Throttling};
use super::{LoadBalancing, MethodName, ServiceConfig};

pub(super) fn service_config(json: &Json<'_>) -> Parsed<ServiceConfig> {
    json.only(&[
        "healthCheckConfig",
        "loadBalancingConfig",
        "loadBalancingPolicy",
        "methodConfig",
        "retryThrottling",
    ])?;
    let mut config = ServiceConfig {
        throttling: json.read("retryThrottling", throttling)?,
        policy: policy(json)?,
        ..ServiceConfig::default()
    };
    if let Some(health) = json.get("healthCheckConfig")? {
        health.only(&["serviceName"])?;
        config.health_service = health.read("serviceName", Json::text)?;
    }
    let methods = json.read("methodConfig", Json::items)?;
    for item in methods.unwrap_or_default() {
        let method = method(&item)?;
        let index = config.configs.len();
        config.configs.push(Arc::new(method));
        for json in item.required("name")?.items()? {
            let name = name(&json)?;
            let methods = config.methods.entry(name.service.clone()).or_default();
            if methods.insert(name.method.clone(), index).is_some() {
                return Err(json.error("is given twice"));
            }
            config.names.push(name);
        }
    }
    Ok(config)
}

fn name(json: &Json<'_>) -> Parsed<MethodName> {
    json.only(&["method", "service"])?;
    let read = |key| {
        let name = json.read(key, Json::text);
        name.map(Option::unwrap_or_default)
    };
    let (service, method) = (read("service")?, read("method")?);
    if service.is_empty() && !method.is_empty() {
        return Err(json.error("has a method and no service"));
    }
    let (line, column) = json.line_column();
    Ok(MethodName {
        service,
        method,
        line,
        column,
    })
}

fn method(json: &Json<'_>) -> Parsed<MethodConfig> {
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
        timeout: json.read("timeout", Json::duration)?,
        wait_for_ready: json.read("waitForReady", Json::bool)?.unwrap_or(false),
        max_request: json.read("maxRequestMessageBytes", Json::size)?,
        max_response: json.read("maxResponseMessageBytes", Json::size)?,
        retry: json.read("retryPolicy", retry)?,
        hedging: json.read("hedgingPolicy", hedging)?,
    };
    if config.retry.is_some() && config.hedging.is_some() {
        return Err(json.error("has both a retryPolicy and a hedgingPolicy"));
    }
    Ok(config)
}

fn retry(json: &Json<'_>) -> Parsed<RetryPolicy> {
    // Not part of gRFC A6. Other implementations ignore it, or support it as an experiment.
    if let Some(timeout) = json.get("perAttemptRecvTimeout")? {
        return Err(timeout.error("is not supported: the timeout of a method is for all attempts"));
    }
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
        codes: json.required("retryableStatusCodes")?.codes()?,
    };
    if policy.multiplier <= 0.0 {
        return Err(multiplier.error("must be more than 0"));
    }
    if policy.codes.is_empty() {
        return Err(json.error("has no retryableStatusCodes"));
    }
    Ok(policy)
}

fn hedging(json: &Json<'_>) -> Parsed<HedgingPolicy> {
    json.only(&["hedgingDelay", "maxAttempts", "nonFatalStatusCodes"])?;
    let delay = json.read("hedgingDelay", Json::duration)?;
    let codes = json.read("nonFatalStatusCodes", Json::codes)?;
    Ok(HedgingPolicy {
        max_attempts: attempts(json)?,
        delay: delay.unwrap_or_default(),
        codes: codes.unwrap_or_default(),
    })
}

fn attempts(json: &Json<'_>) -> Parsed<u32> {
    let attempts = json.required("maxAttempts")?;
    let number = attempts.size()?;
    if number < 2 {
        return Err(attempts.error("must be 2 or more"));
    }
    let number = u32::try_from(number).unwrap_or(MAX_ATTEMPTS);
    Ok(number.min(MAX_ATTEMPTS))
}

fn throttling(json: &Json<'_>) -> Parsed<Throttling> {
    json.only(&["maxTokens", "tokenRatio"])?;
    let (max, ratio) = (json.required("maxTokens")?, json.required("tokenRatio")?);
    let tokens = Throttling::max(max.size()?);
    let thousandths = Throttling::ratio(ratio.number()?);
    Ok(Throttling {
        max: tokens.ok_or_else(|| max.error("must be from 1 to 1000"))?,
        ratio: thousandths.ok_or_else(|| ratio.error("must be from 0.001 to 1000000"))?,
    })
}

/// The first known policy of `loadBalancingConfig`, or else `loadBalancingPolicy`.
fn policy(json: &Json<'_>) -> Parsed<Option<LoadBalancing>> {
    let known = |json: &Json<'_>, name: &str| match name {
        "pick_first" => Ok(LoadBalancing::PickFirst),
        "round_robin" => Ok(LoadBalancing::RoundRobin),
        _ => Err(json.error("is neither pick_first nor round_robin")),
    };
    if let Some(list) = json.get("loadBalancingConfig")? {
        let mut last = list.error("is empty");
        for item in list.items()? {
            let Some(name) = item.only_key() else {
                return Err(item.error("must name one policy"));
            };
            match known(&item, name) {
                Ok(policy) => return Ok(Some(policy)),
                Err(error) => last = error,
            }
        }
        return Err(last);
    }
    json.read("loadBalancingPolicy", |name| {
        known(name, &name.text()?.to_lowercase())
    })
}
