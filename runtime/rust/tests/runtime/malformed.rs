//! Responses that violate the protocol, and such requests in process.

use std::convert::Infallible;
use std::future::ready;

use bytes::{BufMut, Bytes};
use http::{HeaderMap, HeaderValue};
use http_body::Frame;
use http_body_util::StreamBody;
use prost::Message;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::metadata::MetadataMap;
use rpcsmith_runtime::{Code, Request};
use tower::service_fn;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{GetUserResponse, ListUsersRequest, User};
use crate::support::{Users, clients, get, user};

const GRPC: &str = "application/grpc";
const HTML: &str = "text/html; charset=utf-8";

/// A client whose calls all get this response.
fn client_with_response(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    frames: Vec<Frame<Bytes>>,
) -> UserServiceClient {
    let frames = std::sync::Arc::new(frames);
    UserServiceClient::new(service_fn(move |_: http::Request<Body>| {
        let frames = frames.iter().map(clone).map(Ok::<_, Infallible>);
        let frames: Vec<_> = frames.collect();
        let body = Body::new(StreamBody::new(tokio_stream::iter(frames)));
        let mut response = http::Response::new(body);
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(*name, value);
        }
        ready(Ok::<_, Infallible>(response))
    }))
}

fn clone(frame: &Frame<Bytes>) -> Frame<Bytes> {
    match frame.data_ref() {
        Some(data) => Frame::data(data.clone()),
        None => Frame::trailers(frame.trailers_ref().unwrap().clone()),
    }
}

fn message(message: &impl Message) -> Frame<Bytes> {
    let mut data = vec![0];
    data.put_u32(message.encoded_len().try_into().unwrap());
    message.encode(&mut data).unwrap();
    Frame::data(data.into())
}

fn trailers(fields: &[(&'static str, &'static str)]) -> Frame<Bytes> {
    let fields = fields.iter().map(|(name, value)| {
        let name = http::HeaderName::from_static(name);
        (name, HeaderValue::from_static(value))
    });
    Frame::trailers(fields.collect::<HeaderMap>())
}

/// The codes of a unary call and of a call with a stream of responses.
async fn codes(client: &UserServiceClient) -> [Code; 2] {
    let one = client.get_user(get("1")).await.map(drop);
    let many = async {
        let response = client.list_users(ListUsersRequest::default()).await?;
        let mut users = response.into_inner();
        while users.message().await?.is_some() {}
        Ok(())
    };
    [one, many.await].map(|result: Result<(), rpcsmith_runtime::Status>| {
        result.map_or_else(|status| status.code(), |()| Code::Ok)
    })
}

/// The table of <https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md>.
#[tokio::test]
async fn responses_without_a_status_have_the_code_of_http() {
    for (status, code) in [
        (400, Code::Internal),
        (401, Code::Unauthenticated),
        (403, Code::PermissionDenied),
        (404, Code::Unimplemented),
        (429, Code::Unavailable),
        (502, Code::Unavailable),
        (503, Code::Unavailable),
        (504, Code::Unavailable),
        // All others.
        (201, Code::Unknown),
        (204, Code::Unknown),
        (302, Code::Unknown),
        (405, Code::Unknown),
        (415, Code::Unknown),
        (418, Code::Unknown),
        (500, Code::Unknown),
        (501, Code::Unknown),
        (505, Code::Unknown),
    ] {
        for headers in [
            &[][..],
            &[("content-type", HTML)],
            &[("content-type", GRPC)],
        ] {
            let page = Frame::data(Bytes::from_static(b"<html>"));
            let client = client_with_response(status, headers, vec![page]);
            assert_eq!(codes(&client).await, [code; 2], "{status} {headers:?}");
        }
    }
}

