//! Tokens: fetched once, fetched anew, and never sent in the clear.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::BearerToken;
use tonic::{Code, Status};

use crate::peer::{Peer, Step, builder, client, get};

/// Fetches `token-1`, `token-2` and so on.
fn counted(
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
    let header = |seen: &crate::peer::Seen| seen.header("authorization").unwrap().to_owned();
    seen.iter().map(header).collect()
}

#[tokio::test]
async fn are_kept_while_they_are_valid() {
    let (peer, address) = Peer::new([]).await;
    let (fetched, fetch) = counted(None);
    let client = client(builder(address).bearer_token(fetch));
    client.get_user(get()).await.unwrap();
    client.get_user(get()).await.unwrap();
    assert_eq!(tokens(&peer), ["Bearer token-1", "Bearer token-1"]);
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn are_fetched_anew_before_they_end() {
    let (peer, address) = Peer::new([]).await;
    let (_, fetch) = counted(Some(Duration::ZERO));
    let client = client(builder(address).bearer_token(fetch));
    client.get_user(get()).await.unwrap();
    client.get_user(get()).await.unwrap();
    assert_eq!(tokens(&peer), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn are_forgotten_when_they_are_refused() {
    let (peer, address) = Peer::new([Step::Status(Code::Unauthenticated)]).await;
    let (_, fetch) = counted(None);
    let client = client(builder(address).bearer_token(fetch));
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    client.get_user(get()).await.unwrap();
    assert_eq!(tokens(&peer), ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn that_cannot_be_fetched_are_the_answer() {
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
fn do_not_go_to_others_in_the_clear() {
    let token = || std::future::ready(BearerToken::new("secret"));
    let to = |target: &str| Channel::builder(target).bearer_token(token);
    for target in [
        "http://example.com:1",
        "10.0.0.1:1",
        "127.0.0.1:1,10.0.0.1:1",
    ] {
        assert!(to(target).build().is_err(), "{target}");
        to(target).allow_plaintext_token().build().unwrap();
    }
    to("http://localhost:1").build().unwrap();
    to("https://example.com").build().unwrap();
}

#[test]
fn are_not_shown() {
    let token = BearerToken::new("secret").unwrap();
    assert!(!format!("{token:?}").contains("secret"));
    assert!(BearerToken::new("line\nbreak").is_err());
}
