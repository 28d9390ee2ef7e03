//! Requests and responses as they are on the wire.

use bytes::BytesMut;
use http::{Request, Response};
use rpcsmith_message::reflect::Registry;
use rpcsmith_service::PathSegment::{Literal, One};
use rpcsmith_service::{HttpRoute, Method, PathVariable};

use super::{Sent, request};
use crate::body::Body;
use crate::codec::Json;
use crate::codec::http_json::client::ClientCodec;
use crate::edge::envelope::prefix;
use crate::edge::testing::{now, pieces, read};
use crate::grpc::read::{MessageReader, ReadOptions};
use crate::proto::google::rpc::ErrorInfo;
use crate::{Code, Status};

const UNARY: Method = Method::unary("/a.B/Unary");
const DOWN: Method = Method::server_streaming("/a.B/Down");
const UP: Method = Method::client_streaming("/a.B/Up");

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";

const REASON: &[PathVariable] = &[PathVariable::new("reason", 1..2)];
static GET: HttpRoute = HttpRoute::get(0, &[Literal("v1"), One]).variables(REASON);
static POST: HttpRoute = HttpRoute::post(0, &[Literal("v1"), One])
    .variables(REASON)
    .body("*");
static FIXED: HttpRoute = HttpRoute::custom("*", 0, &[Literal("v1")]).body("*");
static FILE: HttpRoute = HttpRoute::get(0, &[Literal("v1")]).download();

fn info(reason: &str) -> ErrorInfo {
    ErrorInfo {
        reason: reason.to_owned(),
        ..ErrorInfo::default()
    }
}

/// The request of these messages, in pieces of a size.
fn sent(
    route: &'static HttpRoute,
    method: Method,
    messages: &[ErrorInfo],
    size: usize,
) -> Result<(Request<Body>, Sent), Status> {
    let codec = ClientCodec::new(route, Json::new());
    let mut body = BytesMut::new();
    for message in messages {
        let mut payload = BytesMut::new();
        codec.encode(message, &mut payload)?;
        body.extend_from_slice(&prefix(0, payload.len()).unwrap());
        body.extend_from_slice(&payload);
    }
    let uri = format!("http://host/base{}", method.path());
    let request_of_grpc = Request::post(uri)
        .header("te", "trailers")
        .header("content-type", "application/grpc+http")
        .header("grpc-timeout", "1S")
        .header("grpc-accept-encoding", "gzip")
        .header("x-tenant", "a")
        .body(pieces(&body, size));
    now(request(request_of_grpc.unwrap(), codec, method))
}

