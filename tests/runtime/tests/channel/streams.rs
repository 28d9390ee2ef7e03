//! Calls beyond the streams that a server allows on one connection.

use std::time::Duration;

use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::ChannelError;
use tokio::task::JoinHandle;
use tonic::{Code, Request};

use crate::peer::Step::{Answer, Hang, Hold};
use crate::peer::{Connections, Peer, builder, client, get, soon};
use crate::sample::user::user_service_client::UserServiceClient;

/// Begins a call, and waits until the server has seen it.
async fn begin(client: &UserServiceClient, peer: &Peer) -> JoinHandle<Result<(), tonic::Status>> {
    let calls = peer.seen().len();
    let client = client.clone();
    let call = tokio::spawn(async move { client.get_user(get()).await.map(drop) });
    soon(async {
        while peer.seen().len() == calls {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    call
}

#[tokio::test]
async fn open_another_connection() {
    let steps = [Answer, Hold, Hold, Hold, Hold, Hold];
    let (peer, address) = Peer::with_max_streams(2, steps).await;
    let client = client(builder(address));
    client.get_user(get()).await.unwrap();
    let mut calls = Vec::new();
    for _ in 0..5 {
        calls.push(begin(&client, &peer).await);
    }
    // Two on each connection, one after the other.
    assert_eq!(peer.connections(), Connections { made: 3, open: 3 });
    for call in calls {
        peer.release();
        soon(call).await.unwrap().unwrap();
    }
    // Streams that have ended are used again.
    for _ in 0..20 {
        client.get_user(get()).await.unwrap();
    }
    assert_eq!(peer.connections().made, 3);
}

#[tokio::test]
async fn wait_when_there_may_be_no_more_connections() {
    let (peer, address) = Peer::with_max_streams(1, [Answer, Hold, Hold]).await;
    let channel = builder(address).max_connections(2).build().unwrap();
    let client = UserServiceClient::new(channel.clone());
    client.get_user(get()).await.unwrap();
    let first = begin(&client, &peer).await;
    let second = begin(&client, &peer).await;

    let mut request = Request::new(get());
    request.set_timeout(Duration::from_millis(50));
    let status = soon(client.get_user(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(peer.seen().len(), 3);
    // A connection in use is a connection.
    soon(channel.ready()).await.unwrap();

    let waiting = {
        let client = client.clone();
        tokio::spawn(async move { client.get_user(get()).await })
    };
    peer.release();
    soon(waiting).await.unwrap().unwrap();
    peer.release();
    soon(first).await.unwrap().unwrap();
    soon(second).await.unwrap().unwrap();
    assert_eq!(peer.connections(), Connections { made: 2, open: 2 });
}

/// A call that gives up returns its stream.
#[tokio::test]
async fn calls_that_are_given_up_count_no_longer() {
    let (peer, address) = Peer::with_max_streams(1, [Answer, Hang, Hang, Hang]).await;
    let client = client(builder(address).max_connections(1));
    client.get_user(get()).await.unwrap();
    for _ in 0..3 {
        let call = begin(&client, &peer).await;
        call.abort();
    }
    soon(client.get_user(get())).await.unwrap();
    assert_eq!(peer.connections(), Connections { made: 1, open: 1 });
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn connections_that_are_not_needed_are_closed() {
    let steps = [Answer, Hold, Hold];
    let (peer, channel, _folder) = Peer::on_unix_with_max_streams(1, steps);
    let client = client(channel);
    client.get_user(get()).await.unwrap();
    let calls = [begin(&client, &peer).await, begin(&client, &peer).await];
    // As long as it has a call it stays.
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(peer.connections(), Connections { made: 2, open: 2 });
    for call in calls {
        peer.release();
        call.await.unwrap().unwrap();
    }
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(peer.connections(), Connections { made: 2, open: 1 });
    client.get_user(get()).await.unwrap();
    assert_eq!(peer.connections(), Connections { made: 2, open: 1 });
}

#[test]
fn no_connections_are_refused() {
    let refused = Channel::builder("http://127.0.0.1:1")
        .max_connections(0)
        .build();
    let error = refused.unwrap_err();
    assert!(matches!(error, ChannelError::Setting(_)));
    assert!(
        error.to_string().contains("max_connections is zero"),
        "{error}"
    );
}
