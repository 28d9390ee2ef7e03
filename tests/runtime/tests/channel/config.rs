//! Service configs: errors, precedence of names, and message sizes.

use rpcsmith_runtime::Code;
use rpcsmith_runtime::channel::ServiceConfig;

use crate::peer::{Peer, builder, client, config, get};
use crate::sample::user::ListUsersRequest;

fn error_of(json: &str) -> String {
    let error = json.parse::<ServiceConfig>().unwrap_err();
    error.reason().to_owned()
}

const POLICY: &str = r#"{"maxAttempts": 3, "initialBackoff": "1s", "maxBackoff": "2s", "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"]}"#;

/// A config with one method that has these fields.
fn method(fields: &str) -> String {
    format!(r#"{{"methodConfig": [{{"name": [{{}}], {fields}}}]}}"#)
}

/// A config whose retry policy has one text replaced.
fn retry(from: &str, to: &str) -> String {
    assert!(POLICY.contains(from), "{from}");
    method(&format!(r#""retryPolicy": {}"#, POLICY.replace(from, to)))
}

#[test]
fn malformed_configs_are_rejected_with_their_place() {
    for (json, error) in [
        ("[]", "the service config: `[]` is not an object"),
        (
            r#"{"retries": 1}"#,
            "the service config has an unknown key `retries`",
        ),
        (
            r#"{"methodConfig": {}}"#,
            "methodConfig: `{}` is not a list",
        ),
        (r#"{"methodConfig": [{}]}"#, "methodConfig[0] has no `name`"),
        (
            r#"{"methodConfig": [{"name": [{"method": "GetUser"}]}]}"#,
            "methodConfig[0].name[0] has a method and no service",
        ),
        (
            r#"{"methodConfig": [{"name": [{"service": "a"}]}, {"name": [{"service": "a"}]}]}"#,
            "methodConfig[1].name[0] is given twice",
        ),
        (
            r#"{"retryThrottling": {"maxTokens": 1001, "tokenRatio": 1}}"#,
            "retryThrottling.maxTokens must be from 1 to 1000",
        ),
        (
            r#"{"retryThrottling": {"maxTokens": 10, "tokenRatio": 0}}"#,
            "retryThrottling.tokenRatio must be from 0.001 to 1000000",
        ),
        (
            r#"{"loadBalancingPolicy": "random"}"#,
            "loadBalancingPolicy is neither pick_first nor round_robin",
        ),
        (
            r#"{"loadBalancingConfig": []}"#,
            "loadBalancingConfig is empty",
        ),
    ] {
        assert_eq!(error_of(json), error, "{json}");
    }
    let twice = error_of(r#"{"retryThrottling": 1, "retryThrottling": 2}"#);
    assert!(
        twice.contains("the key `retryThrottling` is given twice"),
        "{twice}"
    );
    assert!(error_of("{").starts_with("the service config: "));
}

#[test]
fn malformed_methods_are_rejected_with_their_place() {
    for (json, error) in [
        (
            method(r#""timeout": "1""#),
            "methodConfig[0].timeout: `1` is not a duration such as `1.5s`",
        ),
        (
            method(r#""timeout": "-1s""#),
            "methodConfig[0].timeout: `-1s` is not a duration such as `1.5s`",
        ),
        (
            method(r#""timeout": 1"#),
            "methodConfig[0].timeout: `1` is not a duration such as `1.5s`",
        ),
        (
            method(r#""waitForReady": 1"#),
            "methodConfig[0].waitForReady: `1` is not true or false",
        ),
        (
            method(r#""maxRequestMessageBytes": -1"#),
            "methodConfig[0].maxRequestMessageBytes: `-1` is not a whole number",
        ),
        (
            method(&format!(
                r#""retryPolicy": {POLICY}, "hedgingPolicy": {{"maxAttempts": 2}}"#
            )),
            "methodConfig[0] has both a retryPolicy and a hedgingPolicy",
        ),
        (
            method(r#""hedgingPolicy": {"maxAttempts": 1}"#),
            "methodConfig[0].hedgingPolicy.maxAttempts must be 2 or more",
        ),
    ] {
        assert_eq!(error_of(&json), error, "{json}");
    }
}

#[test]
fn malformed_retry_policies_are_rejected_with_their_place() {
    for (json, error) in [
        (
            retry("3", "1"),
            "methodConfig[0].retryPolicy.maxAttempts must be 2 or more",
        ),
        (
            retry("3", "2.5"),
            "methodConfig[0].retryPolicy.maxAttempts: `2.5` is not a whole number",
        ),
        (
            retry("\"1s\"", "\"0s\""),
            "methodConfig[0].retryPolicy.initialBackoff must be more than 0",
        ),
        (
            retry("\"2s\"", "\"0.0s\""),
            "methodConfig[0].retryPolicy.maxBackoff must be more than 0",
        ),
        (
            retry("Multiplier\": 2", "Multiplier\": 0"),
            "methodConfig[0].retryPolicy.backoffMultiplier must be more than 0",
        ),
        (
            retry("[\"UNAVAILABLE\"]", "[]"),
            "methodConfig[0].retryPolicy has no retryableStatusCodes",
        ),
        (
            retry("UNAVAILABLE", "GONE"),
            "methodConfig[0].retryPolicy.retryableStatusCodes[0]: `GONE` is not a status code",
        ),
        (
            retry("UNAVAILABLE", "OK"),
            "methodConfig[0].retryPolicy.retryableStatusCodes[0] is not an error code",
        ),
        (
            retry(
                "\"maxAttempts\"",
                "\"perAttemptRecvTimeout\": \"1s\", \"maxAttempts\"",
            ),
            "methodConfig[0].retryPolicy.perAttemptRecvTimeout is not supported: the timeout of a method is for all attempts",
        ),
        (
            retry("\"UNAVAILABLE\"", "17"),
            "methodConfig[0].retryPolicy.retryableStatusCodes[0]: `17` is not a status code",
        ),
    ] {
        assert_eq!(error_of(&json), error, "{json}");
    }
}

#[test]
fn valid_configs_are_accepted() {
    for json in [
        "{}",
        r#"{"loadBalancingConfig": [{"grpclb": {}}, {"round_robin": {}}]}"#,
        r#"{"loadBalancingPolicy": "ROUND_ROBIN"}"#,
        r#"{"healthCheckConfig": {"serviceName": ""}}"#,
        r#"{"methodConfig": [{"name": [], "timeout": "0.000000001s"}]}"#,
        r#"{"methodConfig": [{"name": [{"service": "a", "method": "B"}, {"service": "a"}, {}],
            "maxRequestMessageBytes": "100"}]}"#,
        r#"{"methodConfig": [{"name": [{}], "hedgingPolicy": {"maxAttempts": 100, "nonFatalStatusCodes": [4, "aborted"]}}]}"#,
    ] {
        json.parse::<ServiceConfig>().unwrap();
    }
}

#[tokio::test]
async fn the_most_specific_name_applies() {
    let json = r#"{"methodConfig": [
        {"name": [{}], "timeout": "100s"},
        {"name": [{"service": "user.UserService"}], "timeout": "200s"},
        {"name": [{"service": "user.UserService", "method": "GetUser"}], "timeout": "300s"},
        {"name": [{"service": "user.Other"}], "timeout": "400s"}
    ]}"#;
    let (peer, address) = Peer::new([]).await;
    let client = client(builder(address).service_config(config(json)));
    client.get_user(get()).await.unwrap();
    client
        .list_users(ListUsersRequest::default())
        .await
        .unwrap();
    let seen = peer.seen();
    let seconds = |index: usize| {
        let timeout: &str = seen[index].header("grpc-timeout").unwrap();
        timeout
            .strip_suffix('m')
            .unwrap()
            .parse::<u64>()
            .unwrap()
            .div_ceil(1000)
    };
    assert_eq!((seconds(0), seconds(1)), (300, 200));
}

#[tokio::test]
async fn message_sizes_are_limited() {
    let limit = |key: &str, bytes: usize| {
        config(&format!(
            r#"{{"methodConfig": [{{"name": [{{}}], "{key}": {bytes}}}]}}"#
        ))
    };
    let (peer, address) = Peer::new([]).await;
    for (key, bytes, ok) in [
        ("maxRequestMessageBytes", 3, true),
        ("maxRequestMessageBytes", 2, false),
        ("maxResponseMessageBytes", 10, true),
        ("maxResponseMessageBytes", 9, false),
    ] {
        let client = client(builder(address).service_config(limit(key, bytes)));
        let result = client.get_user(get()).await;
        let code = result.map_or_else(|status| status.code(), |_| Code::Ok);
        let expected = if ok {
            Code::Ok
        } else {
            Code::ResourceExhausted
        };
        assert_eq!(code, expected, "{key} {bytes}");
    }
    assert!(
        peer.seen()
            .iter()
            .all(|seen| !seen.body.is_empty() || seen.headers.len() > 1)
    );
}
