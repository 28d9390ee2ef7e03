//! The times of attempts, with a paused clock: only waiting takes time.

use std::time::Duration;

use rpcsmith_runtime::{Code, Request};
use tokio::time::Instant;

use crate::peer::Step::{Hang, Pushback, Status};
use crate::peer::{Peer, answer, client, config, get};

const U: Code = Code::Unavailable;

fn method_config(policy: &str) -> String {
    format!(r#"{{"methodConfig": [{{"name": [{{"service": "user.UserService"}}], {policy}}}]}}"#)
}

/// Milliseconds between the attempts.
fn waits(peer: &Peer) -> Vec<u128> {
    let at: Vec<_> = peer.seen().iter().map(|seen| seen.at).collect();
    at.windows(2)
        .map(|pair| (pair[1] - pair[0]).as_millis())
        .collect()
}

/// Whether a time equals another within a fifth and the resolution of timers.
fn is_about(time: u128, other: u128) -> bool {
    (other * 4 / 5..=other * 6 / 5 + 2).contains(&time)
}

/// The time between attempts grows up to the maximum.
#[tokio::test(start_paused = true)]
async fn retries_back_off() {
    let policy = r#""retryPolicy": {"maxAttempts": 5, "initialBackoff": "2s", "maxBackoff": "5s",
        "backoffMultiplier": 2, "retryableStatusCodes": [14]}"#;
    let (peer, channel, _folder) = Peer::on_unix([Status(U), Status(U), Status(U), Status(U)]);
    let channel = channel.service_config(config(&method_config(policy)));
    client(channel).get_user(get()).await.unwrap();
    let waited = waits(&peer);
    let expected = [2000, 4000, 5000, 5000];
    assert_eq!(waited.len(), expected.len());
    let fit = waited.iter().zip(expected);
    assert!(
        fit.clone()
            .all(|(waited, expected)| is_about(*waited, expected)),
        "{waited:?}"
    );
}

/// Pushback of the server sets the next time, and resets the backoff.
#[tokio::test(start_paused = true)]
async fn pushback_sets_the_next_attempt() {
    let policy = r#""retryPolicy": {"maxAttempts": 5, "initialBackoff": "1s", "maxBackoff": "100s",
        "backoffMultiplier": 10, "retryableStatusCodes": [14]}"#;
    let steps = [Status(U), Status(U), Pushback(U, "70000"), Status(U)];
    let (peer, channel, _folder) = Peer::on_unix(steps);
    let channel = channel.service_config(config(&method_config(policy)));
    client(channel).get_user(get()).await.unwrap();
    let waited = waits(&peer);
    assert!((70_000..=70_002).contains(&waited[2]), "{waited:?}");
    for (waited, expected) in [(waited[0], 1000), (waited[1], 10_000), (waited[3], 1000)] {
        assert!(is_about(waited, expected), "{waited} {expected}");
    }
}

/// A server cannot make a call without a deadline wait for 49 days: the maximum backoff of the policy applies.
#[tokio::test(start_paused = true)]
async fn pushback_is_capped_by_the_policy() {
    let policy = r#""retryPolicy": {"maxAttempts": 3, "initialBackoff": "1s", "maxBackoff": "30s",
        "backoffMultiplier": 10, "retryableStatusCodes": [14]}"#;
    for long in ["4294967295", "4294967296", "99999999999999999999999"] {
        let (peer, channel, _folder) = Peer::on_unix([Pushback(U, long), Pushback(U, long)]);
        let channel = channel.service_config(config(&method_config(policy)));
        client(channel).get_user(get()).await.unwrap();
        let waited = waits(&peer);
        assert!(
            waited.len() == 2 && waited.iter().all(|time| (30_000..=30_002).contains(time)),
            "{waited:?}"
        );
    }
    // Without a policy, the maximum is a second. Hedges have no maximum backoff, so it is two minutes.
    let (peer, channel, _folder) = Peer::on_unix([Pushback(U, "4294967296")]);
    client(channel).get_user(get()).await.unwrap();
    assert!((1000..=1002).contains(&waits(&peer)[0]));
    let policy =
        r#""hedgingPolicy": {"maxAttempts": 4, "hedgingDelay": "1s", "nonFatalStatusCodes": [14]}"#;
    let (peer, channel, _folder) = Peer::on_unix([Pushback(U, "4294967296")]);
    let channel = channel.service_config(config(&method_config(policy)));
    client(channel).get_user(get()).await.unwrap();
    assert!((120_000..=120_002).contains(&waits(&peer)[0]));
}

/// A server that does not answer gets as few hedges as one that fails: hedging stops when deadlines pass.
#[tokio::test(start_paused = true)]
async fn hedges_to_an_unresponsive_server_stop() {
    let policy = r#""hedgingPolicy": {"maxAttempts": 5, "hedgingDelay": "0.01s"}"#;
    let (peer, channel, _folder) = Peer::on_unix([Hang; 1000]);
    let channel = channel
        .default_timeout(Duration::from_secs(1))
        .service_config(config(&method_config(policy)));
    let client = client(channel);
    for _ in 0..50 {
        let status = client.get_user(get()).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
    }
    // Two calls of five attempts use half of the 20 tokens.
    assert_eq!(peer.seen().len(), 50 + 2 * 4);
}

