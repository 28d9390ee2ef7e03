//! More concurrent calls than a server allows on one connection.

use std::time::Duration;

use rpcsmith_runtime::channel::ChannelError;
use rpcsmith_runtime::{Channel, Code, Request};
use tokio::task::JoinHandle;

use crate::peer::Step::{Answer, Hang, Hold};
use crate::peer::{Connections, Peer, builder, client, get, in_time};
use crate::sample::user::user_service_client::UserServiceClient;

/// Begins a call, and waits until the server has seen it.
async fn begin(
    client: &UserServiceClient,
    peer: &Peer,
) -> JoinHandle<Result<(), rpcsmith_runtime::Status>> {
    let calls = peer.seen().len();
    let client = client.clone();
    let call = tokio::spawn(async move { client.get_user(get()).await.map(drop) });
    in_time(async {
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
    // Each connection gets two calls.
    assert_eq!(peer.connections(), Connections { total: 3, open: 3 });
    for call in calls {
        peer.release();
        in_time(call).await.unwrap().unwrap();
    }
    // Calls reuse the connections after other calls have ended.
    for _ in 0..20 {
        client.get_user(get()).await.unwrap();
    }
    assert_eq!(peer.connections().total, 3);
}

#[tokio::test]
async fn wait_at_the_maximum_number_of_connections() {
    let (peer, address) = Peer::with_max_streams(1, [Answer, Hold, Hold]).await;
    let channel = builder(address).max_connections(2).build().unwrap();
    let client = UserServiceClient::new(channel.clone());
    client.get_user(get()).await.unwrap();
    let first = begin(&client, &peer).await;
    let second = begin(&client, &peer).await;

    let mut request = Request::new(get());
    request.set_timeout(Duration::from_millis(50));
    let status = in_time(client.get_user(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(peer.seen().len(), 3);
    // The channel is ready although its connections are in use.
    in_time(channel.ready()).await.unwrap();

    let waiting = {
        let client = client.clone();
        tokio::spawn(async move { client.get_user(get()).await })
    };
    peer.release();
    in_time(waiting).await.unwrap().unwrap();
    peer.release();
    in_time(first).await.unwrap().unwrap();
    in_time(second).await.unwrap().unwrap();
    assert_eq!(peer.connections(), Connections { total: 2, open: 2 });
}

/// A cancelled call releases its stream.
#[tokio::test]
async fn cancelled_calls_release_their_stream() {
    let (peer, address) = Peer::with_max_streams(1, [Answer, Hang, Hang, Hang]).await;
    let client = client(builder(address).max_connections(1));
    client.get_user(get()).await.unwrap();
    for _ in 0..3 {
        let call = begin(&client, &peer).await;
        call.abort();
    }
    in_time(client.get_user(get())).await.unwrap();
    assert_eq!(peer.connections(), Connections { total: 1, open: 1 });
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn idle_connections_are_closed() {
    let steps = [Answer, Hold, Hold];
    let (peer, channel, _folder) = Peer::on_unix_with_max_streams(1, steps);
    let client = client(channel);
    client.get_user(get()).await.unwrap();
    let calls = [begin(&client, &peer).await, begin(&client, &peer).await];
    // A connection stays open while it has a call.
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(peer.connections(), Connections { total: 2, open: 2 });
    for call in calls {
        peer.release();
        call.await.unwrap().unwrap();
    }
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(peer.connections(), Connections { total: 2, open: 1 });
    client.get_user(get()).await.unwrap();
    assert_eq!(peer.connections(), Connections { total: 2, open: 1 });
}

#[test]
fn zero_connections_are_rejected() {
    let result = Channel::builder("http://127.0.0.1:1")
        .max_connections(0)
        .build();
    let error = result.unwrap_err();
    assert!(matches!(error, ChannelError::Setting(_)));
    assert!(
        error.to_string().contains("max_connections is zero"),
        "{error}"
    );
}
