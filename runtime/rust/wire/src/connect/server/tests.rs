//! Requests that are malformed, or that other clients write.

use http::{HeaderMap, HeaderValue, Request};

use super::super::PROTO;
use super::*;
use crate::Code;

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
        let read = get(Rules::default(), request).map(|(_, request)| request.is_ok());
        assert_eq!(read, expected, "{query}");
    }
}
