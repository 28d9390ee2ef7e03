//! Deadlines of calls: their sources, `grpc-timeout`, and servers that do not answer.

use std::time::Duration;

use rpcsmith_runtime::{Code, Request};

use crate::peer::{Peer, builder, client, config, get, in_time};

async fn sent_timeout(
    default: Option<u64>,
    of_method: Option<&str>,
    own: Option<u64>,
) -> Option<u64> {
    let (peer, address) = Peer::new([]).await;
    let mut channel = builder(address);
    if let Some(seconds) = default {
        channel = channel.default_timeout(Duration::from_secs(seconds));
    }
    if let Some(time) = of_method {
        let name = r#"{"service": "user.UserService", "method": "GetUser"}"#;
        let json = format!(r#"{{"methodConfig": [{{"name": [{name}], "timeout": "{time}"}}]}}"#);
        channel = channel.service_config(config(&json));
    }
    let mut request = Request::new(get());
    if let Some(seconds) = own {
        request.set_timeout(Duration::from_secs(seconds));
    }
    client(channel).get_user(request).await.unwrap();
    let seen = peer.seen();
    let millis = seen[0].header("grpc-timeout")?.strip_suffix('u').unwrap();
    Some(millis.parse::<u64>().unwrap().div_ceil(1_000_000))
}

#[tokio::test]
async fn the_shortest_deadline_applies() {
    assert_eq!(sent_timeout(None, None, None).await, None);
    assert_eq!(sent_timeout(Some(50), None, None).await, Some(50));
    assert_eq!(sent_timeout(None, Some("40s"), None).await, Some(40));
    assert_eq!(sent_timeout(None, None, Some(30)).await, Some(30));
    assert_eq!(
        sent_timeout(Some(50), Some("40s"), Some(30)).await,
        Some(30)
    );
    assert_eq!(
        sent_timeout(Some(30), Some("40s"), Some(50)).await,
        Some(30)
    );
    assert_eq!(
        sent_timeout(Some(50), Some("40s"), Some(60)).await,
        Some(40)
    );
}

/// A listener accepts the connection, but no server answers.
#[tokio::test]
async fn an_unresponsive_server_exceeds_the_deadline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let channel =
        builder(listener.local_addr().unwrap()).default_timeout(Duration::from_millis(50));
    let status = in_time(client(channel).get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn wait_for_ready_respects_the_deadline() {
    let json = r#"{"methodConfig": [{"name": [{}], "waitForReady": true, "timeout": "0.1s"}]}"#;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let waits = client(builder(address).service_config(config(json)));
    let status = in_time(waits.get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let does_not = client(builder(address).no_safe_retries());
    let status = in_time(does_not.get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
}
