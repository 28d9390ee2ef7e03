//! Retries stop when too many calls fail, and begin again when they do not.

use std::time::Duration;

use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};
use tonic::Code;

use crate::peer::Step::{Answer, Hold, MessageThen, Pushback, Reset, Status};
use crate::peer::{Peer, Step, builder, client, config, get};

const U: Code = Code::Unavailable;

const CONFIG: &str = r#"{
    "methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 2, "initialBackoff": "0.001s",
        "maxBackoff": "0.001s", "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE"]}}],
    "retryThrottling": {"maxTokens": 4, "tokenRatio": 0.5}}"#;

#[tokio::test]
async fn half_of_the_tokens_have_to_be_there() {
    let steps = [
        // 4 tokens. A failure takes one: 3 are more than 2, so there is another attempt.
        Status(U),
        Status(U),
        // 2 are left; a failure makes it 1, and there is no other attempt.
        Status(U),
        // Of 1, answers make 1.5, 2, 2.5, 3, 3.5.
        Answer,
        Answer,
        Answer,
        Answer,
        Answer,
        // 2.5 are more than half.
        Status(U),
        Answer,
        // 3, and a failure makes it 2.
        Status(U),
    ];
    let (peer, address) = Peer::new(steps).await;
    let client = client(builder(address).service_config(config(CONFIG)));
    let mut asked = Vec::new();
    for _ in 0..9 {
        let before = peer.seen().len();
        let failed = client.get_user(get()).await.is_err();
        asked.push((peer.seen().len() - before, failed));
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
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn pushback_and_streams_count_too() {
    // 3, 2: whatever the codes, and although messages came before.
    let steps = [Pushback(Code::Internal, "-1"), MessageThen(U), Status(U)];
    let (peer, address) = Peer::new(steps).await;
    let client = client(builder(address).service_config(config(CONFIG)));
    for _ in 0..3 {
        client.get_user(get()).await.unwrap_err();
    }
    assert_eq!(peer.seen().len(), 3, "the last is not retried any more");
}

/// Requests that an outage of so many calls costs.
async fn requests(
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

const WITHOUT: &str = r#"{"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.001s",
    "maxBackoff": "0.001s", "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE", "INTERNAL"]}}]}"#;
const HEDGED: &str = r#"{"methodConfig": [{"name": [{}], "hedgingPolicy": {"maxAttempts": 5,
    "hedgingDelay": "0.001s", "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}"#;

/// Without a word of it in a service config, an outage costs about one request a call.
#[tokio::test]
async fn an_outage_costs_few_requests_by_default() {
    let tokens = |channel: ChannelBuilder| channel.retry_throttling(4, 1.0);
    let hedged = requests(Status(U), 50, |channel| {
        channel.service_config(config(HEDGED))
    })
    .await;
    assert!((50..=50 + 10 + 4).contains(&hedged), "{hedged}");
    let policy = |channel: ChannelBuilder| channel.service_config(config(WITHOUT));
    // Ten failures take half of the tokens; the tenth is not followed by another attempt.
    assert_eq!(requests(Status(U), 20, policy).await, 20 + 8);
    assert_eq!(requests(Reset, 20, policy).await, 20 + 8);
    assert_eq!(requests(Status(U), 20, |channel| channel).await, 20 + 7);
    // One failure of four tokens is followed by another attempt.
    assert_eq!(requests(Status(U), 20, tokens).await, 20 + 1);
    let without = |channel: ChannelBuilder| policy(channel).no_retry_throttling();
    assert_eq!(requests(Status(U), 20, without).await, 20 * 5);
}

/// A connection that breaks is one failure, however many calls it had: a server that is killed does not use up what others
/// have for retries.
#[tokio::test]
async fn a_connection_that_breaks_is_one_failure() {
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
fn numbers_out_of_range_are_refused() {
    for (tokens, ratio) in [(0, 0.1), (1001, 0.1), (10, 0.0), (10, f64::NAN), (10, 1e9)] {
        let refused = builder(([127, 0, 0, 1], 1).into())
            .retry_throttling(tokens, ratio)
            .build();
        let error = refused.unwrap_err().to_string();
        assert!(
            error.contains("1 to 1000 tokens"),
            "{tokens} {ratio}: {error}"
        );
    }
}
