//! Layers, interceptors, compression and connections of a channel.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rpcsmith_runtime::channel::Keepalive;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::{Code, Request, Status};
use tower::Layer;
use tower::util::MapRequestLayer;

use crate::balancing::Named;
use crate::peer::{Peer, Step, builder, client, get};
use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;

/// Layers and interceptors see a call once, for any number of attempts.
#[tokio::test]
async fn layers_and_interceptors() {
    let steps = [
        Step::Status(Code::Unavailable),
        Step::Status(Code::Unavailable),
    ];
    let (peer, address) = Peer::new(steps).await;
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let layer = MapRequestLayer::new(
        move |mut request: http::Request<rpcsmith_runtime::body::Body>| {
            counter.fetch_add(1, Ordering::SeqCst);
            let headers = request.headers_mut();
            headers.insert("x-layer", "1".parse().unwrap());
            request
        },
    );
    let channel = layer.layer(builder(address).build().unwrap());
    let tenant = |mut request: Request<()>| {
        let metadata = request.metadata_mut();
        metadata.insert("x-tenant", "a".parse().unwrap());
        Ok(request)
    };
    let client = UserServiceClient::with_interceptor(channel.clone(), tenant);
    client.get_user(get()).await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    let attempts = peer.seen();
    assert_eq!(attempts.len(), 3);
    for attempt in attempts {
        assert_eq!(attempt.header("x-layer"), Some("1"));
        assert_eq!(attempt.header("x-tenant"), Some("a"));
    }
    let refuses = |_: Request<()>| Err(Status::failed_precondition("no"));
    let client = UserServiceClient::with_interceptor(channel, refuses);
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(peer.seen().len(), 3);
}

/// A channel has no connection before the first call.
#[tokio::test]
async fn connections_are_opened_on_demand() {
    let (peer, address) = Peer::new([]).await;
    let channel = builder(address).build().unwrap();
    let client = UserServiceClient::new(channel.clone());
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(peer.connections().total, 0);
    client.get_user(get()).await.unwrap();
    assert_eq!(peer.connections().total, 1);
    drop((client, channel));
    crate::peer::in_time(async {
        while peer.connections().open > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn compression() {
    let service = UserServiceServer::new(Named)
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip);
    let server = rpcsmith_runtime::Server::builder().add_service(service);
    let server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.serve());
    let client = client(builder(address));
    let uncompressed = client.get_user(get()).await.unwrap();
    assert!(uncompressed.metadata().get("grpc-encoding").is_none());
    let client = client
        .send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip);
    let compressed = client.get_user(get()).await.unwrap();
    assert_eq!(compressed.metadata().get("grpc-encoding").unwrap(), "gzip");
    assert_eq!(compressed.into_inner(), uncompressed.into_inner());
}

/// A server that stops answering after its HTTP/2 settings.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn dead_connections_are_closed() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                // Empty settings, and the acknowledgement of the client's settings.
                stream
                    .write_all(b"\0\0\0\x04\0\0\0\0\0\0\0\0\x04\x01\0\0\0\0")
                    .await
                    .unwrap();
                let mut bytes = [0; 1000];
                while stream.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    let channel = rpcsmith_runtime::Channel::builder(format!("unix:{}", path.display()));
    let keepalive = Keepalive {
        interval: Duration::from_secs(10),
        timeout: Duration::from_secs(5),
        while_idle: false,
    };
    let client = client(channel.keepalive(keepalive).no_safe_retries());
    let start = tokio::time::Instant::now();
    let status = client.get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    let waited = start.elapsed().as_secs();
    assert!((15..=16).contains(&waited), "{waited}");
}
