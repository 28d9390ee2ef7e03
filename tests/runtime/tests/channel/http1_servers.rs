//! Servers of HTTP/1.1 that close connections, and responses that such a connection cuts.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use prost::Message;
use rpcsmith_runtime::Code;
use rpcsmith_runtime::channel::{Backoff, Protocol};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::peer::{answer, builder, client, get, in_time};
use crate::sample::user::user_service_client::UserServiceClient;

/// When a server closes a connection.
#[derive(Clone, Copy, Debug)]
enum Closes {
    /// After each response, with `connection: close`.
    AfterResponse,
    /// After this time without a request.
    Idle(Duration),
    /// At once.
    AtOnce,
}

/// Reads a request; whether there is one.
async fn read_request(stream: &mut TcpStream) -> bool {
    let mut read = Vec::new();
    loop {
        let mut piece = [0; 1000];
        let size = stream.read(&mut piece).await.unwrap_or(0);
        read.extend(&piece[..size]);
        let body = get().encode_to_vec();
        if size == 0 || read.ends_with(&[b"\r\n\r\n", &body[..]].concat()) {
            return size > 0;
        }
    }
}

async fn serve_connection(mut stream: TcpStream, closes: Closes, head: &str, body: &[u8]) {
    let idle = match closes {
        Closes::AtOnce => return,
        Closes::AfterResponse => Duration::from_secs(3600),
        Closes::Idle(time) => time,
    };
    while let Ok(true) = timeout(idle, read_request(&mut stream)).await {
        let response = [head.as_bytes(), body].concat();
        stream.write_all(&response).await.unwrap();
        if matches!(closes, Closes::AfterResponse) {
            return;
        }
    }
}

/// A server that answers each call with these headers and this body, and the number of its connections.
async fn start(closes: Closes, headers: String, body: Vec<u8>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    let head: Arc<str> =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/proto\r\n{headers}\r\n").into();
    let body: Arc<[u8]> = body.into();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let (head, body) = (Arc::clone(&head), Arc::clone(&body));
            tokio::spawn(async move { serve_connection(stream, closes, &head, &body).await });
        }
    });
    (address, connections)
}

/// A client without retries of its policy, whose backoff is longer than the test.
fn connect_client(address: SocketAddr) -> UserServiceClient {
    let long = Backoff {
        initial: Duration::from_secs(600),
        max: Duration::from_secs(600),
    };
    let channel = builder(address).protocol(Protocol::Connect).http1();
    client(channel.no_safe_retries().reconnect_backoff(long))
}

#[tokio::test]
async fn closed_connections_are_opened_again() {
    let body = answer().encode_to_vec();
    let length = format!("content-length: {}\r\n", body.len());
    let close = format!("{length}connection: close\r\n");
    let idle = Closes::Idle(Duration::from_millis(120));
    for (closes, headers) in [(Closes::AfterResponse, close), (idle, length)] {
        let (address, _) = start(closes, headers, body.clone()).await;
        let client = connect_client(address);
        // The second pause is longer than the server keeps the connection that no call has used.
        for pause in [0, 0, 400, 10, 400, 400] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let response = in_time(client.get_user(get())).await;
            assert_eq!(response.unwrap().into_inner(), answer(), "{closes:?}");
        }
        let calls = (0..20).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_user(get()).await })
        });
        for call in calls.collect::<Vec<_>>() {
            let response = in_time(call).await.unwrap();
            assert_eq!(response.unwrap().into_inner(), answer(), "{closes:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_closes_all_connections_is_unavailable() {
    let (address, connections) = start(Closes::AtOnce, String::new(), Vec::new()).await;
    let client = connect_client(address);
    for _ in 0..5 {
        let status = in_time(client.get_user(get())).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable);
    }
    let count = connections.load(Ordering::Relaxed);
    assert!(count < 10, "{count} connections");
}

/// A part of a message can be a message, so its end must be known.
#[tokio::test]
async fn a_message_that_the_end_of_the_connection_ends_is_refused() {
    let body = answer().encode_to_vec();
    let length = format!("content-length: {}\r\n", body.len());
    for (headers, sent, code) in [
        (length.as_str(), &body[..], Code::Ok),
        (&length, &body[..body.len() - 1], Code::Unavailable),
        ("", &body, Code::Internal),
        (
            "transfer-encoding: chunked\r\n",
            b"3\r\nabc\r\n",
            Code::Unavailable,
        ),
    ] {
        let (address, _) = start(Closes::AfterResponse, headers.to_owned(), sent.to_vec()).await;
        let result = in_time(connect_client(address).get_user(get())).await;
        let found = result
            .as_ref()
            .map_or_else(|status| status.code(), |_| Code::Ok);
        assert_eq!(found, code, "{headers}: {result:?}");
    }
}
