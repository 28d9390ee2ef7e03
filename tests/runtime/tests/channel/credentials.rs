//! Bearer tokens: they are fetched, renewed, discarded and never sent without TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpcsmith_runtime::channel::BearerToken;
use rpcsmith_runtime::{Channel, Code, Status};

use crate::peer::{Peer, Step, builder, client, get};

/// A function that fetches `token-1`, `token-2` and so on, and the number of its calls.
fn counted_fetch(
    valid_for: Option<Duration>,
) -> (
    Arc<AtomicUsize>,
    impl Fn() -> std::future::Ready<Result<BearerToken, Status>> + Send + Sync,
) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
    let fetch = move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        let token = BearerToken::new(&format!("token-{number}")).unwrap();
        std::future::ready(Ok(match valid_for {
            Some(time) => token.valid_for(time),
            None => token,
        }))
    };
    (fetched, fetch)
}

fn tokens(peer: &Peer) -> Vec<String> {
    let seen = peer.seen();
    let header = |seen: &crate::peer::Attempt| seen.header("authorization").unwrap().to_owned();
    seen.iter().map(header).collect()
}

#[tokio::test]
async fn are_reused_while_they_are_valid() {
    let (peer, address) = Peer::new([]).await;
    let (fetched, fetch) = counted_fetch(None);
    let client = client(builder(address).bearer_token(fetch));
    client.get_user(get()).await.unwrap();
    client.get_user(get()).await.unwrap();
    assert_eq!(tokens(&peer), ["Bearer token-1", "Bearer token-1"]);
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn are_renewed_before_they_expire() {
    let (peer, address) = Peer::new([]).await;
    let (_, fetch) = counted_fetch(Some(Duration::ZERO));
    let client = client(builder(address).bearer_token(fetch));
    client.get_user(get()).await.unwrap();
    client.get_user(get()).await.unwrap();
    assert_eq!(tokens(&peer), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn are_discarded_when_a_server_rejects_them() {
    let (peer, address) = Peer::new([Step::Status(Code::Unauthenticated)]).await;
    let (_, fetch) = counted_fetch(None);
    let client = client(builder(address).bearer_token(fetch));
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    client.get_user(get()).await.unwrap();
    assert_eq!(tokens(&peer), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn that_cannot_be_fetched_end_the_call() {
    let (peer, address) = Peer::new([]).await;
    let fetch = || std::future::ready(Err(Status::permission_denied("no")));
    let client = client(builder(address).bearer_token(fetch));
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::PermissionDenied, "no")
    );
    assert!(peer.seen().is_empty());
}

#[test]
fn need_tls_for_other_machines() {
    let token = || std::future::ready(BearerToken::new("secret"));
    let channel_to = |target: &str| Channel::builder(target).bearer_token(token);
    for target in [
        "http://example.com:1",
        "10.0.0.1:1",
        "127.0.0.1:1,10.0.0.1:1",
    ] {
        assert!(channel_to(target).build().is_err(), "{target}");
        channel_to(target).allow_plaintext_token().build().unwrap();
    }
    channel_to("http://localhost:1").build().unwrap();
    channel_to("https://example.com").build().unwrap();
}

#[test]
fn are_hidden_in_debug_output() {
    let token = BearerToken::new("secret").unwrap();
    assert!(!format!("{token:?}").contains("secret"));
    assert!(BearerToken::new("line\nbreak").is_err());
}