/// A route, a method, the reasons of the messages, and the request: its method and its target, its content type, the header
/// `accept`, and its body.
type Sample = (
    &'static HttpRoute,
    Method,
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

static REQUESTS: [Sample; 7] = [
    (&GET, UNARY, &["7"], "GET /base/v1/7", "", JSON, ""),
    (
        &POST,
        UNARY,
        &["7"],
        "POST /base/v1/7",
        JSON,
        JSON,
        r#"{"reason":"7"}"#,
    ),
    (
        &FIXED,
        DOWN,
        &["7"],
        "POST /base/v1",
        JSON,
        "application/x-ndjson, application/json",
        r#"{"reason":"7"}"#,
    ),
    (&FILE, UNARY, &["7"], "GET /base/v1?reason=7", "", "*/*", ""),
    (
        &POST,
        UP,
        &["7", "7"],
        "POST /base/v1/7",
        LINES,
        JSON,
        "{\"reason\":\"7\"}\n{\"reason\":\"7\"}\n",
    ),
    (
        &FIXED,
        UP,
        &["7", "8"],
        "POST /base/v1",
        LINES,
        JSON,
        "{\"reason\":\"7\"}\n{\"reason\":\"8\"}\n",
    ),
    (&FIXED, UP, &[], "POST /base/v1", LINES, JSON, ""),
];

#[test]
fn requests_are_those_of_the_route() {
    for (route, method, reasons, expected, kind, accept, body) in REQUESTS {
        let messages: Vec<_> = reasons.iter().map(|reason| info(reason)).collect();
        for size in [1, 7, 1000] {
            let (sent, _) = sent(route, method, &messages, size).unwrap();
            let (head, sent_body) = sent.into_parts();
            let target = head.uri.path_and_query().unwrap().as_str();
            assert_eq!(format!("{} {target}", head.method), expected, "{route}");
            assert_eq!(head.uri.host(), Some("host"));
            let header = |name: &str| {
                head.headers
                    .get(name)
                    .map_or("", |value| value.to_str().unwrap())
            };
            assert_eq!(header("content-type"), kind, "{route}");
            assert_eq!(header("accept"), accept, "{route}");
            let encoding = if accept == "application/json" {
                "gzip"
            } else {
                ""
            };
            assert_eq!(header("accept-encoding"), encoding, "{route}");
            assert_eq!((header("te"), header("grpc-timeout")), ("", "1S"));
            assert_eq!(header("x-tenant"), "a");
            assert_eq!(now(read(sent_body)).0, body.as_bytes(), "{route} in {size}");
        }
    }
}

#[test]
fn a_path_needs_its_message() {
    let refused = |route, method, messages: &[ErrorInfo]| {
        let status = sent(route, method, messages, 100).map(|_| ()).unwrap_err();
        status.code()
    };
    assert_eq!(refused(&POST, UP, &[]), Code::InvalidArgument);
    assert_eq!(refused(&GET, UP, &[]), Code::InvalidArgument);
    let two = [info("7"), info("7")];
    assert_eq!(refused(&GET, UP, &two), Code::InvalidArgument);
    assert_eq!(refused(&GET, UNARY, &two), Code::Internal);
}

/// The messages of a response, and the code and the text of its status.
fn outcome(
    route: &'static HttpRoute,
    method: Method,
    response: Response<Body>,
) -> (Vec<String>, Code, String) {
    let (_, sent) = sent(route, method, &[info("7")], 100).unwrap();
    let read = now(sent.response(response, 100, Registry::well_known()));
    let response = match read {
        Ok(response) => response,
        Err(status) => return (Vec::new(), status.code(), status.message().to_owned()),
    };
    let (head, body) = response.into_parts();
    let options = ReadOptions {
        limit: 100,
        ..ReadOptions::default()
    };
    let mut reader = MessageReader::of_response(body, &head.headers, options);
    let mut messages = Vec::new();
    loop {
        match now(reader.message()) {
            Ok(Some(message)) => messages.push(String::from_utf8(message.to_vec()).unwrap()),
            Ok(None) => return (messages, Code::Ok, String::new()),
            Err(status) => return (messages, status.code(), status.message().to_owned()),
        }
    }
}

/// A response over HTTP/1.1 whose body ends by chunks.
fn response(http: u16, kind: &str, body: &[u8], size: usize) -> Response<Body> {
    let response = Response::builder()
        .status(http)
        .header("content-type", kind);
    let response = response.header("transfer-encoding", "chunked");
    response.body(pieces(body, size)).unwrap()
}

/// A route, a method, the status of HTTP, the content type and the body of a response; its messages, and its code.
type Answer = (
    &'static HttpRoute,
    Method,
    u16,
    &'static str,
    &'static str,
    &'static [&'static str],
    Code,
);

static RESPONSES: [Answer; 18] = [
    (&GET, UNARY, 200, JSON, "{}", &["{}"], Code::Ok),
    (
        &GET,
        UNARY,
        201,
        "Application/JSON; charset=utf-8",
        "{}",
        &["{}"],
        Code::Ok,
    ),
    (&GET, UNARY, 200, "text/html", "<p>", &[], Code::Unknown),
    (
        &GET,
        UNARY,
        404,
        JSON,
        r#"{"code": 5}"#,
        &[],
        Code::NotFound,
    ),
    (&GET, UNARY, 404, JSON, "{}", &[], Code::Unimplemented),
    (
        &GET,
        UNARY,
        404,
        "text/html",
        "<p>",
        &[],
        Code::Unimplemented,
    ),
    (&GET, UNARY, 302, "text/html", "", &[], Code::Unknown),
    (
        &GET,
        DOWN,
        503,
        JSON,
        r#"{"code": 14}"#,
        &[],
        Code::Unavailable,
    ),
    (&GET, DOWN, 200, LINES, "", &[], Code::Ok),
    (
        &GET,
        DOWN,
        200,
        JSON,
        "{\"result\":{}}\n\n{ \"result\": [1] }\r\n{\"result\":2}",
        &["{}", "[1]", "2"],
        Code::Ok,
    ),
    (
        &GET,
        DOWN,
        200,
        LINES,
        "{\"result\":{}}\n{\"error\":{\"code\":10,\"message\":\"m\"}}\n",
        &["{}"],
        Code::Aborted,
    ),
    (
        &GET,
        DOWN,
        200,
        LINES,
        "{\"result\":{}}\n{\"res",
        &["{}"],
        Code::Internal,
    ),
    (
        &GET,
        DOWN,
        200,
        LINES,
        "{\"result\":{}}\n{}\n",
        &["{}"],
        Code::Internal,
    ),
    (&GET, DOWN, 200, LINES, "[1]\n", &[], Code::Internal),
    (
        &GET,
        DOWN,
        200,
        "text/event-stream",
        "data: {}",
        &[],
        Code::Unknown,
    ),
    (
        &FILE,
        UNARY,
        200,
        "a/b",
        "data",
        &["\0\0\0\x03a/bdata"],
        Code::Ok,
    ),
    (&FILE, UNARY, 200, "", "", &["\0\0\0\0"], Code::Ok),
    (&FILE, DOWN, 200, "a/b", "", &[], Code::Ok),
];

