//! Connections that break before or after a request, and servers that close them.

use std::time::Duration;

use bytes::Bytes;
use http_body::Frame;
use http_body_util::StreamBody;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::channel::Backoff;
use rpcsmith_runtime::{Code, Status};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::peer::{Connections, Peer, builder, client, framed, get, in_time};

/// Starts a server that closes each connection after it has read something. The receiver gets an event for each
/// connection.
async fn closing_server() -> (
    std::net::SocketAddr,
    tokio::sync::mpsc::UnboundedReceiver<()>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, connections) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = sender.send(());
            let mut bytes = [0; 1000];
            let _ = stream.read(&mut bytes).await;
        }
    });
    (address, connections)
}

#[tokio::test]
async fn a_broken_connection_is_unavailable() {
    let (address, mut connections) = closing_server().await;
    let fast = Backoff {
        initial: Duration::from_millis(1),
        max: Duration::from_millis(1),
    };
    let channel = builder(address).reconnect_backoff(fast);
    let status = in_time(client(channel).get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(connections.recv().await.is_some());
}

/// Reconnecting to a server that closes all connections backs off: after 1 s, 1.6 s and so on up to 2 min, within a
/// fifth.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn reconnecting_backs_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let (sender, mut connections) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = sender.send(tokio::time::Instant::now());
            let _ = stream.read(&mut [0; 1000]).await;
        }
    });
    let channel = rpcsmith_runtime::Channel::builder(format!("unix:{}", path.display()));
    let client = client(channel.no_safe_retries());
    let _ = client.get_user(get()).await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let mut times = Vec::new();
    while let Ok(at) = connections.try_recv() {
        times.push(at);
    }
    assert!((35..=50).contains(&times.len()), "{}", times.len());
    let waits: Vec<_> = times
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_millis())
        .collect();
    let mut expected = 1000.0_f64;
    for wait in waits {
        #[expect(clippy::cast_precision_loss, reason = "the times are minutes at most")]
        let ratio = wait as f64 / expected;
        assert!(
            (0.79..=1.21).contains(&ratio),
            "{wait} ms instead of {expected}"
        );
        expected = (expected * 1.6).min(120_000.0);
    }
}

/// A body that a proxy forwards ends with an empty frame. h2 closes connections that send 100 empty frames.
#[tokio::test]
async fn empty_frames_are_not_sent() {
    let (peer, address) = Peer::new([]).await;
    let channel = builder(address).build().unwrap();
    for _ in 0..150 {
        let frames = [Bytes::new(), framed(&get()), Bytes::new()];
        let frames = frames.map(|data| Ok::<_, Status>(Frame::data(data)));
        let body = Body::new(StreamBody::new(tokio_stream::iter(frames)));
        let mut request = http::Request::new(body);
        *request.uri_mut() = "/user.UserService/GetUser".parse().unwrap();
        let response = in_time(channel.clone().oneshot(request)).await.unwrap();
        assert_eq!(response.status(), 200);
    }
    assert!(peer.seen().iter().all(|seen| seen.body == framed(&get())));
    assert_eq!(peer.connections(), Connections { total: 1, open: 1 });
}

/// The behavior of a server that accepts connections and serves no calls.
#[derive(Clone, Copy, Debug)]
enum Failure {
    /// Closes immediately.
    Closes,
    /// Reads something, then closes.
    ReadsAndCloses,
    /// Sends HTTP/2 settings, then closes.
    SendsSettingsAndCloses,
    /// Answers with HTTP/1.1.
    AnswersWithHttp1,
}

/// Starts a server that fails in this way. Returns a channel to it, its folder and the number of its connections.
#[cfg(unix)]
fn failing_server(
    failure: Failure,
) -> (
    rpcsmith_runtime::channel::ChannelBuilder,
    tempfile::TempDir,
    std::sync::Arc<std::sync::atomic::AtomicUsize>,
) {
    use tokio::io::AsyncWriteExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let connections = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let counter = std::sync::Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let answer: &[u8] = match failure {
                Failure::Closes => continue,
                Failure::ReadsAndCloses => b"",
                Failure::SendsSettingsAndCloses => b"\0\0\0\x04\0\0\0\0\0",
                Failure::AnswersWithHttp1 => b"HTTP/1.1 400 Bad Request\r\n\r\n",
            };
            let _ = stream.write_all(answer).await;
            let _ = stream.read(&mut [0; 1000]).await;
            if matches!(failure, Failure::SendsSettingsAndCloses) {
                // The request follows the preface.
                let _ = stream.read(&mut [0; 1000]).await;
            }
        }
    });
    let channel = rpcsmith_runtime::Channel::builder(format!("unix:{}", path.display()));
    (channel, folder, connections)
}

/// A call without a deadline ends, and opens at most two connections.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_call_to_a_server_that_accepts_and_closes_ends() {
    for (failure, max) in [
        (Failure::Closes, 1),
        (Failure::ReadsAndCloses, 1),
        (Failure::AnswersWithHttp1, 1),
        (Failure::SendsSettingsAndCloses, 2),
    ] {
        for safe_retries in [true, false] {
            let (mut channel, _folder, connections) = failing_server(failure);
            if !safe_retries {
                channel = channel.no_safe_retries();
            }
            let status = client(channel).get_user(get()).await.unwrap_err();
            assert_eq!(status.code(), Code::Unavailable, "{failure:?}");
            let connections = connections.load(std::sync::atomic::Ordering::SeqCst);
            assert!(connections <= max, "{failure:?}: {connections} connections");
        }
    }
}

/// A call with `waitForReady` opens few connections to such a server, and ends at its deadline.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn wait_for_ready_ends_at_the_deadline() {
    let wait = crate::peer::config(r#"{"methodConfig": [{"name": [{}], "waitForReady": true}]}"#);
    let (channel, _folder, connections) = failing_server(Failure::ReadsAndCloses);
    let channel = channel
        .service_config(wait)
        .default_timeout(Duration::from_secs(600));
    let status = client(channel).get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let connections = connections.load(std::sync::atomic::Ordering::SeqCst);
    assert!(
        connections <= 20,
        "{connections} connections in ten minutes"
    );
}
