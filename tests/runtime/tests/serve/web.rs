//! Calls of browsers: gRPC-Web over HTTP/1.1, and preflight requests.

use std::net::SocketAddr;

use prost::Message;
use rpcsmith_runtime::serve::{Protocol, Web};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw::framed;
use crate::sample::user::GetUserResponse;
use crate::support::{client, get, in_time, serve, user, users};

const ORIGIN: &str = "https://app.example.com";

pub async fn exchange(address: SocketAddr, head: &str, body: &[u8]) -> (String, Vec<u8>) {
    exchange_over(TcpStream::connect(address).await.unwrap(), head, body).await
}

/// Sends a request over HTTP/1.1, and reads until the connection closes. Returns the head and the body.
pub async fn exchange_over(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    head: &str,
    body: &[u8],
) -> (String, Vec<u8>) {
    let head = format!(
        "{head}host: localhost\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut bytes = Vec::new();
    in_time(stream.read_to_end(&mut bytes)).await.unwrap();
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let body = bytes.split_off(end + 4);
    (String::from_utf8(bytes).unwrap().to_lowercase(), body)
}

pub fn call(origin: &str) -> String {
    format!(
        "POST /user.UserService/GetUser HTTP/1.1\r\norigin: {origin}\r\n\
         content-type: application/grpc-web+proto\r\naccept: application/grpc-web+proto\r\nx-grpc-web: 1\r\n"
    )
}

#[tokio::test]
async fn calls_are_answered() {
    let (builder, _events) = users();
    let web = Web::new().allow_origin(ORIGIN).unwrap();
    let served = serve(builder.web(web)).await;
    let (head, body) = exchange(served.address, &call(ORIGIN), &framed(&get("1"))).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(
        head.contains(&format!("access-control-allow-origin: {ORIGIN}")),
        "{head}"
    );
    assert!(head.contains("access-control-expose-headers"), "{head}");
    let message = GetUserResponse {
        user: Some(user("1")),
    }
    .encode_to_vec();
    let contains = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
    assert!(contains(&message));
    assert!(contains(b"grpc-status:0"));

    // Clients with HTTP/2 still work.
    let response = client(served.address)
        .await
        .get_user(get("2"))
        .await
        .unwrap();
    assert_eq!(response.into_inner().user, Some(user("2")));
}

#[tokio::test]
async fn preflights_allow_only_configured_origins() {
    let (builder, _events) = users();
    let web = Web::new().allow_origin(ORIGIN).unwrap();
    let served = serve(builder.web(web)).await;
    for (origin, allowed) in [(ORIGIN, true), ("https://evil.example.com", false)] {
        let preflight = format!(
            "OPTIONS /user.UserService/GetUser HTTP/1.1\r\norigin: {origin}\r\n\
             access-control-request-method: POST\r\n\
             access-control-request-headers: x-grpc-web,content-type\r\n"
        );
        let (head, _) = exchange(served.address, &preflight, b"").await;
        let line = format!("access-control-allow-origin: {origin}");
        assert_eq!(head.contains(&line), allowed, "{head}");
    }
}

/// Browsers send only headers that a preflight allows, and pages can read only exposed headers.
#[tokio::test]
async fn configured_headers_are_allowed_and_exposed() {
    let (builder, _events) = users();
    let web = Web::new().allow_origin(ORIGIN).unwrap();
    let web = web
        .allow_header(http::HeaderName::from_static("x-tenant"))
        .expose_header(http::HeaderName::from_static("x-region"));
    let served = serve(builder.web(web)).await;
    let preflight = format!(
        "OPTIONS /user.UserService/GetUser HTTP/1.1\r\norigin: {ORIGIN}\r\n\
         access-control-request-method: POST\r\naccess-control-request-headers: x-tenant\r\n"
    );
    let (preflight_head, _) = exchange(served.address, &preflight, b"").await;
    let (call_head, _) = exchange(served.address, &call(ORIGIN), &framed(&get("1"))).await;
    let names = |head: &str, header: &str| -> Vec<String> {
        let line = head.lines().find_map(|line| line.strip_prefix(header));
        let names = line.expect("the response has the header").split(',');
        names.map(|name| name.trim().to_owned()).collect()
    };
    let allowed = names(&preflight_head, "access-control-allow-headers:");
    assert!(allowed.contains(&"x-tenant".to_owned()), "{allowed:?}");
    assert!(allowed.contains(&"authorization".to_owned()), "{allowed:?}");
    assert!(!allowed.contains(&"x-region".to_owned()), "{allowed:?}");
    let exposed = names(&call_head, "access-control-expose-headers:");
    assert!(exposed.contains(&"x-region".to_owned()), "{exposed:?}");
    assert!(exposed.contains(&"grpc-status".to_owned()), "{exposed:?}");
    assert!(!exposed.contains(&"x-tenant".to_owned()), "{exposed:?}");
}

/// Other clients than browsers send an origin, too, and need no permission.
#[tokio::test]
async fn pages_of_other_origins_are_disabled_by_default() {
    let served = serve(users().0).await;
    let (head, _) = exchange(served.address, &call(ORIGIN), &framed(&get("1"))).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(!head.contains("access-control"), "{head}");
    let preflight = format!(
        "OPTIONS /user.UserService/GetUser HTTP/1.1\r\norigin: {ORIGIN}\r\n\
         access-control-request-method: POST\r\n"
    );
    let (head, _) = exchange(served.address, &preflight, b"").await;
    assert!(head.starts_with("http/1.1 405"), "{head}");
    assert!(!head.contains("access-control"), "{head}");
}

#[tokio::test]
async fn a_server_of_grpc_alone_speaks_no_http1() {
    let served = serve(users().0.protocols([Protocol::Grpc])).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(call(ORIGIN).as_bytes()).await.unwrap();
    stream.write_all(b"\r\n").await.unwrap();
    let mut bytes = Vec::new();
    let _ = in_time(stream.read_to_end(&mut bytes)).await;
    assert!(!bytes.starts_with(b"HTTP/1.1 200"));
    let response = client(served.address).await.get_user(get("2")).await;
    assert_eq!(response.unwrap().into_inner().user, Some(user("2")));
}

#[test]
fn invalid_origins_are_rejected() {
    for origin in [
        "*",
        "example.com",
        "https://example.com/",
        "https://example.com/a",
        "ftp://a",
        "",
    ] {
        assert!(Web::new().allow_origin(origin).is_err(), "{origin}");
    }
}
