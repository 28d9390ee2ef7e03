//! What requests may hold while they arrive, and for how long.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use h2::SendStream;
use h2::client::{ResponseFuture, SendRequest};
use http::Request;
use rpcsmith_runtime::{Limits, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_stream::StreamExt;
use tonic::Code;
use tonic::codec::CompressionEncoding;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::sample::user::{ChatMessage, user_service_methods as methods};
use crate::support::{channel, client, get, serve, soon, user, users};

const CHECK: &str = "/grpc.health.v1.Health/Check";
const KIB: usize = 1024;

/// A connection whose requests end when the test says so.
struct Connection(SendRequest<Bytes>);

/// A call whose request is not complete.
struct Half {
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

    /// Begins a call with a part of a message of `size` bytes.
    async fn half(&self, path: &str, size: usize, sent: usize) -> Half {
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
        Half { body, response }
    }
}

impl Half {
    /// The code of the status, which is all of the response, and its text.
    async fn status(self) -> (Code, String) {
        let response = soon(self.response).await.unwrap();
        let header = |name| response.headers()[name].to_str().unwrap();
        let code = Code::from_bytes(header("grpc-status").as_bytes());
        (code, header("grpc-message").to_owned())
    }
}

fn patient(limits: Limits) -> Limits {
    Limits {
        request_timeout: Duration::from_secs(3600),
        ..limits
    }
}

fn hasty() -> Limits {
    Limits {
        request_timeout: Duration::from_millis(100),
        ..Limits::default()
    }
}

#[tokio::test]
async fn requests_that_never_arrive_end() {
    let (builder, mut told) = users();
    let served = serve(builder.health().limits(hasty())).await;
    let connection = Connection::new(served.address).await;
    let late = "the%20request%20has%20not%20arrived%20within%20request_timeout";
    for path in [methods::GET_USER.path(), CHECK] {
        let status = connection.half(path, 1000, 10).await.status().await;
        assert_eq!(status, (Code::DeadlineExceeded, late.to_owned()), "{path}");
    }
    // A stream may wait between messages, not within one.
    let path = methods::CREATE_USERS.path();
    let half = connection.half(path, 1000, 10).await;
    assert_eq!(soon(told.recv()).await, Some("create begun"));
    assert_eq!(soon(told.recv()).await, Some("requests ran out of time"));
    assert_eq!(half.status().await.0, Code::DeadlineExceeded);
}

#[tokio::test]
async fn requests_over_http1_that_never_arrive_end() {
    let (builder, _told) = users();
    let routes = axum::Router::new().route("/", axum::routing::post(async |_: String| "ok"));
    let served = serve(builder.fallback(routes).limits(hasty())).await;
    let mut stalled = TcpStream::connect(served.address).await.unwrap();
    let request = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf";
    stalled.write_all(request).await.unwrap();
    let mut answer = String::new();
    soon(stalled.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

/// Large requests end at three quarters of a budget, and small ones are served beside them.
#[tokio::test]
async fn bytes_of_requests_are_counted() {
    let budgets = [
        ("max_buffered_bytes", Some(1024 * KIB), None),
        ("max_connection_buffered_bytes", None, Some(1024 * KIB)),
    ];
    for (name, max_buffered_bytes, max_connection_buffered_bytes) in budgets {
        let (builder, _told) = users();
        let served = serve(builder.health().limits(patient(Limits {
            max_request_size: 400 * KIB,
            max_buffered_bytes,
            max_connection_buffered_bytes,
            ..Limits::default()
        })));
        let address = served.await.address;
        let connection = Connection::new(address).await;
        let path = methods::GET_USER.path();
        // Their lengths count: two of three requests get their bytes, whichever these are.
        let half = async || connection.half(path, 300 * KIB, 10).await;
        let mut halves = [half().await, half().await, half().await];
        let [first, second, third] = &mut halves;
        let refused = soon(async {
            tokio::select! {
                response = &mut first.response => response,
                response = &mut second.response => response,
                response = &mut third.response => response,
            }
        });
        let refused = refused.await.unwrap();
        assert_eq!(refused.headers()["grpc-status"], "8");
        let message = format!("requests%20use%20all%20of%20{name}%20(1048576%20bytes)");
        assert_eq!(refused.headers()["grpc-message"], message);
        let beside = client(address).await;
        beside.get_user(get("1")).await.unwrap();
        HealthClient::new(channel(address).await)
            .check(HealthCheckRequest::default())
            .await
            .unwrap();
        // What has ended counts no more.
        for mut half in halves {
            half.body.send_reset(h2::Reason::CANCEL);
        }
        let large = get(&"1".repeat(300 * KIB));
        soon(async { while beside.get_user(large.clone()).await.is_err() {} }).await;
    }
}

/// A stream keeps the buffers of its largest message, so they count until its end.
#[tokio::test]
async fn bytes_count_decompressed_and_until_the_end_of_the_call() {
    let (builder, _told) = users();
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
        let answer = soon(answers.message()).await;
        match call {
            2 => assert_eq!(answer.unwrap_err().code(), Code::ResourceExhausted),
            _ => assert_eq!(answer.unwrap(), Some(message.clone())),
        }
        open.push(answers);
    }
}

#[tokio::test]
async fn health_takes_small_requests() {
    let (builder, _told) = users();
    let served = serve(builder.health().reflection([])).await;
    let mut health = HealthClient::new(channel(served.address).await);
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
    let (builder, _told) = users();
    let served = serve(builder.health()).await;
    let mut health = HealthClient::new(channel(served.address).await);
    let mut watches = Vec::new();
    for _ in 0..32 {
        let watch = health.watch(HealthCheckRequest::default()).await.unwrap();
        watches.push(watch.into_inner());
    }
    let status = health.watch(HealthCheckRequest::default()).await;
    assert_eq!(status.unwrap_err().code(), Code::ResourceExhausted);
    let mut other = HealthClient::new(channel(served.address).await);
    other.check(HealthCheckRequest::default()).await.unwrap();
    // Calls of services are not counted with them.
    client(served.address)
        .await
        .get_user(get("1"))
        .await
        .unwrap();
    watches.clear();
    soon(async { while health.check(HealthCheckRequest::default()).await.is_err() {} }).await;
}

#[tokio::test]
async fn calls_have_five_minutes_unless_they_stream() {
    let (builder, _told) = users();
    let served = serve(builder).await;
    let response = client(served.address)
        .await
        .get_user(get("remaining"))
        .await;
    let name = response.unwrap().into_inner().user.unwrap().name;
    let left: u64 = name.parse().unwrap();
    assert!(left <= 300_000, "{left}");

    let (builder, _told) = users();
    let served = serve(builder.max_call_time(Duration::MAX)).await;
    let response = client(served.address)
        .await
        .get_user(get("remaining"))
        .await;
    assert_eq!(response.unwrap().into_inner().user.unwrap().name, "none");
}

#[tokio::test]
async fn headers_over_http1_count_as_over_http2() {
    let (builder, _told) = users();
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
        let mut answer = String::new();
        soon(connection.read_to_string(&mut answer)).await.unwrap();
        assert!(answer.starts_with(code), "{answer}");
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
async fn budgets_without_room_for_a_request_are_refused() {
    let limits = [
        (
            Limits {
                max_buffered_bytes: Some(4 * 1024 * KIB),
                ..Limits::default()
            },
            "max_buffered_bytes has no room for a request of max_request_size and max_header_size; it needs at least 5614251",
        ),
        (
            Limits {
                max_connection_buffered_bytes: Some(1),
                ..Limits::default()
            },
            "max_connection_buffered_bytes has no room for a request of max_request_size and max_header_size; it needs at least 5614251",
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