#[test]
fn a_line_is_limited() {
    let line = format!("{{\"result\":\"{}\"}}\n", "x".repeat(2_000_000));
    let (read, end, _) = outcome(&GET, DOWN, response(200, LINES, line.as_bytes(), 4000));
    assert_eq!((read, end), (Vec::new(), Code::ResourceExhausted));
}

#[test]
fn responses_are_messages_or_errors() {
    for (route, method, http, kind, body, messages, code) in RESPONSES {
        for size in [1, 3, 4000] {
            let sent = response(http, kind, body.as_bytes(), size);
            let (read, end, text) = outcome(route, method, sent);
            assert_eq!(
                (&*read, end),
                (
                    &messages.iter().map(|m| (*m).to_owned()).collect::<Vec<_>>()[..],
                    code
                ),
                "{body:.50} in {size}: {text}"
            );
        }
    }
}

#[test]
fn a_download_arrives_in_pieces() {
    let sent = response(200, "a/b", b"data", 2);
    let (read, end, _) = outcome(&FILE, DOWN, sent);
    assert_eq!(
        (read, end),
        (
            vec!["\0\0\0\x03a/bda".to_owned(), "\0\0\0\x03a/bta".to_owned()],
            Code::Ok
        )
    );
}

#[test]
fn a_body_without_an_end_is_not_complete() {
    for (route, method, kind, body) in [
        (&GET, UNARY, "application/json", "{}"),
        (&GET, DOWN, "application/x-ndjson", "{\"result\":{}}\n"),
        (&FILE, DOWN, "a/b", "data"),
    ] {
        let mut sent = response(200, kind, body.as_bytes(), 100);
        sent.headers_mut().remove("transfer-encoding");
        assert_eq!(outcome(route, method, sent).1, Code::Internal, "{kind}");
    }
}

#[test]
fn a_compression_that_was_not_accepted_is_refused() {
    for (route, method, kind) in [(&GET, DOWN, "application/x-ndjson"), (&FILE, UNARY, "a/b")] {
        let mut sent = response(200, kind, b"x", 100);
        let gzip = "gzip".parse().unwrap();
        sent.headers_mut().insert("content-encoding", gzip);
        let (_, code, message) = outcome(route, method, sent);
        assert_eq!(code, Code::Internal);
        assert!(message.contains("`gzip`"), "{message}");
    }
}

#[test]
fn headers_are_metadata() {
    let (_, sent) = sent(&GET, UNARY, &[info("7")], 100).unwrap();
    for (http, body) in [(200, &b"{}"[..]), (404, br#"{"code": 5, "message": "m"}"#)] {
        let mut answer = response(http, "application/json", body, 100);
        for (name, value) in [("etag", "1"), ("grpc-status", "7"), ("grpc-message", "x")] {
            answer.headers_mut().insert(name, value.parse().unwrap());
        }
        let read = now(sent.response(answer, 100, Registry::well_known())).unwrap();
        assert_eq!(read.headers()["etag"], "1");
        assert_eq!(read.status(), 200);
        let status = Status::from_header_map(read.headers());
        let code = status.map(|status| status.code());
        assert_eq!(code, (http == 404).then_some(Code::NotFound));
    }
}
