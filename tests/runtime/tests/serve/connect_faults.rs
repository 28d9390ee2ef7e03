//! Calls with Connect that misuse lengths, trailers, headers and slow reads.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request};
use prost::Message;
use rpcsmith_runtime::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::raw::{Connection, framed};
use crate::sample::user::GetUserResponse;
use crate::sample::user::user_service_methods as methods;
use crate::support::{Served, get, in_time, serve, users};

const KIB: usize = 1024;

/// The headers of a unary call with a body of this length.
fn head(length: usize) -> String {
    format!(
        "POST {} HTTP/1.1\r\nhost: a\r\ncontent-type: application/proto\r\ncontent-length: {length}\r\n\r\n",
        methods::GET_USER.path()
    )
}

/// A call whose body has not begun.
async fn begun(served: &Served, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(head(length).as_bytes()).await.unwrap();
    stream
}

async fn starts_with(stream: &mut TcpStream, expected: &str) {
    let mut start = vec![0; expected.len()];
    in_time(stream.read_exact(&mut start)).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&start), expected);
}

/// The decoder reserves memory for a declared length, so it counts before the first byte arrives.
#[tokio::test]
async fn declared_lengths_are_counted() {
    let limits = Limits {
        max_request_size: 400 * KIB,
        max_buffered_bytes: Some(1024 * KIB),
        request_timeout: Duration::from_secs(3600),
        ..Limits::default()
    };
    let served = serve(users().0.limits(limits)).await;
    // Large calls may use three quarters of the budget.
    let _first = begun(&served, 300 * KIB).await;
    let _second = begun(&served, 300 * KIB).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut third = begun(&served, 300 * KIB).await;
    starts_with(&mut third, "HTTP/1.1 429").await;
    // Over the limit, and over the budget.
    for length in [401 * KIB, 100 * KIB * KIB, usize::MAX / 2] {
        let mut large = begun(&served, length).await;
        starts_with(&mut large, "HTTP/1.1 429").await;
        let mut text = vec![0; 4 * KIB];
        let size = in_time(large.read(&mut text)).await.unwrap();
        let text = String::from_utf8_lossy(&text[..size]);
        assert!(text.contains("resource_exhausted"), "{text}");
    }
}

/// A client of HTTP/1.1 sends nothing while it reads a response. A drain does not cut it.
#[tokio::test]
async fn a_drain_waits_for_a_client_that_reads_slowly() {
    let served = serve(users().0).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut slow = in_time(socket.connect(served.address)).await.unwrap();
    let request = get(&"x".repeat(3 * KIB * KIB));
    let message = request.encode_to_vec();
    let head = head(message.len());
    let call = [head.as_bytes(), &message].concat();
    in_time(slow.write_all(&call)).await.unwrap();
    starts_with(&mut slow, "HTTP/1.1 200").await;
    served.handle.drain();
    // Longer than the time for a client without calls to answer.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let mut rest = Vec::new();
    in_time(slow.read_to_end(&mut rest)).await.unwrap();
    let start = rest.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
    let response = GetUserResponse::decode(&rest[start + 4..]).unwrap();
    assert_eq!(response.user.unwrap().id, request.id);
    assert!(in_time(served.done).await.unwrap().in_time);
}

/// The name of the user that a unary call returns.
async fn name_of(served: &Served, kind: &str, body: Bytes, trailers: HeaderMap) -> String {
    let stream = TcpStream::connect(served.address).await.unwrap();
    let (mut send, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post(format!("http://localhost{}", methods::GET_USER.path()))
        .header("content-type", kind)
        .header("x-tenant", "blue")
        .body(())
        .unwrap();
    let (response, mut requests) = send.send_request(request, false).unwrap();
    requests.send_data(body, false).unwrap();
    requests.send_trailers(trailers).unwrap();
    let mut body = in_time(response).await.unwrap().into_body();
    let mut data = Vec::new();
    while let Some(piece) = in_time(body.data()).await {
        data.extend(piece.unwrap());
    }
    let message = match kind {
        "application/grpc" => &data[5..],
        _ => &data[..],
    };
    GetUserResponse::decode(message).unwrap().user.unwrap().name
}

/// Layers check the headers of a call before its handler runs, so trailers must not change its metadata.
#[tokio::test]
async fn trailers_of_requests_are_not_metadata() {
    let served = serve(users().0).await;
    let mut trailers = HeaderMap::new();
    for name in ["x-tenant", "authorization", "content-type", "grpc-timeout"] {
        trailers.insert(name, HeaderValue::from_static("red"));
    }
    let request = get("tenant");
    for (kind, body) in [
        ("application/grpc", framed(&request)),
        ("application/proto", request.encode_to_vec().into()),
    ] {
        let name = name_of(&served, kind, body, trailers.clone()).await;
        assert_eq!(name, "blue", "{kind}");
    }
}

/// A map of headers panics if it has too many names.
#[tokio::test]
async fn requests_with_too_many_headers_are_refused() {
    let limits = Limits {
        max_header_size: 8 * 1024 * 1024,
        ..Limits::default()
    };
    let served = serve(users().0.limits(limits)).await;
    for (count, kind, expected) in [
        (4000, "application/grpc", 200),
        (5000, "application/grpc", 431),
        (24_000, "application/grpc", 431),
        (24_000, "application/proto", 431),
    ] {
        let mut connection = Connection::new(served.address).await;
        let path = format!("http://localhost{}", methods::GET_USER.path());
        let mut request = Request::post(path).header("content-type", kind);
        for name in 0..count {
            request = request.header(format!("a{name}"), "x");
        }
        let body = http_body_util::Full::new(framed(&get("1")));
        let response = in_time(connection.request(request.body(body).unwrap())).await;
        assert_eq!(response.unwrap().status(), expected, "{count} {kind}");
    }
}
