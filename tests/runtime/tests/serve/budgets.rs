//! Budgets of requests: bytes that a server buffers, and time that they take to arrive.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use h2::SendStream;
use h2::client::{ResponseFuture, SendRequest};
use http::Request;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::{Code, Limits, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_stream::StreamExt;

use crate::sample::health::{HealthCheckRequest, HealthClient};
use crate::sample::user::{ChatMessage, user_service_methods as methods};
use crate::support::{channel, client, get, in_time, serve, user, users};

const CHECK: &str = "/grpc.health.v1.Health/Check";
const KIB: usize = 1024;

/// A connection whose requests a test can leave incomplete.
struct Connection(SendRequest<Bytes>);

/// A call with an incomplete request.
struct HalfRequest {
    body: SendStream<Bytes>,
    response: ResponseFuture,
}

impl Connection {
    async fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (send, connection) = h2::client::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        Self(send)
    }

    /// Begins a call and sends the first `sent` bytes of a message of `size` bytes.
    async fn half(&self, path: &str, size: usize, sent: usize) -> HalfRequest {
        let request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .body(())
            .unwrap();
        let mut send = self.0.clone().ready().await.unwrap();
        let (response, mut body) = send.send_request(request, false).unwrap();
        let mut message = vec![0];
        message.extend(u32::try_from(size).unwrap().to_be_bytes());
        message.extend(vec![0; sent]);
        body.send_data(message.into(), false).unwrap();
        HalfRequest { body, response }
    }
}

impl HalfRequest {
    /// The code and the message of a response that consists of a status.
    async fn status(self) -> (Code, String) {
        let response = in_time(self.response).await.unwrap();
        let header = |name| response.headers()[name].to_str().unwrap();
        let code = Code::from_bytes(header("grpc-status").as_bytes());
        (code, header("grpc-message").to_owned())
    }
}

fn with_long_timeout(limits: Limits) -> Limits {
    Limits {
        request_timeout: Duration::from_secs(3600),
        ..limits
    }
}

fn with_short_timeout() -> Limits {
    Limits {
        request_timeout: Duration::from_millis(100),
        ..Limits::default()
    }
}

#[tokio::test]
async fn incomplete_requests_time_out() {
    let (builder, mut events) = users();
    let served = serve(builder.health().limits(with_short_timeout())).await;
    let connection = Connection::new(served.address).await;
    let message = "the request did not arrive within request_timeout";
    for path in [methods::GET_USER.path(), CHECK] {
        let status = connection.half(path, 1000, 10).await.status().await;
        assert_eq!(
            status,
            (Code::DeadlineExceeded, message.to_owned()),
            "{path}"
        );
    }
    // The timeout applies within a message of a stream, not between messages.
    let path = methods::CREATE_USERS.path();
    let half = connection.half(path, 1000, 10).await;
    assert_eq!(in_time(events.recv()).await, Some("create started"));
    assert_eq!(
        in_time(events.recv()).await,
        Some("requests ran out of time")
    );
    assert_eq!(half.status().await.0, Code::DeadlineExceeded);
}

#[tokio::test]
async fn incomplete_requests_over_http1_time_out() {
    let (builder, _events) = users();
    let routes = axum::Router::new().route("/", axum::routing::post(async |_: String| "ok"));
    let served = serve(builder.fallback(routes).limits(with_short_timeout())).await;
    let mut stalled = TcpStream::connect(served.address).await.unwrap();
    let request = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf";
    stalled.write_all(request).await.unwrap();
    let mut response = String::new();
    in_time(stalled.read_to_string(&mut response))
        .await
        .unwrap();
    assert!(response.starts_with("HTTP/1.1 400"), "{response}");
}

/// Large requests may use three quarters of a budget; small ones are still served.
#[tokio::test]
async fn bytes_of_requests_are_counted() {
    let budgets = [
        ("max_buffered_bytes", Some(1024 * KIB), None),
        ("max_connection_buffered_bytes", None, Some(1024 * KIB)),
    ];
    for (name, max_buffered_bytes, max_connection_buffered_bytes) in budgets {
        let (builder, _events) = users();
        let served = serve(builder.health().limits(with_long_timeout(Limits {
            max_request_size: 400 * KIB,
            max_buffered_bytes,
            max_connection_buffered_bytes,
            ..Limits::default()
        })));
        let address = served.await.address;
        let connection = Connection::new(address).await;
        let path = methods::GET_USER.path();
        // The announced lengths count: two of the three requests fit into the budget.
        let half = async || connection.half(path, 300 * KIB, 10).await;
        let mut halves = [half().await, half().await, half().await];
        let [first, second, third] = &mut halves;
        let rejected = in_time(async {
            tokio::select! {
                response = &mut first.response => response,
                response = &mut second.response => response,
                response = &mut third.response => response,
            }
        });
        let rejected = rejected.await.unwrap();
        assert_eq!(rejected.headers()["grpc-status"], "8");
        let message = format!("requests use all of {name} (1048576 bytes)");
        assert_eq!(rejected.headers()["grpc-message"], message);
        let other = client(address).await;
        other.get_user(get("1")).await.unwrap();
        HealthClient::new(channel(address).await)
            .check(HealthCheckRequest::default())
            .await
            .unwrap();
        // Calls that have ended no longer count.
        for mut half in halves {
            half.body.send_reset(h2::Reason::CANCEL);
        }
        let large = get(&"1".repeat(300 * KIB));
        in_time(async { while other.get_user(large.clone()).await.is_err() {} }).await;
    }
}

