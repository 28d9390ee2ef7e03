//! Retries stop when too many calls fail, and begin again when they do not.

use tonic::Code;

use crate::peer::Step::{Answer, MessageThen, Pushback, Status};
use crate::peer::{Peer, builder, client, config, get};

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
