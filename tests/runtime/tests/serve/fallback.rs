//! The HTTP fallback: which requests it gets, and the limits, deadlines and drains that apply to it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{any, get, post};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use rpcsmith_runtime::serve::{ServerBuilder, Web};
use rpcsmith_runtime::{CallContext, Code, Drain, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

use crate::certificates::{Authority, Files};
use crate::raw::{Connection, framed};
use crate::support::{NO_SIGNALS, Served, client, get as id, in_time, serve, user, users};
use crate::web::{call, exchange, exchange_over};

/// Routes for tests. `/never` and `/waits` send an event when they begin.
fn routes(started: UnboundedSender<()>) -> Router {
    let never_started = started.clone();
    let never = async move || {
        let _ = never_started.send(());
        std::future::pending::<&str>().await
    };
    let waits = async move || {
        let _ = started.send(());
        CallContext::current().unwrap().draining().await;
        "drained"
    };
    Router::new()
        .route("/healthz", get(async || "healthy"))
        .route("/hook", post(async |body: Bytes| body))
        .route("/waits", get(waits))
        .route("/never", get(never))
        .route(
            "/panics",
            get(async || -> &'static str { panic!("requested by the test") }),
        )
        .fallback(any(async || (StatusCode::NOT_FOUND, "nothing here")))
}

/// A builder with a gRPC service and the fallback, and a receiver of the events of [`routes`].
fn service_and_fallback() -> (ServerBuilder, UnboundedReceiver<()>) {
    let (started, waiting) = unbounded_channel();
    (users().0.fallback(routes(started)), waiting)
}

/// The status and the body over HTTP/1.1.
async fn http1(served: &Served, request: &str, body: &[u8]) -> (u16, String) {
    let (head, body) = exchange(served.address, &format!("{request}\r\n"), body).await;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// The status and the body over HTTP/2.
async fn http2(served: &Served, request: http::request::Builder, body: &[u8]) -> (u16, String) {
    let mut connection = Connection::new(served.address).await;
    let request = request
        .body(Full::new(Bytes::copy_from_slice(body)))
        .unwrap();
    let response = in_time(connection.request(request)).await.unwrap();
    let status = response.status().as_u16();
    let body = in_time(response.into_body().collect())
        .await
        .unwrap()
        .to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn uri(path: &str) -> String {
    format!("http://localhost{path}")
}

#[tokio::test]
async fn answers_plain_http_requests() {
    let (builder, _waiting) = service_and_fallback();
    let served = serve(builder).await;
    for (method, path, status, answer) in [
        ("GET", "/healthz", 200, "healthy"),
        ("POST", "/hook", 200, "body"),
        ("GET", "/hook", 405, ""),
        ("GET", "/", 404, "nothing here"),
        ("POST", "/other.Service/Method", 404, "nothing here"),
        ("GET", "/panics", 500, "internal error"),
    ] {
        let body = if method == "POST" { "body" } else { "" };
        let request = Request::builder().method(method).uri(uri(path));
        let expected = (status, answer.to_owned());
        assert_eq!(
            http2(&served, request, body.as_bytes()).await,
            expected,
            "{path}"
        );
        let line = format!("{method} {path} HTTP/1.1");
        let (status, answer) = http1(&served, &line, body.as_bytes()).await;
        assert_eq!(status, expected.0, "{path}");
        assert!(answer.contains(&expected.1), "{path}: {answer}");
    }
    let response = client(served.address).await.get_user(id("1")).await;
    assert_eq!(response.unwrap().into_inner().user, Some(user("1")));
}

/// A gRPC client gets a status for each path that it calls.
#[tokio::test]
async fn never_answers_an_rpc() {
    let everything = Router::new().fallback(any(async || "the fallback"));
    let served = serve(users().0.fallback(everything)).await;
    let mut connection = Connection::new(served.address).await;
    for path in ["/user.UserService/Nothing", "/other.Service/GetUser", "/"] {
        let code = connection.code(path, &[], &id("1")).await;
        assert_eq!(code, i32::from(Code::Unimplemented), "{path}");
    }
    let paths = [
        "/user.UserService/GetUser",
        "/user.UserService/Nothing",
        "/user.UserService",
    ];
    for path in paths {
        for (method, kind) in [
            ("GET", ""),
            ("POST", "text/plain"),
            ("POST", "application/json"),
            ("POST", "application/grpcfoo"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(uri(path))
                .header("content-type", kind);
            let (status, _) = http2(&served, request, b"{}").await;
            // GetUser can be called by GET, with a query that names a codec.
            let unsafe_get = method == "GET" && !path.ends_with("/GetUser");
            let expected = if unsafe_get { 405 } else { 415 };
            assert_eq!(status, expected, "{method} {path} {kind}");
        }
        for (kind, expected) in [("text/plain", 415), ("application/grpc", 505)] {
            let head = format!("POST {path} HTTP/1.1\r\ncontent-type: {kind}");
            let (status, _) = http1(&served, &head, &framed(&id("1"))).await;
            assert_eq!(status, expected, "{path} {kind}");
        }
    }
}

/// Browsers send such requests to other origins without a preflight request.
#[tokio::test]
async fn forms_are_not_calls() {
    let served = serve(users().0).await;
    let request =
        Request::post(uri("/user.UserService/GetUser")).header("content-type", "text/plain");
    assert_eq!(http2(&served, request, &framed(&id("1"))).await.0, 415);
}

#[tokio::test]
async fn limits_apply() {
    let limits = Limits {
        max_concurrent_calls: Some(1),
        max_request_size: 1000,
        max_header_size: 8 * 1024,
        ..Limits::default()
    };
    let (builder, mut waiting) = service_and_fallback();
    let served = serve(builder.limits(limits)).await;
    let (status, _) = http1(&served, "POST /hook HTTP/1.1", &[0; 1001]).await;
    assert_eq!(status, 413);
    assert_eq!(
        http1(&served, "POST /hook HTTP/1.1", &[b'a'; 1000]).await,
        (200, "a".repeat(1000))
    );
    let large = format!("GET /healthz HTTP/1.1\r\nx-large: {}", "a".repeat(10_000));
    assert_eq!(http1(&served, &large, b"").await.0, 431);
    // Without a content length, reading the body fails.
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let chunk = format!("3e9\r\n{}\r\n0\r\n\r\n", "a".repeat(1001));
    let head = "POST /hook HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    stream
        .write_all(format!("{head}{chunk}").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    in_time(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");

    let mut connection = Connection::new(served.address).await;
    let request = Request::get(uri("/waits")).body(Full::default()).unwrap();
    let pending = tokio::spawn(async move { connection.request(request).await.unwrap().status() });
    in_time(waiting.recv()).await.unwrap();
    assert_eq!(
        http1(&served, "GET /healthz HTTP/1.1", b"").await,
        (503, "the server has too many calls".to_owned())
    );
    // HTTP requests and gRPC calls count together.
    let status = client(served.address)
        .await
        .get_user(id("1"))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    served.handle.drain();
    assert_eq!(in_time(pending).await.unwrap(), StatusCode::OK);
}

#[tokio::test]
async fn time_is_limited() {
    let (builder, _waiting) = service_and_fallback();
    let served = serve(builder.max_call_time(Duration::from_millis(50))).await;
    let request = Request::get(uri("/never"));
    assert_eq!(http2(&served, request, b"").await.0, 504);
    assert_eq!(http1(&served, "GET /never HTTP/1.1", b"").await.0, 504);
}

#[tokio::test]
async fn drains() {
    let (builder, mut waiting) = service_and_fallback();
    let served = serve(builder).await;
    // A keep-alive connection: the server has to close it.
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream
        .write_all(b"GET /waits HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    in_time(waiting.recv()).await.unwrap();
    served.handle.drain();
    let mut answer = String::new();
    in_time(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("drained"),
        "{answer}"
    );
    assert!(in_time(served.done).await.unwrap().in_time);
}

#[tokio::test]
async fn a_drain_ends() {
    let grace = Drain {
        grace: Duration::from_millis(50),
        ..NO_SIGNALS
    };
    let (builder, mut waiting) = service_and_fallback();
    let served = serve(builder.drain(grace)).await;
    let mut connection = Connection::new(served.address).await;
    let never = Request::get(uri("/never")).body(Full::default()).unwrap();
    let answer = tokio::spawn(async move { connection.request(never).await.unwrap().status() });
    in_time(waiting.recv()).await.unwrap();
    served.handle.drain();
    assert_eq!(
        in_time(answer).await.unwrap(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert!(!in_time(served.done).await.unwrap().in_time);
}

#[tokio::test]
async fn over_tls() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let (builder, _waiting) = service_and_fallback();
    let served = serve(builder.tls(files.tls())).await;
    for protocol in [None, Some(b"http/1.1".to_vec())] {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap())
            .unwrap();
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols.extend(protocol);
        let stream = TcpStream::connect(served.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let stream = tokio_rustls::TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .unwrap();
        let (head, body) = exchange_over(stream, "GET /healthz HTTP/1.1\r\n", b"").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(body, b"healthy");
    }
}

#[tokio::test]
async fn beside_grpc_web() {
    let (builder, _waiting) = service_and_fallback();
    let web = Web::new().allow_origin("https://app.example.com").unwrap();
    let served = serve(builder.web(web)).await;
    assert_eq!(
        http1(&served, "GET /healthz HTTP/1.1", b"").await,
        (200, "healthy".to_owned())
    );
    let head = call("https://app.example.com");
    let (head, body) = exchange(served.address, &head, &framed(&id("1"))).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(body.windows(13).any(|window| window == b"grpc-status:0"));
}
