//! Calls with Connect, as plain HTTP clients make them.

use std::convert::Infallible;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper_util::rt::TokioIo;
use prost::Message;
use rpcsmith_runtime::Limits;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::serve::{ServerBuilder, Web};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_stream::StreamExt;

use crate::raw::{self, framed};
use crate::sample::user::{
    CreateUserRequest, GetUserResponse, ListUsersRequest, ListUsersResponse,
};
use crate::support::{Served, get, in_time, serve, user, users};

/// A connection over HTTP/1.1, which stays open.
struct Http1(hyper::client::conn::http1::SendRequest<Sent>);

type Sent = UnsyncBoxBody<Bytes, Infallible>;

impl Http1 {
    async fn new(served: &Served) -> Self {
        let stream = TcpStream::connect(served.address).await.unwrap();
        let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream));
        let (requests, connection) = handshake.await.unwrap();
        tokio::spawn(connection);
        Self(requests)
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Response<Incoming> {
        self.send_any(request.map(BodyExt::boxed_unsync)).await
    }

    async fn send_any(&mut self, request: Request<Sent>) -> Response<Incoming> {
        in_time(self.0.ready()).await.unwrap();
        in_time(self.0.send_request(request)).await.unwrap()
    }

    /// The status, the content type and the body of the response to a call.
    async fn call(&mut self, path: &str, kind: &str, body: Vec<u8>) -> (u16, String, Bytes) {
        let request = post(path, kind).body(Full::from(body)).unwrap();
        read(self.send(request).await).await
    }
}

async fn read(response: Response<Incoming>) -> (u16, String, Bytes) {
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type");
    let kind = kind.map_or("", |kind| kind.to_str().unwrap()).to_owned();
    let body = in_time(response.into_body().collect()).await.unwrap();
    (status, kind, body.to_bytes())
}

fn post(path: &str, kind: &str) -> http::request::Builder {
    let path = format!("/user.UserService/{path}");
    Request::post(path)
        .header("host", "localhost")
        .header("content-type", kind)
}

fn error(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap()
}

async fn start(builder: ServerBuilder) -> (Served, Http1) {
    let served = serve(builder).await;
    let connection = Http1::new(&served).await;
    (served, connection)
}

#[tokio::test]
async fn a_unary_call_is_one_message_each_way() {
    let (_served, mut connection) = start(users().0).await;
    for _ in 0..2 {
        let answer = connection
            .call("GetUser", "application/proto", get("1").encode_to_vec())
            .await;
        let (status, kind, body) = answer;
        assert_eq!((status, kind.as_str()), (200, "application/proto"));
        let response = GetUserResponse::decode(body).unwrap();
        assert_eq!(response.user, Some(user("1")));
    }
}

#[tokio::test]
async fn a_method_without_side_effects_can_be_called_by_get() {
    let (_served, mut connection) = start(users().0).await;
    // The message is `id: "1"`.
    for (query, expected) in [
        ("connect=v1&encoding=proto&base64=1&message=CgEx", 200),
        ("encoding=proto&message=%0A%011", 200),
        ("encoding=proto", 400),
        ("encoding=foo&message=", 415),
        ("message=CgEx&base64=1", 415),
        ("connect=v2&encoding=proto&message=", 400),
    ] {
        let uri = format!("/user.UserService/GetUser?{query}");
        let request = Request::get(uri).header("host", "localhost");
        let response = connection
            .send(request.body(Full::default()).unwrap())
            .await;
        assert_eq!(response.status(), expected, "{query}");
        if expected == 200 {
            assert_eq!(response.headers()["vary"], "accept-encoding");
            let (.., body) = read(response).await;
            let response = GetUserResponse::decode(body).unwrap();
            assert_eq!(response.user, Some(user("1")));
        } else {
            let (.., body) = read(response).await;
            // Such a request has no content type.
            let names_it = body.ends_with(b"needs the parameter `encoding=proto`");
            assert_eq!(names_it, expected == 415, "{query}: {body:?}");
        }
    }
    let uri = "/user.UserService/CreateUsers?encoding=proto&message=";
    let request = Request::get(uri).header("host", "localhost");
    let response = connection
        .send(request.body(Full::default()).unwrap())
        .await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()["allow"], "POST");
}