/// All attempts share the deadline of the call; each sends the remaining time.
#[tokio::test(start_paused = true)]
async fn attempts_share_the_deadline() {
    let policy = |timeout: &str| {
        method_config(&format!(
            r#""timeout": "{timeout}", "retryPolicy": {{"maxAttempts": 5, "initialBackoff": "30s",
            "maxBackoff": "30s", "backoffMultiplier": 1, "retryableStatusCodes": [14]}}"#
        ))
    };
    let (peer, channel, _folder) = Peer::on_unix([Status(U), Status(U), Status(U)]);
    let channel = channel.service_config(config(&policy("10s")));
    let start = Instant::now();
    let status = client(channel).get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(start.elapsed().as_secs(), 10);
    assert_eq!(peer.seen().len(), 1);

    let (peer, channel, _folder) = Peer::on_unix([Pushback(U, "4000")]);
    let channel = channel.service_config(config(&policy("10s")));
    client(channel).get_user(get()).await.unwrap();
    let seen = peer.seen();
    let left = seen.iter().map(|seen| {
        let timeout = seen.header("grpc-timeout").unwrap();
        timeout.strip_suffix('u').unwrap().parse::<u64>().unwrap() / 1000
    });
    let left: Vec<_> = left.collect();
    assert!((9_990..=10_000).contains(&left[0]), "{left:?}");
    assert!((5_990..=6_000).contains(&left[1]), "{left:?}");
}

/// Hedges start while others get no answer; the first answer cancels the others.
#[tokio::test(start_paused = true)]
async fn hedges() {
    let policy = r#""hedgingPolicy": {"maxAttempts": 4, "hedgingDelay": "1.5s"}"#;
    let (peer, channel, _folder) = Peer::on_unix([Hang, Hang]);
    let channel = channel.service_config(config(&method_config(policy)));
    let response = client(channel).get_user(get()).await.unwrap();
    assert_eq!(response.into_inner(), answer());
    let waited = waits(&peer);
    assert!(
        waited.len() == 2 && waited.iter().all(|time| (1500..=1502).contains(time)),
        "{waited:?}"
    );
    let previous = peer.seen()[2]
        .header("grpc-previous-rpc-attempts")
        .map(str::to_owned);
    assert_eq!(previous.as_deref(), Some("2"));
}

/// Pushback of a hedge sets the time of the next one, or stops hedging.
#[tokio::test(start_paused = true)]
async fn pushback_of_hedges() {
    let policy =
        r#""hedgingPolicy": {"maxAttempts": 4, "hedgingDelay": "1s", "nonFatalStatusCodes": [14]}"#;
    let (peer, channel, _folder) = Peer::on_unix([Pushback(U, "20000")]);
    let channel = channel.service_config(config(&method_config(policy)));
    client(channel).get_user(get()).await.unwrap();
    let waited = waits(&peer);
    assert!(
        waited.len() == 1 && (20_000..=20_002).contains(&waited[0]),
        "{waited:?}"
    );

    let (peer, channel, _folder) = Peer::on_unix([Hang, Pushback(U, "-1")]);
    let channel = channel
        .default_timeout(Duration::from_secs(60))
        .service_config(config(&method_config(policy)));
    let status = client(channel).get_user(get()).await.unwrap_err();
    assert_eq!(
        status.code(),
        Code::DeadlineExceeded,
        "the first attempt gets no answer"
    );
    assert_eq!(peer.seen().len(), 2);
}

/// Without a delay, all hedges start at once.
#[tokio::test(start_paused = true)]
async fn hedges_without_a_delay() {
    let policy = r#""hedgingPolicy": {"maxAttempts": 3}"#;
    let (peer, channel, _folder) = Peer::on_unix([Hang, Hang]);
    let channel = channel.service_config(config(&method_config(policy)));
    client(channel).get_user(get()).await.unwrap();
    let waited = waits(&peer);
    assert_eq!(waited.len(), 2);
    assert!(waited.iter().all(|time| *time <= 2), "{waited:?}");
}

/// The shortest deadline applies, and ends calls without an answer.
#[tokio::test(start_paused = true)]
async fn the_shortest_deadline_ends_a_call() {
    for (of_channel, of_call, expected) in [
        (Some(70), None, 70),
        (None, Some(50), 50),
        (Some(70), Some(50), 50),
    ] {
        let (_peer, mut channel, _folder) = Peer::on_unix([Hang]);
        if let Some(seconds) = of_channel {
            channel = channel.default_timeout(Duration::from_secs(seconds));
        }
        let mut request = Request::new(get());
        if let Some(seconds) = of_call {
            request.set_timeout(Duration::from_secs(seconds));
        }
        let start = Instant::now();
        let status = client(channel).get_user(request).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(start.elapsed().as_secs(), expected);
    }
}