#[tokio::test]
async fn responses_without_the_content_type_of_grpc_are_unknown() {
    for headers in [
        &[][..],
        &[("content-type", HTML)],
        &[("content-type", "application/json")],
    ] {
        let page = Frame::data(Bytes::from_static(b"<html>"));
        let client = client_with_response(200, headers, vec![page]);
        assert_eq!(codes(&client).await, [Code::Unknown; 2], "{headers:?}");
    }
    let client = client_with_response(503, &[("content-type", HTML)], vec![]);
    let status = client.get_user(get("1")).await.unwrap_err();
    let expected = "the response is not gRPC: HTTP status 503 Service Unavailable, \
                    content type `text/html; charset=utf-8`";
    assert_eq!(status.message(), expected);
}

#[tokio::test]
async fn the_grpc_status_takes_precedence_over_that_of_http() {
    for (status, content_type) in [(200, GRPC), (200, HTML), (503, GRPC), (503, HTML)] {
        let headers: &'static [_] = match content_type {
            GRPC => &[("content-type", GRPC), ("grpc-status", "5")],
            _ => &[("content-type", HTML), ("grpc-status", "5")],
        };
        let client = client_with_response(status, headers, vec![]);
        assert_eq!(codes(&client).await, [Code::NotFound; 2], "{status}");
    }
    let headers = &[("content-type", "Application/GRPC+proto")];
    let frames = vec![message(&GetUserResponse::default()), ok()];
    let client = client_with_response(200, headers, frames);
    assert_eq!(codes(&client).await, [Code::Ok; 2]);
}

fn ok() -> Frame<Bytes> {
    trailers(&[("grpc-status", "0")])
}

/// A response that ends between two messages must not look complete.
#[tokio::test]
async fn a_response_ends_with_a_status() {
    let one = || message(&User::default());
    for (frames, code) in [
        (vec![one(), ok()], Code::Ok),
        (vec![one()], Code::Unknown),
        (vec![one(), trailers(&[("x-end", "1")])], Code::Unknown),
        (vec![], Code::Unknown),
    ] {
        let description = format!("{frames:?}");
        let client = client_with_response(200, &[("content-type", GRPC)], frames);
        assert_eq!(codes(&client).await, [code; 2], "{description}");
    }
}

/// A status in the headers counts only if nothing follows them.
#[tokio::test]
async fn the_status_of_the_trailers_counts() {
    const FAILED: &[(&str, &str)] = &[("content-type", GRPC), ("grpc-status", "9")];
    const OK: &[(&str, &str)] = &[("content-type", GRPC), ("grpc-status", "0")];
    let one = || message(&GetUserResponse::default());
    let failed = || trailers(&[("grpc-status", "5")]);
    for (headers, frames, code) in [
        (FAILED, vec![], Code::FailedPrecondition),
        (FAILED, vec![one(), ok()], Code::Ok),
        (FAILED, vec![failed()], Code::NotFound),
        (OK, vec![failed()], Code::NotFound),
        (OK, vec![one(), failed()], Code::NotFound),
        (OK, vec![one()], Code::Unknown),
    ] {
        let description = format!("{headers:?} {frames:?}");
        let client = client_with_response(200, headers, frames);
        assert_eq!(codes(&client).await, [code; 2], "{description}");
    }
}

/// A unary call has one message; streams have any number.
#[tokio::test]
async fn one_response_is_neither_none_nor_two() {
    let one = || message(&GetUserResponse::default());
    for frames in [vec![ok()], vec![one(), one(), ok()]] {
        let client = client_with_response(200, &[("content-type", GRPC)], frames);
        assert_eq!(codes(&client).await, [Code::Unimplemented, Code::Ok]);
    }
}