#[tokio::test]
async fn errors_are_json() {
    let builder = users().0.compression(CompressionEncoding::Gzip);
    let (_served, mut connection) = start(builder).await;
    let proto = "application/proto";
    let missing = json!({"code": "not_found", "message": "no such user"});
    let panics = json!({"code": "internal", "message": "internal error"});
    for (id, status, expected) in [("missing", 404, missing), ("panic", 500, panics)] {
        let answer = connection
            .call("GetUser", proto, get(id).encode_to_vec())
            .await;
        assert_eq!((answer.0, answer.1.as_str()), (status, "application/json"));
        assert_eq!(error(&answer.2), expected);
    }
    // Half of a message, and one without the compression that its header names.
    for (encoding, message) in [("identity", vec![10, 5]), ("gzip", vec![10, 1, b'1'])] {
        let request = post("GetUser", proto).header("content-encoding", encoding);
        let response = connection.send(request.body(Full::from(message)).unwrap());
        let (status, kind, body) = read(response.await).await;
        assert_eq!((status, kind.as_str()), (400, "application/json"));
        assert_eq!(error(&body)["code"], "invalid_argument", "{encoding}");
    }
    let (status, _, body) = connection.call("Nothing", proto, Vec::new()).await;
    assert_eq!(error(&body)["code"], "unimplemented", "{status}");
    for (name, value) in [
        ("connect-timeout-ms", "1s"),
        ("connect-protocol-version", "2"),
    ] {
        let request = post("GetUser", proto).header(name, value);
        let response = connection
            .send(request.body(Full::default()).unwrap())
            .await;
        let (status, _, body) = read(response).await;
        assert_eq!(
            (status, &error(&body)["code"]),
            (400, &json!("invalid_argument"))
        );
    }
}

#[tokio::test]
async fn the_timeout_is_that_of_the_call() {
    let (_served, mut connection) = start(users().0).await;
    let request = post("GetUser", "application/proto").header("connect-timeout-ms", "50");
    let body = Full::from(get("never").encode_to_vec());
    let response = connection.send(request.body(body).unwrap()).await;
    let (status, _, body) = read(response).await;
    assert_eq!(status, 504);
    assert_eq!(error(&body)["code"], "deadline_exceeded");
}

#[tokio::test]
async fn streams_end_with_an_envelope() {
    let (_served, mut connection) = start(users().0).await;
    let kind = "application/connect+proto";
    let (status, answered, body) = connection
        .call(
            "ListUsers",
            kind,
            framed(&ListUsersRequest { page_size: 2 }).to_vec(),
        )
        .await;
    assert_eq!((status, answered.as_str()), (200, kind));
    let end = [
        &framed(&user("0"))[..],
        &framed(&user("1")),
        b"\x02\0\0\0\x02{}",
    ]
    .concat();
    assert_eq!(body, end);

    let name = |name: &str| {
        framed(&CreateUserRequest {
            name: name.to_owned(),
        })
    };
    let requests = [name("a"), name("b")].concat();
    let (.., body) = connection.call("CreateUsers", kind, requests).await;
    let users = ListUsersResponse {
        users: vec![user("a"), user("b")],
    };
    assert_eq!(body, [&framed(&users)[..], b"\x02\0\0\0\x02{}"].concat());

    // An envelope, and a message within an envelope, that is cut.
    for malformed in [vec![0, 0, 0, 0, 9, 1], vec![0, 0, 0, 0, 2, 10, 5]] {
        let (status, _, body) = connection.call("CreateUsers", kind, malformed).await;
        assert_eq!((status, body[0]), (200, 2));
        assert_eq!(error(&body[5..])["error"]["code"], "invalid_argument");
    }
}

#[tokio::test]
async fn other_content_types_are_refused() {
    let (_served, mut connection) = start(users().0).await;
    for (path, kind) in [
        ("GetUser", "application/connect+proto"),
        ("GetUser", "application/x-www-form-urlencoded"),
        ("ListUsers", "application/proto"),
        ("ListUsers", "application/connect+foo"),
    ] {
        let request = post(path, kind).body(Full::default()).unwrap();
        let response = connection.send(request).await;
        assert_eq!(response.status(), 415, "{path} {kind}");
        let accepted = response.headers()["accept-post"].to_str().unwrap();
        assert!(accepted.contains("application/grpc-web"), "{accepted}");
        read(response).await;
    }
}

/// The generated code of this service has no JSON.
#[tokio::test]
async fn json_is_refused_without_its_feature() {
    let (served, mut connection) = start(users().0).await;
    for (path, kind, body) in [
        ("GetUser", "application/json", &b"{\"id\":\"1\"}"[..]),
        ("GetUser", "application/grpc-web+json", b"\0\0\0\0\x02{}"),
        ("ListUsers", "application/connect+json", b"\0\0\0\0\x02{}"),
    ] {
        let request = post(path, kind).body(Full::from(body.to_vec())).unwrap();
        let response = connection.send(request).await;
        assert_eq!(response.status(), 415, "{path} {kind}");
        let accepted = response.headers()["accept-post"].to_str().unwrap();
        assert!(!accepted.contains("json"), "{accepted}");
        read(response).await;
    }
    let mut connection = raw::Connection::new(served.address).await;
    for kind in ["application/grpc+json", "application/grpc+foo"] {
        let request = Request::post("http://localhost/user.UserService/GetUser")
            .header("content-type", kind)
            .header("te", "trailers");
        let request = request.body(Full::from(&b"\0\0\0\0\x02{}"[..])).unwrap();
        let response = in_time(connection.request(request)).await.unwrap();
        assert_eq!(response.status(), 415, "{kind}");
        let accepted = response.headers()["accept-post"].to_str().unwrap();
        assert!(accepted.starts_with("application/grpc, "), "{accepted}");
    }
}

