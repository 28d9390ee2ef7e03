//! Names whose addresses change.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};
use tonic::Code;

use crate::peer::{Connections, Peer, Step, client, config, get, soon};
use crate::sample::user::user_service_client::UserServiceClient;

/// What a name resolves to, as long as it says so; none is a fault.
#[derive(Clone, Default)]
struct Registry {
    addresses: Arc<Mutex<Option<Vec<SocketAddr>>>>,
    asked: Arc<Mutex<Vec<(String, u16)>>>,
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
                registry.asked.lock().unwrap().push((host, port));
                let addresses = registry.addresses.lock().unwrap().clone();
                std::future::ready(addresses.ok_or_else(|| io::Error::other("nobody knows")))
            })
    }

    /// Waits until what is told now has been heard.
    async fn heard(&self) {
        let asked = || self.asked.lock().unwrap().len();
        // The answer to the next but one comes after that to the next has been taken.
        let enough = asked() + 2;
        until(|| asked() >= enough).await;
    }
}

async fn until(condition: impl Fn() -> bool) {
    soon(async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Calls until `peer` has been called once more.
async fn reaches(client: &UserServiceClient, peer: &Peer) {
    let before = peer.seen().len();
    soon(async {
        while peer.seen().len() == before {
            client.get_user(get()).await.unwrap();
        }
    })
    .await;
}

fn policies() -> [fn(ChannelBuilder) -> ChannelBuilder; 2] {
    [|channel| channel, ChannelBuilder::round_robin]
}

/// Calls go to the new server, that of the old one which is under way has its answer, and then
/// its connection ends.
#[tokio::test]
async fn a_server_that_moves() {
    for policy in policies() {
        let ((old, first), (new, second)) = (Peer::new([Step::Hold]).await, Peer::new([]).await);
        let registry = Registry::new(&[first]);
        let client = client(policy(registry.channel()));
        let held = tokio::spawn({
            let client = client.clone();
            async move { client.get_user(get()).await }
        });
        until(|| old.seen().len() == 1).await;
        registry.set(Some(&[second]));
        registry.heard().await;
        for _ in 0..3 {
            client.get_user(get()).await.unwrap();
        }
        assert_eq!((old.seen().len(), new.seen().len()), (1, 3));
        assert_eq!((old.connections().open, new.connections().open), (1, 1));
        old.release();
        soon(held).await.unwrap().unwrap();
        until(|| old.connections().open == 0).await;
        let asked = registry.asked.lock().unwrap();
        assert!(
            asked
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
    assert_eq!(other.connections().made, 1);
}

/// DNS tells addresses in another order each time; a connection that works is kept.
#[tokio::test]
async fn another_order_changes_nothing() {
    for policy in policies() {
        let ((one, first), (other, second)) = (Peer::new([]).await, Peer::new([]).await);
        let registry = Registry::new(&[first, second]);
        let client = client(policy(registry.channel()));
        reaches(&client, &one).await;
        for addresses in [[second, first], [first, second], [second, first]] {
            registry.set(Some(&addresses));
            registry.heard().await;
            reaches(&client, &one).await;
        }
        assert_eq!(one.connections().made, 1);
        assert!(other.connections().made <= 1);
    }
}

#[tokio::test]
async fn what_cannot_be_resolved_any_more_stays() {
    let (peer, address) = Peer::new([]).await;
    let registry = Registry::new(&[address]);
    let channel = client(registry.channel());
    channel.get_user(get()).await.unwrap();
    registry.set(None);
    registry.heard().await;
    channel.get_user(get()).await.unwrap();
    registry.set(Some(&[]));
    registry.heard().await;
    channel.get_user(get()).await.unwrap();
    assert_eq!(peer.connections().made, 1);

    let nowhere = Registry::default();
    let fails = client(nowhere.channel().no_safe_retries());
    let status = soon(fails.get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(status.message(), "users cannot be resolved: nobody knows");
    // Whoever waits for a server has one as soon as it is known.
    let wait = r#"{"methodConfig": [{"name": [{}], "waitForReady": true}]}"#;
    let waits = client(nowhere.channel().service_config(config(wait)));
    let waiting = tokio::spawn(async move { waits.get_user(get()).await });
    nowhere.heard().await;
    nowhere.set(Some(&[address]));
    soon(waiting).await.unwrap().unwrap();
}

/// A name with more addresses than count.
#[tokio::test]
async fn no_more_addresses_than_the_most() {
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
    registry.heard().await;
    for _ in 0..20 {
        client.get_user(get()).await.unwrap();
    }
    let made: Vec<_> = peers
        .iter()
        .map(|(peer, _)| peer.connections().made)
        .collect();
    assert_eq!(made, [1, 1, 0, 0]);
    let none = registry.channel().max_addresses(0).build().unwrap_err();
    assert!(none.to_string().contains("max_addresses is zero"), "{none}");
}

/// Calls stay with the old connection until there is a new one, however often the addresses change meanwhile.
#[tokio::test]
async fn calls_stay_until_there_is_another_connection() {
    for policy in policies() {
        let (old, address) = Peer::new([]).await;
        let registry = Registry::new(&[address]);
        let client = client(policy(registry.channel()));
        reaches(&client, &old).await;
        // Nobody listens on these ports.
        for port in 1..10 {
            registry.set(Some(&[SocketAddr::from(([127, 0, 0, 1], port))]));
            registry.heard().await;
            client.get_user(get()).await.unwrap();
        }
        assert_eq!(old.connections(), Connections { made: 1, open: 1 });
        let (new, address) = Peer::new([]).await;
        registry.set(Some(&[address]));
        reaches(&client, &new).await;
        until(|| old.connections().open == 0).await;
    }
}

/// Answers that flip, to servers that are not there: a name is resolved again soon, and then less and less often.
#[tokio::test(start_paused = true)]
async fn answers_that_flip() {
    let asked = Arc::new(Mutex::new(0_u16));
    let counted = Arc::clone(&asked);
    // Nobody listens on these ports.
    let channel = Channel::builder("dns:///users:50051").resolver(move |_, _| {
        let mut asked = counted.lock().unwrap();
        *asked += 1;
        let address = SocketAddr::from(([127, 0, 0, 1], 1 + *asked % 2));
        std::future::ready(Ok(vec![address]))
    });
    let client = client(channel);
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    // 120 times in an hour without a loss.
    let asked = *asked.lock().unwrap();
    assert!((100..=150).contains(&asked), "{asked}");
}
