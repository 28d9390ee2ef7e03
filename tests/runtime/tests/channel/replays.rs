//! Requests that cannot be sent, and connections that break.

use std::time::Duration;

use bytes::Bytes;
use http_body::Frame;
use http_body_util::StreamBody;
use rpcsmith_runtime::channel::Backoff;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::ServiceExt;

use crate::peer::{Connections, Peer, builder, client, framed, get, soon};

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

/// Reconnecting to a server that breaks all connections is done with patience: in an hour after
/// times of 1 s, 1.6 s and so on up to 2 min, give or take a fifth.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn connections_are_not_made_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tell.send(tokio::time::Instant::now());
            let _ = stream.read(&mut [0; 1000]).await;
        }
    });
    let channel = rpcsmith_runtime::Channel::builder(format!("unix:{}", path.display()));
    let client = client(channel.no_safe_retries());
    let _ = client.get_user(get()).await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let mut made = Vec::new();
    while let Ok(at) = told.try_recv() {
        made.push(at);
    }
    assert!((35..=50).contains(&made.len()), "{}", made.len());
    let waits: Vec<_> = made
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_millis())
        .collect();
    let mut expected = 1000.0_f64;
    for wait in waits {
        #[expect(clippy::cast_precision_loss, reason = "it is no more than minutes")]
        let ratio = wait as f64 / expected;
        assert!(
            (0.79..=1.21).contains(&ratio),
            "{wait} ms instead of {expected}"
        );
        expected = (expected * 1.6).min(120_000.0);
    }
}

/// A body that is passed on from another connection ends with an empty frame. h2 closes a connection that sends 100.
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
        let response = soon(channel.clone().oneshot(request)).await.unwrap();
        assert_eq!(response.status(), 200);
    }
    assert!(peer.seen().iter().all(|seen| seen.body == framed(&get())));
    assert_eq!(peer.connections(), Connections { made: 1, open: 1 });
}

/// What servers do with connections that is of no use to a call.
#[derive(Clone, Copy, Debug)]
enum Useless {
    /// Closes at once.
    Closes,
    /// Reads something, then closes.
    ReadsAndCloses,
    /// Says that it speaks HTTP/2, then closes.
    GreetsAndCloses,
    /// Speaks another protocol.
    OfHttp1,
}

/// A server that is of no use, and the connections that it has had.
#[cfg(unix)]
fn useless(
    what: Useless,
) -> (
    rpcsmith_runtime::channel::ChannelBuilder,
    tempfile::TempDir,
    std::sync::Arc<std::sync::atomic::AtomicUsize>,
) {
    use tokio::io::AsyncWriteExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let made = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let counted = std::sync::Arc::clone(&made);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let answer: &[u8] = match what {
                Useless::Closes => continue,
                Useless::ReadsAndCloses => b"",
                Useless::GreetsAndCloses => b"\0\0\0\x04\0\0\0\0\0",
                Useless::OfHttp1 => b"HTTP/1.1 400 Bad Request\r\n\r\n",
            };
            let _ = stream.write_all(answer).await;
            let _ = stream.read(&mut [0; 1000]).await;
            if matches!(what, Useless::GreetsAndCloses) {
                // The request comes behind the preface.
                let _ = stream.read(&mut [0; 1000]).await;
            }
        }
    });
    let channel = rpcsmith_runtime::Channel::builder(format!("unix:{}", path.display()));
    (channel, folder, made)
}

/// A call without a deadline ends, and costs a server that is of no use a few connections and not dozens.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_call_to_a_server_that_accepts_and_closes_ends() {
    for (what, most) in [
        (Useless::Closes, 1),
        (Useless::ReadsAndCloses, 1),
        (Useless::OfHttp1, 1),
        (Useless::GreetsAndCloses, 2),
    ] {
        for safe_retries in [true, false] {
            let (mut channel, _folder, made) = useless(what);
            if !safe_retries {
                channel = channel.no_safe_retries();
            }
            let status = client(channel).get_user(get()).await.unwrap_err();
            assert_eq!(status.code(), Code::Unavailable, "{what:?}");
            let made = made.load(std::sync::atomic::Ordering::SeqCst);
            assert!(made <= most, "{what:?}: {made} connections");
        }
    }
}

/// A call that waits for a server sees the few connections that such a server gets, and ends at its deadline.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_a_server_that_closes() {
    let wait = crate::peer::config(r#"{"methodConfig": [{"name": [{}], "waitForReady": true}]}"#);
    let (channel, _folder, made) = useless(Useless::ReadsAndCloses);
    let channel = channel
        .service_config(wait)
        .default_timeout(Duration::from_secs(600));
    let status = client(channel).get_user(get()).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let made = made.load(std::sync::atomic::Ordering::SeqCst);
    assert!(made <= 20, "{made} connections in ten minutes");
}
