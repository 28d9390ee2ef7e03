//! Requests that cannot be sent, and connections that break.

use std::time::Duration;

use rpcsmith_runtime::channel::Backoff;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tonic::Code;

use crate::peer::{builder, client, get, soon};

/// A server that closes each connection after it has read something.
async fn breaks() -> (
    std::net::SocketAddr,
    tokio::sync::mpsc::UnboundedReceiver<()>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tell.send(());
            let mut bytes = [0; 1000];
            let _ = stream.read(&mut bytes).await;
        }
    });
    (address, told)
}

#[tokio::test]
async fn a_connection_that_breaks_is_unavailable() {
    let (address, mut told) = breaks().await;
    let fast = Backoff {
        initial: Duration::from_millis(1),
        max: Duration::from_millis(1),
    };
    let channel = builder(address).reconnect_backoff(fast);
    let status = soon(client(channel).get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(told.recv().await.is_some());
}

/// Reconnecting to a server that breaks all connections is done with patience.
#[tokio::test]
async fn connections_are_not_made_without_end() {
    let (address, mut told) = breaks().await;
    let channel = builder(address).no_safe_retries();
    let client = client(channel);
    let _ = soon(client.get_user(get())).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut made = 0;
    while told.try_recv().is_ok() {
        made += 1;
    }
    assert!(made <= 2, "{made}");
}
