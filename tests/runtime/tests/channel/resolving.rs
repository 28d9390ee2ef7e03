//! Names whose addresses change, fail to resolve, or alternate.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};
use rpcsmith_runtime::{Channel, Code};

use crate::peer::{Connections, Peer, Step, client, config, get, in_time};
use crate::sample::user::user_service_client::UserServiceClient;

/// A resolver whose addresses a test changes; `None` makes it fail.
#[derive(Clone, Default)]
struct Registry {
    addresses: Arc<Mutex<Option<Vec<SocketAddr>>>>,
    queries: Arc<Mutex<Vec<(String, u16)>>>,
}

impl Registry {
    fn new(addresses: &[SocketAddr]) -> Self {
        let registry = Self::default();
        registry.set(Some(addresses));
        registry
    }

    fn set(&self, addresses: Option<&[SocketAddr]>) {
        *self.addresses.lock().unwrap() = addresses.map(<[_]>::to_vec);
    }

    fn channel(&self) -> ChannelBuilder {
        let registry = self.clone();
        let fast = Backoff {
            initial: Duration::from_millis(1),
            max: Duration::from_millis(5),
        };
        Channel::builder("dns:///users:50051")
            .resolve_every(Duration::from_millis(1))
            .reconnect_backoff(fast)
            .resolver(move |host, port| {
                registry.queries.lock().unwrap().push((host, port));
                let addresses = registry.addresses.lock().unwrap().clone();
                std::future::ready(addresses.ok_or_else(|| io::Error::other("no such name")))
            })
    }

    /// Waits until the channel uses the current addresses.
    async fn applied(&self) {
        let queries = || self.queries.lock().unwrap().len();
        // The channel makes the second query from now on only after it has applied the answer to the first.
        let enough = queries() + 2;
        until(|| queries() >= enough).await;
    }
}

