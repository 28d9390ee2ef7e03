//! Requests that are malformed, or that other clients write.

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};

use super::super::PROTO;
use super::super::content_type::Form;
use super::*;
use crate::Code;
use crate::edge::testing::now;

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.append(name, HeaderValue::from_static(value));
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[test]
fn malformed_headers_are_refused() {
    for (name, value, accepted) in [
        ("connect-protocol-version", "1", true),
        ("connect-protocol-version", "2", false),
        ("connect-protocol-version", "", false),
        ("connect-timeout-ms", "10", true),
        ("connect-timeout-ms", "10s", false),
        ("content-encoding", "unknown", true),
    ] {
        let mut sent = Request::new(());
        set(sent.headers_mut(), name, value);
        let (_, checked) = unary(&PROTO, Rules::default(), &mut sent);
        assert_eq!(checked.is_ok(), accepted, "{name}: {value}");
    }
    let (_, missing) = unary(
        &PROTO,
        Rules {
            requires_version: true,
        },
        &mut Request::new(()),
    );
    assert_eq!(
        missing.map_err(|status| status.code()),
        Err(Code::InvalidArgument)
    );
}

#[test]
fn weights_of_zero_refuse_an_encoding() {
    for (sent, expected) in [
        (
            "gzip, deflate;q=0.5 , br;q=0, zstd;q=0.000",
            Some("gzip,deflate"),
        ),
        ("br;q=0", None),
        ("*", Some("*")),
        (",,", None),
    ] {
        let mut request = Request::new(());
        set(request.headers_mut(), "accept-encoding", sent);
        let _ = unary(&PROTO, Rules::default(), &mut request);
        assert_eq!(
            text(request.headers(), "grpc-accept-encoding"),
            expected,
            "{sent}"
        );
    }
}

#[test]
fn queries_without_a_known_codec_are_not_calls() {
    for (query, expected) in [
        ("encoding=proto&message=aGk&base64=1", Some(true)),
        ("connect=v2&encoding=proto&message=", Some(false)),
        ("encoding=proto", Some(false)),
        ("encoding=proto&message=!&base64=1", Some(false)),
        ("encoding=foo&message=", None),
        ("message=", None),
        ("", None),
    ] {
        let mut request = Request::new(());
        *request.uri_mut() = format!("/a.B/C?{query}").parse().unwrap();
        let read = get(Rules::default(), request, true).map(|(_, request)| request.is_ok());
        assert_eq!(read, expected, "{query}");
    }
}

/// A handler may forward the trailers of another server.
#[test]
fn trailers_of_any_number_do_not_panic() {
    for form in [Form::Unary, Form::Stream] {
        let mut trailers = HeaderMap::new();
        set(&mut trailers, "grpc-status", "0");
        let mut names = (0..).map(|name: usize| HeaderName::try_from(format!("a{name}")).unwrap());
        while trailers
            .try_insert(names.next().unwrap(), HeaderValue::from_static("x"))
            .is_ok()
        {}
        let message = Bytes::from_static(b"\0\0\0\0\x01!");
        let body = Chunks::new([message]).with_trailers(trailers.clone());
        let mut response = Response::new(Body::new(body));
        set(response.headers_mut(), "content-type", "application/grpc");
        let response = now(Reply::for_test(form).response(response));
        assert_eq!(response.status(), 200);
        // So many headers are an error.
        let mut response = Response::new(Body::empty());
        trailers.remove("a7");
        set(&mut trailers, "content-type", "application/grpc");
        *response.headers_mut() = trailers;
        let response = now(Reply::for_test(form).response(response));
        assert!(response.headers().len() < 10);
    }
}
