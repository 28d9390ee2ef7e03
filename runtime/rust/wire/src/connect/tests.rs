//! Calls through both sides: what the client writes, the server reads, and the other way round.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use super::*;
use crate::body::Body;
use crate::edge::chunks::Chunks;
use crate::edge::enveloped::Enveloped;
use crate::edge::headers::{only_status, only_status_headers};
use crate::edge::testing::{now, pieces, read};
use crate::{Code, Status};

const ENVELOPE: &[u8] = b"\0\0\0\0\x02hi";

fn of_grpc(body: Body) -> Request<Body> {
    let mut request = Request::new(body);
    *request.uri_mut() = "http://host/a.B/C".parse().unwrap();
    *request.method_mut() = Method::POST;
    set(
        request.headers_mut(),
        &[
            ("content-type", "application/grpc"),
            ("te", "trailers"),
            ("grpc-timeout", "1S"),
            ("grpc-accept-encoding", "gzip,zstd"),
            ("x-some", "1"),
        ],
    );
    request
}

fn set(headers: &mut HeaderMap, new: &[(&'static str, &'static str)]) {
    for (name, value) in new {
        headers.append(*name, HeaderValue::from_static(value));
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// A response of gRPC: its headers, its data, and its trailers.
fn answer(status: &Status) -> Response<Body> {
    let mut trailers = HeaderMap::new();
    set(&mut trailers, &[("x-end", "2"), ("x-end", "3")]);
    let trailers = only_status_headers(status, trailers);
    let body = Chunks::new([Bytes::from_static(ENVELOPE)]).with_trailers(trailers);
    let mut response = Response::new(Body::new(body));
    set(
        response.headers_mut(),
        &[("content-type", "application/grpc"), ("x-start", "1")],
    );
    response
}

#[test]
fn a_unary_call_survives_both_directions() {
    for size in 1..=ENVELOPE.len() {
        let (sent, client) =
            now(request(of_grpc(pieces(ENVELOPE, size)), Form::Unary, false)).unwrap();
        assert_eq!(recognize(sent.headers()), Some((Form::Unary, &PROTO)));
        assert_eq!(text(sent.headers(), "connect-timeout-ms"), Some("1000"));
        assert_eq!(text(sent.headers(), "accept-encoding"), Some("gzip,zstd"));
        assert_eq!(text(sent.headers(), "content-length"), Some("2"));
        assert_eq!(text(sent.headers(), "te"), None);

        let mut sent = sent;
        let (reply, compressed) = unary(
            &PROTO,
            Rules {
                requires_version: true,
            },
            &mut sent,
        );
        let body = sent.body_mut();
        let body = std::mem::replace(body, Body::empty());
        let body = Enveloped::new(body, compressed.unwrap().0, 100, "request");
        assert_eq!(now(read(body)).0, ENVELOPE);
        let headers = sent.headers();
        assert_eq!(
            text(headers, "content-type"),
            Some("application/grpc+proto")
        );
        assert_eq!(text(headers, "grpc-timeout"), Some("1000000u"));
        assert_eq!(text(headers, "grpc-accept-encoding"), Some("gzip,zstd"));
        assert_eq!(text(headers, "x-some"), Some("1"));

        let response = now(reply.response(answer(&Status::ok(""))));
        assert_eq!(text(response.headers(), "trailer-x-end"), Some("2"));
        assert_eq!(text(response.headers(), "content-length"), Some("2"));
        let response = now(client.response(response, 100)).unwrap();
        assert_eq!(text(response.headers(), "x-start"), Some("1"));
        let (data, trailers, _) = now(read(response.into_body()));
        assert_eq!(data, ENVELOPE);
        let trailers = trailers.unwrap();
        assert_eq!(text(&trailers, "grpc-status"), Some("0"));
        assert_eq!(trailers.get_all("x-end").iter().count(), 2);
    }
}

#[test]
fn a_call_by_get_survives_if_its_uri_is_short() {
    let (sent, _) = now(request(of_grpc(pieces(ENVELOPE, 3)), Form::Unary, true)).unwrap();
    assert_eq!(sent.method(), Method::GET);
    assert_eq!(
        sent.uri().to_string(),
        "http://host/a.B/C?connect=v1&base64=1&encoding=proto&message=aGk"
    );
    assert_eq!(text(sent.headers(), "content-type"), None);
    let (_, accepted) = get(
        Rules {
            requires_version: true,
        },
        sent,
        true,
    )
    .unwrap();
    let accepted = accepted.unwrap();
    assert_eq!(accepted.method(), Method::POST);
    assert_eq!(accepted.uri().to_string(), "http://host/a.B/C");
    assert_eq!(text(accepted.headers(), "grpc-timeout"), Some("1000000u"));
    assert_eq!(now(read(accepted.into_body())).0, ENVELOPE);

    let long = [&b"\0\0\0\x20\0"[..], &[b'x'; 0x2000]].concat();
    let (sent, _) = now(request(of_grpc(pieces(&long, 999)), Form::Unary, true)).unwrap();
    assert_eq!(sent.method(), Method::POST);
}

#[test]
fn a_stream_survives_both_directions() {
    let two = [ENVELOPE, ENVELOPE].concat();
    let (mut sent, client) = now(request(of_grpc(pieces(&two, 4)), Form::Stream, false)).unwrap();
    assert_eq!(recognize(sent.headers()), Some((Form::Stream, &PROTO)));
    assert_eq!(
        text(sent.headers(), "connect-accept-encoding"),
        Some("gzip,zstd")
    );
    let (reply, accepted) = stream(&PROTO, &mut sent);
    accepted.unwrap();
    assert_eq!(
        text(sent.headers(), "grpc-accept-encoding"),
        Some("gzip,zstd")
    );
    assert_eq!(now(read(sent.into_body())).0, two);
    for status in [Status::ok(""), Status::aborted("no")] {
        let response = now(reply.response(answer(&status)));
        assert_eq!(response.status(), StatusCode::OK);
        let response = now(client.response(response, 0)).unwrap();
        assert_eq!(text(response.headers(), "x-start"), Some("1"));
        let (data, trailers, _) = now(read(response.into_body()));
        assert_eq!(data, ENVELOPE);
        let trailers = trailers.unwrap();
        let read = Status::from_header_map(&trailers).unwrap();
        assert_eq!(
            (read.code(), read.message()),
            (status.code(), status.message())
        );
        assert_eq!(trailers.get_all("x-end").iter().count(), 2);
    }
}

#[test]
fn an_error_is_json_with_its_http_status() {
    let mut metadata = HeaderMap::new();
    set(&mut metadata, &[("x-why", "1")]);
    let status = Status::not_found("gone");
    let alone = || only_status::<Body>(&status, metadata.clone());
    let (_, client) = now(request(of_grpc(pieces(ENVELOPE, 9)), Form::Unary, false)).unwrap();
    for (response, name) in [(alone(), "x-why"), (answer(&status), "x-end")] {
        let response = now(Reply::for_test(Form::Unary).response(response));
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(
            text(response.headers(), "content-type"),
            Some("application/json")
        );
        let response = now(client.response(response, 0)).unwrap();
        assert_eq!(text(response.headers(), "grpc-status"), Some("5"));
        assert_eq!(text(response.headers(), "grpc-message"), Some("gone"));
        assert!(response.headers().contains_key(name));
    }
    let response = now(Reply::for_test(Form::Stream).response(alone()));
    let (data, ..) = now(read(response.into_body()));
    let expected = br#"{"error":{"code":"not_found","message":"gone"},"metadata":{"x-why":["1"]}}"#;
    assert_eq!(data[5..], expected[..]);
}

#[test]
fn other_answers_than_one_message_are_errors() {
    for body in [&b""[..], b"\0\0\0\0\0\0\0\0\0\0", b"\0\0\0\0\x05x"] {
        let trailers = only_status_headers(&Status::ok(""), HeaderMap::new());
        let body = Chunks::new([Bytes::from_static(body)]).with_trailers(trailers);
        let mut response = Response::new(Body::new(body));
        set(
            response.headers_mut(),
            &[("content-type", "application/grpc")],
        );
        let response = now(Reply::for_test(Form::Unary).response(response));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}

/// The code of a response that a server of Connect should not send.
fn code_of(form: Form, status: u16, kind: &'static str, body: &'static [u8]) -> Option<Code> {
    let (_, client) = now(request(of_grpc(pieces(ENVELOPE, 9)), form, false)).unwrap();
    let mut response = Response::new(pieces(body, 3));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    let chunked = HeaderValue::from_static("chunked");
    response.headers_mut().insert(TRANSFER_ENCODING, chunked);
    let response = match now(client.response(response, 4)) {
        Ok(response) => response,
        Err(status) => return Some(status.code()),
    };
    if let Some(status) = Status::from_header_map(response.headers()) {
        return Some(status.code());
    }
    let (_, trailers, status) = now(read(response.into_body()));
    let of_trailers = trailers.and_then(|trailers| Status::from_header_map(&trailers));
    status.or(of_trailers).map(|status| status.code())
}

/// Faulty responses: the form of the call, the HTTP status, the content type and the body, and the code of the call.
const FAULTY: [(Form, u16, &str, &[u8], Code); 19] = [
    (Form::Unary, 200, "application/proto", b"xxxx", Code::Ok),
    (
        Form::Unary,
        200,
        "application/proto",
        b"xxxxx",
        Code::ResourceExhausted,
    ),
    (Form::Unary, 200, "application/json", b"{}", Code::Internal),
    (Form::Unary, 200, "image/jpeg", b"", Code::Unknown),
    (
        Form::Unary,
        200,
        "application/connect+proto",
        b"",
        Code::Unknown,
    ),
    (
        Form::Unary,
        403,
        "application/proto",
        b"",
        Code::PermissionDenied,
    ),
    (
        Form::Unary,
        403,
        "application/json",
        b"{\"code\": \"aborted\"}",
        Code::Aborted,
    ),
    (
        Form::Unary,
        403,
        "application/json; charset=utf-8",
        b"{}",
        Code::PermissionDenied,
    ),
    (
        Form::Unary,
        503,
        "application/json",
        b"{",
        Code::Unavailable,
    ),
    (Form::Unary, 505, "text/html", b"", Code::Unknown),
    (
        Form::Stream,
        200,
        "application/connect+proto",
        b"\x02\0\0\0\x02{}",
        Code::Ok,
    ),
    (
        Form::Stream,
        200,
        "application/connect+proto",
        b"\x02\0\0\0\x02{",
        Code::Internal,
    ),
    (
        Form::Stream,
        200,
        "application/connect+proto",
        b"\x02\0\0\0\x02[]",
        Code::Internal,
    ),
    (
        Form::Stream,
        200,
        "application/connect+proto",
        b"\x03\0\0\0\x02{}",
        Code::Internal,
    ),
    (
        Form::Stream,
        200,
        "application/connect+proto",
        b"\x02\0\0\0\x02{}x",
        Code::Internal,
    ),
    (
        Form::Stream,
        200,
        "application/connect+proto",
        b"",
        Code::Internal,
    ),
    (
        Form::Stream,
        200,
        "application/connect+json",
        b"",
        Code::Internal,
    ),
    (Form::Stream, 200, "application/proto", b"", Code::Unknown),
    (
        Form::Stream,
        404,
        "application/json",
        b"{}",
        Code::Unimplemented,
    ),
];

#[test]
fn faulty_responses_have_the_codes_of_the_specification() {
    for (form, http, kind, body, expected) in FAULTY {
        let code = code_of(form, http, kind, body);
        assert_eq!(code, Some(expected), "{form:?} {http} {kind} {body:?}");
    }
}