async fn until(condition: impl Fn() -> bool) {
    in_time(async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Calls until `peer` has been called once more.
async fn reaches(client: &UserServiceClient, peer: &Peer) {
    let before = peer.seen().len();
    in_time(async {
        while peer.seen().len() == before {
            client.get_user(get()).await.unwrap();
        }
    })
    .await;
}

fn policies() -> [fn(ChannelBuilder) -> ChannelBuilder; 2] {
    [|channel| channel, ChannelBuilder::round_robin]
}

/// New calls go to the new server. The pending call of the old server gets its answer, then its
/// connection closes.
#[tokio::test]
async fn a_server_that_moves() {
    for policy in policies() {
        let ((old, first), (new, second)) = (Peer::new([Step::Hold]).await, Peer::new([]).await);
        let registry = Registry::new(&[first]);
        let client = client(policy(registry.channel()));
        let pending = tokio::spawn({
            let client = client.clone();
            async move { client.get_user(get()).await }
        });
        until(|| old.seen().len() == 1).await;
        registry.set(Some(&[second]));
        registry.applied().await;
        for _ in 0..3 {
            client.get_user(get()).await.unwrap();
        }
        assert_eq!((old.seen().len(), new.seen().len()), (1, 3));
        assert_eq!((old.connections().open, new.connections().open), (1, 1));
        old.release();
        in_time(pending).await.unwrap().unwrap();
        until(|| old.connections().open == 0).await;
        let queries = registry.queries.lock().unwrap();
        assert!(
            queries
                .iter()
                .all(|(host, port)| (host.as_str(), *port) == ("users", 50051))
        );
    }
}

#[tokio::test]
async fn servers_that_come_and_go() {
    let ((one, first), (other, second)) = (Peer::new([]).await, Peer::new([]).await);
    let registry = Registry::new(&[first]);
    let client = client(registry.channel().round_robin());
    reaches(&client, &one).await;
    registry.set(Some(&[first, second]));
    reaches(&client, &other).await;
    reaches(&client, &one).await;
    registry.set(Some(&[second]));
    until(|| one.connections().open == 0).await;
    let before = one.seen().len();
    for _ in 0..4 {
        client.get_user(get()).await.unwrap();
    }
    assert_eq!(one.seen().len(), before);
    assert_eq!(other.connections().total, 1);
}

/// DNS returns addresses in changing order; working connections are kept.
#[tokio::test]
async fn another_order_changes_nothing() {
    for policy in policies() {
        let ((one, first), (other, second)) = (Peer::new([]).await, Peer::new([]).await);
        let registry = Registry::new(&[first, second]);
        let client = client(policy(registry.channel()));
        reaches(&client, &one).await;
        for addresses in [[second, first], [first, second], [second, first]] {
            registry.set(Some(&addresses));
            registry.applied().await;
            reaches(&client, &one).await;
        }
        assert_eq!(one.connections().total, 1);
        assert!(other.connections().total <= 1);
    }
}

#[tokio::test]
async fn addresses_stay_if_resolving_fails() {
    let (peer, address) = Peer::new([]).await;
    let registry = Registry::new(&[address]);
    let channel = client(registry.channel());
    channel.get_user(get()).await.unwrap();
    registry.set(None);
    registry.applied().await;
    channel.get_user(get()).await.unwrap();
    registry.set(Some(&[]));
    registry.applied().await;
    channel.get_user(get()).await.unwrap();
    assert_eq!(peer.connections().total, 1);

    let empty = Registry::default();
    let fails = client(empty.channel().no_safe_retries());
    let status = in_time(fails.get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(status.message(), "cannot resolve users: no such name");
    // A call with `waitForReady` continues as soon as the name resolves.
    let wait = r#"{"methodConfig": [{"name": [{}], "waitForReady": true}]}"#;
    let waits = client(empty.channel().service_config(config(wait)));
    let waiting = tokio::spawn(async move { waits.get_user(get()).await });
    empty.applied().await;
    empty.set(Some(&[address]));
    in_time(waiting).await.unwrap().unwrap();
}

/// A name has more addresses than the limit.
#[tokio::test]
async fn the_number_of_addresses_is_limited() {
    let mut peers = Vec::new();
    for _ in 0..4 {
        peers.push(Peer::new([]).await);
    }
    let addresses: Vec<_> = peers.iter().map(|(_, address)| *address).collect();
    let registry = Registry::new(&addresses);
    let client = client(registry.channel().round_robin().max_addresses(2));
    for (peer, _) in peers.iter().take(2) {
        reaches(&client, peer).await;
    }
    registry.applied().await;
    for _ in 0..20 {
        client.get_user(get()).await.unwrap();
    }
    let totals: Vec<_> = peers
        .iter()
        .map(|(peer, _)| peer.connections().total)
        .collect();
    assert_eq!(totals, [1, 1, 0, 0]);
    let error = registry.channel().max_addresses(0).build().unwrap_err();
    assert!(
        error.to_string().contains("max_addresses is zero"),
        "{error}"
    );
}

/// Calls use the old connection until a new one is ready, even if the addresses change several times.
#[tokio::test]
async fn calls_use_the_old_connection_until_a_new_one_is_ready() {
    for policy in policies() {
        let (old, address) = Peer::new([]).await;
        let registry = Registry::new(&[address]);
        let client = client(policy(registry.channel()));
        reaches(&client, &old).await;
        // No server listens on these ports.
        for port in 1..10 {
            registry.set(Some(&[SocketAddr::from(([127, 0, 0, 1], port))]));
            registry.applied().await;
            client.get_user(get()).await.unwrap();
        }
        assert_eq!(old.connections(), Connections { total: 1, open: 1 });
        let (new, address) = Peer::new([]).await;
        registry.set(Some(&[address]));
        reaches(&client, &new).await;
        until(|| old.connections().open == 0).await;
    }
}

/// Alternating answers with unreachable servers: the name is resolved again with a growing backoff.
#[tokio::test(start_paused = true)]
async fn alternating_answers_back_off() {
    let queries = Arc::new(Mutex::new(0_u16));
    let counter = Arc::clone(&queries);
    // No server listens on these ports.
    let channel = Channel::builder("dns:///users:50051").resolver(move |_, _| {
        let mut queries = counter.lock().unwrap();
        *queries += 1;
        let address = SocketAddr::from(([127, 0, 0, 1], 1 + *queries % 2));
        std::future::ready(Ok(vec![address]))
    });
    let client = client(channel);
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    // The backoff grows to 30 s, so there are about 120 queries in an hour.
    let queries = *queries.lock().unwrap();
    assert!((100..=150).contains(&queries), "{queries}");
}
