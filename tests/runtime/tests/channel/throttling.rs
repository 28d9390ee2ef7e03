//! Retry throttling: retries stop when too many calls fail, and resume when calls succeed.

use std::time::Duration;

use rpcsmith_runtime::Code;
use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};

use crate::peer::Step::{Answer, Hold, MessageThen, Pushback, Reset, Status};
use crate::peer::{Peer, Step, builder, client, config, get};

const U: Code = Code::Unavailable;

const CONFIG: &str = r#"{
    "methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 2, "initialBackoff": "0.001s",
        "maxBackoff": "0.001s", "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE"]}}],
    "retryThrottling": {"maxTokens": 4, "tokenRatio": 0.5}}"#;

#[tokio::test]
async fn retries_need_half_of_the_tokens() {
    let steps = [
        // 4 tokens. A failure takes one: 3 are more than half, so there is another attempt.
        Status(U),
        Status(U),
        // 2 tokens. A failure leaves 1, so there is no other attempt.
        Status(U),
        // Answers increase the tokens to 1.5, 2, 2.5, 3 and 3.5.
        Answer,
        Answer,
        Answer,
        Answer,
        Answer,
        // A failure leaves 2.5, which is more than half.
        Status(U),
        Answer,
        // 3 tokens. A failure leaves 2, so there is no other attempt.
        Status(U),
    ];
    let (peer, address) = Peer::new(steps).await;
    let client = client(builder(address).service_config(config(CONFIG)));
    let mut calls = Vec::new();
    for _ in 0..9 {
        let before = peer.seen().len();
        let failed = client.get_user(get()).await.is_err();
        calls.push((peer.seen().len() - before, failed));
    }
    let answers = (1, false);
    let expected = [
        (2, true),
        (1, true),
        answers,
        answers,
        answers,
        answers,
        answers,
        (2, false),
        (1, true),
    ];
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn pushback_and_streams_count_too() {
    // Two failures leave 2 tokens: the code does not matter, nor a message before the status.
    let steps = [Pushback(Code::Internal, "-1"), MessageThen(U), Status(U)];
    let (peer, address) = Peer::new(steps).await;
    let client = client(builder(address).service_config(config(CONFIG)));
    for _ in 0..3 {
        client.get_user(get()).await.unwrap_err();
    }
    assert_eq!(peer.seen().len(), 3, "the last call is retried");
}

/// The number of requests of `calls` in an outage.
async fn count_requests(
    step: Step,
    calls: usize,
    channel: impl Fn(ChannelBuilder) -> ChannelBuilder,
) -> usize {
    let (peer, address) = Peer::new(vec![step; 1000]).await;
    let client = client(channel(builder(address)));
    for _ in 0..calls {
        client.get_user(get()).await.unwrap_err();
    }
    peer.seen().len()
}

const RETRIED: &str = r#"{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.001s",
    "maxBackoff": "0.001s", "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE", "INTERNAL"]}}]}"#;
const HEDGED: &str = r#"{"methodConfig": [{"name": [{}], "hedgingPolicy": {"maxAttempts": 5,
    "hedgingDelay": "0.001s", "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}"#;

/// Without throttling in the service config, an outage costs about one request per call.
#[tokio::test]
async fn an_outage_costs_few_requests_by_default() {
    let tokens = |channel: ChannelBuilder| channel.retry_throttling(4, 1.0);
    let hedged = count_requests(Status(U), 50, |channel| {
        channel.service_config(config(HEDGED))
    })
    .await;
    assert!((50..=50 + 10 + 4).contains(&hedged), "{hedged}");
    let policy = |channel: ChannelBuilder| channel.service_config(config(RETRIED));
    // Ten failures take half of the tokens: there is no attempt after the tenth.
    assert_eq!(count_requests(Status(U), 20, policy).await, 20 + 8);
    assert_eq!(count_requests(Reset, 20, policy).await, 20 + 8);
    assert_eq!(
        count_requests(Status(U), 20, |channel| channel).await,
        20 + 7
    );
    // With four tokens, there is an attempt after the first failure only.
    assert_eq!(count_requests(Status(U), 20, tokens).await, 20 + 1);
    let without = |channel: ChannelBuilder| policy(channel).no_retry_throttling();
    assert_eq!(count_requests(Status(U), 20, without).await, 20 * 5);
}

/// A broken connection is one failure for any number of calls: a killed server does not use the retry tokens of others.
#[tokio::test]
async fn a_broken_connection_is_one_failure() {
    let (peer, address) = Peer::new([Answer]).await;
    let fast = Backoff {
        initial: Duration::from_millis(1),
        max: Duration::from_millis(1),
    };
    let channel = builder(address).reconnect_backoff(fast);
    let client = client(channel.retry_throttling(4, 1.0));
    client.get_user(get()).await.unwrap();
    for _ in 0..5 {
        let before = peer.seen().len();
        peer.push([Hold; 50]);
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let client = client.clone();
            calls.spawn(async move { client.get_user(get()).await.map(drop) });
        }
        peer.until_seen(before + 50).await;
        peer.break_connections();
        for answer in calls.join_all().await {
            answer.unwrap();
        }
    }
}

#[test]
fn settings_out_of_range_are_rejected() {
    for (tokens, ratio) in [(0, 0.1), (1001, 0.1), (10, 0.0), (10, f64::NAN), (10, 1e9)] {
        let result = builder(([127, 0, 0, 1], 1).into())
            .retry_throttling(tokens, ratio)
            .build();
        let error = result.unwrap_err().to_string();
        assert!(
            error.contains("1 to 1000 tokens"),
            "{tokens} {ratio}: {error}"
        );
    }
}