/// A stream keeps the buffer of its largest message, so it counts until the stream ends.
#[tokio::test]
async fn decompressed_bytes_count_until_the_call_ends() {
    let (builder, _events) = users();
    let served = serve(
        builder
            .compression(CompressionEncoding::Gzip)
            .limits(Limits {
                max_request_size: 400 * KIB,
                max_buffered_bytes: Some(1024 * KIB),
                ..Limits::default()
            }),
    );
    let client = client(served.await.address)
        .await
        .send_compressed(CompressionEncoding::Gzip);
    let message = ChatMessage {
        content: "x".repeat(300 * KIB),
    };
    let mut open = Vec::new();
    for call in 0..3 {
        let requests = tokio_stream::once(message.clone()).chain(tokio_stream::pending());
        let mut answers = client.chat(requests).await.unwrap().into_inner();
        let answer = in_time(answers.message()).await;
        match call {
            2 => assert_eq!(answer.unwrap_err().code(), Code::ResourceExhausted),
            _ => assert_eq!(answer.unwrap(), Some(message.clone())),
        }
        open.push(answers);
    }
}

#[tokio::test]
async fn health_accepts_only_small_requests() {
    let (builder, _events) = users();
    let served = serve(builder.health().reflection([])).await;
    let health = HealthClient::new(channel(served.address).await);
    let check = |length| HealthCheckRequest {
        service: "s".repeat(length),
    };
    let status = health.check(check(1000)).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let status = health.check(check(1100)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let status = health.watch(check(1100)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
}

#[tokio::test]
async fn watches_of_one_connection_are_limited() {
    let (builder, _events) = users();
    let served = serve(builder.health()).await;
    let health = HealthClient::new(channel(served.address).await);
    let mut watches = Vec::new();
    for _ in 0..32 {
        let watch = health.watch(HealthCheckRequest::default()).await.unwrap();
        watches.push(watch.into_inner());
    }
    let status = health.watch(HealthCheckRequest::default()).await;
    assert_eq!(status.unwrap_err().code(), Code::ResourceExhausted);
    let other = HealthClient::new(channel(served.address).await);
    other.check(HealthCheckRequest::default()).await.unwrap();
    // Calls of other services do not count.
    client(served.address)
        .await
        .get_user(get("1"))
        .await
        .unwrap();
    watches.clear();
    in_time(async { while health.check(HealthCheckRequest::default()).await.is_err() {} }).await;
}

#[tokio::test]
async fn calls_without_streams_have_five_minutes() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let response = client(served.address)
        .await
        .get_user(get("remaining"))
        .await;
    let name = response.unwrap().into_inner().user.unwrap().name;
    let left: u64 = name.parse().unwrap();
    assert!(left <= 300_000, "{left}");

    let (builder, _events) = users();
    let served = serve(builder.max_call_time(Duration::MAX)).await;
    let response = client(served.address)
        .await
        .get_user(get("remaining"))
        .await;
    assert_eq!(response.unwrap().into_inner().user.unwrap().name, "none");
}

#[tokio::test]
async fn the_header_limit_applies_to_http1() {
    let (builder, _events) = users();
    let routes = axum::Router::new().route("/", axum::routing::get(async || "ok"));
    let served = serve(builder.fallback(routes).limits(Limits {
        max_header_size: 1000,
        ..Limits::default()
    }))
    .await;
    for (length, code) in [(500, "HTTP/1.1 200"), (1000, "HTTP/1.1 431")] {
        let mut connection = TcpStream::connect(served.address).await.unwrap();
        let long = "x".repeat(length);
        let request =
            format!("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-long: {long}\r\n\r\n");
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        in_time(connection.read_to_string(&mut response))
            .await
            .unwrap();
        assert!(response.starts_with(code), "{response}");
    }
    assert_eq!(
        client(served.address)
            .await
            .get_user(get("1"))
            .await
            .unwrap()
            .into_inner()
            .user,
        Some(user("1"))
    );
}

#[tokio::test]
async fn budgets_below_one_request_are_rejected() {
    let limits = [
        (
            Limits {
                max_buffered_bytes: Some(4 * 1024 * KIB),
                ..Limits::default()
            },
            "max_buffered_bytes is too small for a request of max_request_size and max_header_size: it must be at least 5614251",
        ),
        (
            Limits {
                max_connection_buffered_bytes: Some(1),
                ..Limits::default()
            },
            "max_connection_buffered_bytes is too small for a request of max_request_size and max_header_size: it must be at least 5614251",
        ),
        (
            Limits {
                connection_window: 1000,
                ..Limits::default()
            },
            "connection_window is 1000; HTTP/2 allows 65535 to 2147483647",
        ),
    ];
    for (limits, text) in limits {
        let server = Server::builder().limits(limits);
        let error = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
        assert_eq!(error.to_string(), text);
    }
    let most = Limits {
        max_request_size: usize::MAX,
        ..Limits::default()
    };
    let server = Server::builder().limits(most);
    let _server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let needed = Limits {
        max_buffered_bytes: Some(5_614_251),
        ..Limits::default()
    };
    let server = Server::builder().limits(needed);
    let _server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
}
