//! Requests and responses on the side of a client.

use bytes::{Bytes, BytesMut};
use prost_types::{Any, Duration};
use rpcsmith_message::reflect::Reflect;
use rpcsmith_service::PathSegment::{Literal, One, Rest};
use rpcsmith_service::{HttpRoute, PathVariable};

use super::client::{ClientCodec, MAX_TARGET};
use super::payload;
use crate::Code;
use crate::codec::Json;
use crate::proto::google::rpc::bad_request::FieldViolation;
use crate::proto::google::rpc::{BadRequest, ErrorInfo, PreconditionFailure, RetryInfo, Status};

/// The path with the query, and the body; or the text of the error.
fn sent(route: &'static HttpRoute, message: &dyn Reflect) -> Result<(String, String), String> {
    let mut buffer = BytesMut::new();
    let codec = ClientCodec::new(route, Json::new());
    if let Err(status) = codec.encode(message, &mut buffer) {
        return Err(format!("{:?}: {}", status.code(), status.message()));
    }
    let mut written = buffer.freeze();
    let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).unwrap();
    let target = text(payload::split(&mut written).unwrap());
    assert_eq!(payload::split(&mut written).unwrap(), "");
    Ok((target, text(written)))
}

fn target(route: &'static HttpRoute, message: &dyn Reflect) -> Result<String, String> {
    sent(route, message).map(|(target, _)| target)
}

const REASON: &[PathVariable] = &[PathVariable::new("reason", 1..2)];

#[test]
fn fields_are_in_the_path_or_in_the_query_or_in_the_body() {
    static GET: HttpRoute = HttpRoute::get(0, &[Literal("v1"), One]).variables(REASON);
    static ACTION: HttpRoute = HttpRoute::get(0, &[Literal("v1"), One, One, Rest]).action("now");
    static POST: HttpRoute = HttpRoute::post(0, &[Literal("v1"), One])
        .variables(REASON)
        .body("*");
    static FIELD: HttpRoute = HttpRoute::post(0, &[]).body("metadata");
    let info = ErrorInfo {
        reason: "a/b".to_owned(),
        domain: "é".to_owned(),
        metadata: [("k[&]".to_owned(), "1 + 1".to_owned())].into(),
    };
    let domain = "domain=%C3%A9";
    let metadata = "metadata%5Bk%5B%26%5D%5D=1%20%2B%201";
    let json = r#""domain":"é","metadata":{"k[&]":"1 + 1"}"#;
    for (route, expected, body) in [
        (
            &GET,
            format!("/v1/a%2Fb?{domain}&{metadata}"),
            String::new(),
        ),
        (
            &ACTION,
            format!("/v1/-/-/-:now?reason=a%2Fb&{domain}&{metadata}"),
            String::new(),
        ),
        (
            &POST,
            "/v1/a%2Fb".to_owned(),
            format!("{{\"reason\":\"a/b\",{json}}}"),
        ),
        (
            &FIELD,
            format!("/?reason=a%2Fb&{domain}"),
            r#"{"k[&]":"1 + 1"}"#.to_owned(),
        ),
    ] {
        assert_eq!(sent(route, &info), Ok((expected, body)), "{route}");
    }
    // What is not set is not sent.
    let empty = ErrorInfo::default();
    assert_eq!(sent(&FIELD, &empty), Ok(("/".to_owned(), String::new())));
    let error = "InvalidArgument: `reason` in the path: it is empty, or has an empty segment";
    assert_eq!(target(&GET, &empty), Err(error.to_owned()));
}

#[test]
fn well_known_types_have_a_text() {
    static RETRY: HttpRoute = HttpRoute::get(0, &[Literal("v1")]);
    static IN_PATH: HttpRoute =
        HttpRoute::get(0, &[One]).variables(&[PathVariable::new("retry_delay", 0..1)]);
    let retry = RetryInfo {
        retry_delay: Some(Duration {
            seconds: 1,
            nanos: 500_000_000,
        }),
    };
    let query = target(&RETRY, &retry);
    assert_eq!(query.as_deref(), Ok("/v1?retryDelay=1.500s"));
    assert_eq!(target(&IN_PATH, &retry).as_deref(), Ok("/1.500s"));
    let unset = RetryInfo { retry_delay: None };
    assert_eq!(target(&RETRY, &unset).as_deref(), Ok("/v1"));
    let error = "InvalidArgument: `retry_delay` in the path: it is not set";
    assert_eq!(target(&IN_PATH, &unset), Err(error.to_owned()));
    let out_of_range = RetryInfo {
        retry_delay: Some(Duration {
            seconds: i64::MAX,
            nanos: 0,
        }),
    };
    let error = "InvalidArgument: `retry_delay` in the query: the value has no form in JSON";
    assert_eq!(target(&RETRY, &out_of_range), Err(error.to_owned()));
}

#[test]
fn what_a_query_cannot_have_is_named() {
    static ROUTE: HttpRoute = HttpRoute::get(0, &[Literal("v1")]);
    let bad_request = BadRequest {
        field_violations: vec![FieldViolation::default()],
    };
    let failure = PreconditionFailure::default();
    let status = Status {
        details: vec![Any::default()],
        ..Status::default()
    };
    for (message, error) in [
        (
            &bad_request as &dyn Reflect,
            "`field_violations` in the query: it is a message",
        ),
        (&status, "`details` in the query: it is a message"),
    ] {
        let error = format!("InvalidArgument: {error}");
        assert_eq!(target(&ROUTE, message), Err(error));
    }
    assert_eq!(target(&ROUTE, &failure).as_deref(), Ok("/v1"));
}

#[test]
fn a_target_is_limited() {
    static ROUTE: HttpRoute = HttpRoute::get(0, &[Literal("v1")]);
    let info = |length| ErrorInfo {
        reason: "a".repeat(length),
        ..ErrorInfo::default()
    };
    let fits = MAX_TARGET - "/v1?reason=".len();
    assert_eq!(target(&ROUTE, &info(fits)).unwrap().len(), MAX_TARGET);
    let error = target(&ROUTE, &info(fits + 1)).unwrap_err();
    assert!(error.starts_with("ResourceExhausted"), "{error}");
}

#[test]
fn a_response_is_the_message_or_a_field() {
    static MESSAGE: HttpRoute = HttpRoute::get(0, &[]);
    static FIELD: HttpRoute = HttpRoute::get(0, &[]).response_body("metadata");
    let read = |route: &'static HttpRoute, text: &[u8]| {
        let mut info = ErrorInfo::default();
        let codec = ClientCodec::new(route, Json::new());
        let read = codec.decode(text, &mut info, 1 << 20);
        read.map(|()| info).map_err(|status| status.code())
    };
    let metadata = || [("a".to_owned(), "b".to_owned())].into();
    let message = ErrorInfo {
        reason: "r".to_owned(),
        ..ErrorInfo::default()
    };
    let field = ErrorInfo {
        metadata: metadata(),
        ..ErrorInfo::default()
    };
    // A client may be older than its server.
    assert_eq!(read(&MESSAGE, br#"{"reason": "r", "new": 1}"#), Ok(message));
    assert_eq!(read(&FIELD, br#"{"a": "b"}"#), Ok(field));
    for route in [&MESSAGE, &FIELD] {
        assert_eq!(read(route, b""), Ok(ErrorInfo::default()));
        assert_eq!(read(route, b"{"), Err(Code::InvalidArgument));
    }
}