#[tokio::test]
async fn messages_that_are_cut_or_compressed_without_consent_are_internal() {
    const COMPRESSED: &[(&str, &str)] = &[("content-type", GRPC), ("grpc-encoding", "gzip")];
    let data = |bytes: &'static [u8]| Frame::data(Bytes::from_static(bytes));
    for (headers, bytes) in [
        (&COMPRESSED[..1], &b"\0\0\0\0\x05abc"[..]),
        (&COMPRESSED[..1], b"\0\0"),
        (&COMPRESSED[..1], b"\x01\0\0\0\0"),
        (&COMPRESSED[..1], b"\x07\0\0\0\0"),
        (COMPRESSED, b"\x01\0\0\0\0"),
    ] {
        let client = client_with_response(200, headers, vec![data(bytes), ok()]);
        assert_eq!(codes(&client).await, [Code::Internal; 2], "{bytes:?}");
        let refused = trailers(&[("grpc-status", "7")]);
        let client = client_with_response(200, headers, vec![data(bytes), refused]);
        let expected = match bytes {
            [0, ..] => Code::PermissionDenied,
            _ => Code::Internal,
        };
        assert_eq!(codes(&client).await, [expected; 2], "{bytes:?}");
    }
}

#[tokio::test]
async fn details_that_are_not_base64_leave_the_code_and_the_message() {
    const HEADERS: &[(&str, &str)] = &[
        ("content-type", GRPC),
        ("grpc-status", "5"),
        ("grpc-message", "nobody"),
        ("grpc-status-details-bin", "!!!"),
    ];
    for client in [
        client_with_response(200, HEADERS, vec![]),
        client_with_response(200, &HEADERS[..1], vec![trailers(&HEADERS[1..])]),
        client_with_response(
            200,
            &HEADERS[..1],
            vec![message(&User::default()), trailers(&HEADERS[1..])],
        ),
    ] {
        assert_eq!(codes(&client).await, [Code::NotFound; 2]);
        let status = client.get_user(get("1")).await.unwrap_err();
        assert_eq!((status.message(), status.details()), ("nobody", &b""[..]));
    }
    // Padded or not, as the specification allows.
    for details in [
        &[
            ("grpc-status", "5"),
            ("grpc-status-details-bin", "ZGV0YWlscw=="),
        ],
        &[
            ("grpc-status", "5"),
            ("grpc-status-details-bin", "ZGV0YWlscw"),
        ],
    ] {
        let client = client_with_response(200, &HEADERS[..1], vec![trailers(details)]);
        let status = client.get_user(get("1")).await.unwrap_err();
        assert_eq!(status.details(), b"details");
    }
}

/// Malformed requests are rejected as by [`rpcsmith_runtime::Server`].
#[tokio::test]
async fn malformed_requests_in_process() {
    let client = UserServiceClient::in_process(Users::new().0);
    for (name, value, message) in [
        (
            "grpc-timeout",
            "soon",
            "malformed grpc-timeout: it must be one to eight digits and one of the units H, M, S, m, u, n",
        ),
        (
            "x-trace-bin",
            "!!!",
            "malformed binary metadata: the value of `x-trace-bin` is not base64",
        ),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        let mut request = Request::new(get("1"));
        *request.metadata_mut() = MetadataMap::from_headers(headers);
        let status = client.get_user(request).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::Internal, message));
    }
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let mut request = Request::new(get("1"));
        let trace = rpcsmith_runtime::metadata::MetadataValue::from_bytes(b"\x00\xff");
        request.metadata_mut().insert_bin("x-trace-bin", trace);
        let response = client.get_user(request).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user("1")));
    }
}

/// A map of headers panics if it has too many names.
#[tokio::test]
async fn trailers_of_any_number_do_not_panic() {
    const HEADERS: &[(&str, &str)] = &[("content-type", GRPC), ("x-start", "1")];
    for status in ["0", "5"] {
        let mut end = http::HeaderMap::new();
        end.insert("grpc-status", status.parse().unwrap());
        let names = (0..).map(|name: usize| format!("a{name}").parse::<http::HeaderName>());
        for name in names {
            let value = http::HeaderValue::from_static("x");
            if end.try_insert(name.unwrap(), value).is_err() {
                break;
            }
        }
        let frames = vec![message(&GetUserResponse::default()), Frame::trailers(end)];
        let client = client_with_response(200, HEADERS, frames);
        let result = client.get_user(get("1")).await;
        assert_eq!(result.is_ok(), status == "0");
    }
}