/// A client over HTTP/1.1 reads the response after it has sent the request. The connection stays usable.
#[tokio::test]
async fn an_early_answer_does_not_break_the_connection() {
    let limits = Limits {
        max_request_size: 1000,
        ..Limits::default()
    };
    let (_served, mut connection) = start(users().0.limits(limits)).await;
    for (path, kind, status, start) in [
        (
            "GetUser",
            "application/proto",
            429,
            "{\"code\":\"resource_exhausted\"",
        ),
        ("GetUser", "text/plain", 415, "the content type"),
        ("GetUser", "application/grpc-web", 200, ""),
        ("CreateUsers", "application/connect+proto", 200, "\u{2}\0"),
    ] {
        let message = [&[0, 0, 15, 66, 64][..], &vec![0; 1_000_000]].concat();
        let (code, _, body) = connection.call(path, kind, message).await;
        assert_eq!(code, status, "{kind}");
        assert!(body.starts_with(start.as_bytes()), "{kind}: {body:?}");
    }
}

#[tokio::test]
async fn the_version_may_be_required() {
    let (_served, mut connection) = start(users().0.require_connect_version()).await;
    let body = || Full::from(get("1").encode_to_vec());
    for (version, status) in [(None, 400), (Some("1"), 200)] {
        let mut request = post("GetUser", "application/proto");
        if let Some(version) = version {
            request = request.header("connect-protocol-version", version);
        }
        let response = connection.send(request.body(body()).unwrap()).await;
        assert_eq!(read(response).await.0, status);
    }
}

/// The limit also applies to a body that does not declare its length.
#[tokio::test]
async fn messages_are_limited() {
    let limits = Limits {
        max_request_size: 1000,
        ..Limits::default()
    };
    let (_served, mut connection) = start(users().0.limits(limits)).await;
    for (length, status) in [(900, 200), (2000, 429)] {
        let message = get(&"x".repeat(length)).encode_to_vec();
        let frames = message.chunks(100).map(Bytes::copy_from_slice);
        let frames: Vec<_> = frames
            .map(|data| Ok::<_, Infallible>(Frame::data(data)))
            .collect();
        let body = StreamBody::new(tokio_stream::iter(frames)).boxed_unsync();
        let request = post("GetUser", "application/proto").body(body).unwrap();
        let (answered, kind, body) = read(connection.send_any(request).await).await;
        assert_eq!(answered, status, "{kind}: {body:?}");
    }
}

#[tokio::test]
async fn pages_of_allowed_origins_can_read_errors() {
    const ORIGIN: &str = "https://app.example.com";
    let web = Web::new().allow_origin(ORIGIN).unwrap();
    let web = web.expose_header(http::HeaderName::from_static("x-region"));
    let (_served, mut connection) = start(users().0.web(web)).await;
    let body = Full::from(get("missing").encode_to_vec());
    let request = post("GetUser", "application/proto").header("origin", ORIGIN);
    let response = connection.send(request.body(body).unwrap()).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-origin"], ORIGIN);
    let exposed = headers["access-control-expose-headers"].to_str().unwrap();
    assert!(
        exposed.contains("x-region") && exposed.contains("trailer-x-region"),
        "{exposed}"
    );
    read(response).await;

    let preflight = Request::options("/user.UserService/GetUser")
        .header("host", "localhost")
        .header("origin", ORIGIN)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "connect-timeout-ms");
    let response = connection
        .send(preflight.body(Full::default()).unwrap())
        .await;
    let allowed = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert!(allowed("access-control-allow-methods").contains("GET"));
    assert!(allowed("access-control-allow-headers").contains("connect-timeout-ms"));
}

/// The bytes of a message without a declared length count while it arrives.
#[tokio::test]
async fn bytes_of_unfinished_messages_are_counted() {
    const KIB: usize = 1024;
    let limits = Limits {
        max_request_size: 400 * KIB,
        max_buffered_bytes: Some(1024 * KIB),
        request_timeout: Duration::from_secs(3600),
        ..Limits::default()
    };
    let served = serve(users().0.limits(limits)).await;
    let mut calls = JoinSet::new();
    // Large calls may use three quarters of the budget.
    for _ in 0..3 {
        let mut connection = Http1::new(&served).await;
        calls.spawn(async move {
            let frames = (0..300).map(|_| Ok::<_, Infallible>(Frame::data(vec![0; KIB].into())));
            let frames = tokio_stream::iter(frames).chain(tokio_stream::pending());
            let body = StreamBody::new(frames).boxed_unsync();
            let request = post("GetUser", "application/proto").body(body).unwrap();
            read(connection.send_any(request).await).await
        });
    }
    let (status, _, body) = in_time(calls.join_next()).await.unwrap().unwrap();
    assert_eq!(status, 429);
    let message = "requests use all of max_buffered_bytes (1048576 bytes)";
    assert_eq!(error(&body)["message"], message);
}
