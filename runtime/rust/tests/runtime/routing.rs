//! Paths, bodies and content types of requests.

use std::collections::VecDeque;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use rpcsmith_runtime::Code;
use rpcsmith_runtime::Method;
use rpcsmith_runtime::client::{Client, InProcess};
use rpcsmith_runtime::service::NamedService;
use tower_service::Service;

use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{GetUserRequest, GetUserResponse};
use crate::support::{Users, channel, get, serve, user};

const UNKNOWN_METHOD: Method = Method::unary("/user.UserService/Unknown");
const UNKNOWN_SERVICE: Method = Method::unary("/user.UnknownService/GetUser");

async fn call(client: &Client, method: Method) -> (Code, String) {
    let response = client.unary::<GetUserRequest, GetUserResponse>(method, get("1"));
    let status = response.await.unwrap_err();
    (status.code(), status.message().to_owned())
}

#[tokio::test]
async fn unknown_methods_and_services_are_unimplemented() {
    let server = UserServiceServer::new(Users::new().0);
    let over_socket = Client::new(channel(serve(server.clone()).await).await);
    let in_process = Client::new(InProcess::new(server));
    let unimplemented = |message: &str| (Code::Unimplemented, message.to_owned());

    let unknown = unimplemented("/user.UserService/Unknown is not implemented");
    assert_eq!(call(&over_socket, UNKNOWN_METHOD).await, unknown);
    assert_eq!(call(&in_process, UNKNOWN_METHOD).await, unknown);

    let unknown = unimplemented("/user.UnknownService/GetUser is not implemented");
    assert_eq!(call(&over_socket, UNKNOWN_SERVICE).await, unknown);
    assert_eq!(call(&in_process, UNKNOWN_SERVICE).await, unknown);
}

/// A request whose body has data of another type than [`Bytes`].
fn post(path: &str, body: &[u8]) -> http::Request<Full<VecDeque<u8>>> {
    let body = Full::new(body.iter().copied().collect());
    http::Request::post(path)
        .header("content-type", "application/grpc")
        .body(body)
        .unwrap()
}

/// The HTTP status, the headers that gRPC reads, and the body of a response.
async fn answer(path: &str, body: &[u8]) -> (u16, [Option<String>; 3], Bytes) {
    let mut server = UserServiceServer::new(Users::new().0);
    let response = server.call(post(path, body)).await.unwrap();
    let header = |name| {
        let value = response.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let headers = ["content-type", "grpc-status", "grpc-message"].map(header);
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, headers, body)
}

fn headers(headers: [Option<&str>; 3]) -> [Option<String>; 3] {
    headers.map(|header| header.map(str::to_owned))
}

#[tokio::test]
async fn any_type_of_body_is_accepted() {
    let answer = answer("/user.UserService/GetUser", b"\0\0\0\0\x03\x0a\x011").await;
    let message = prost::Message::encode_to_vec(&GetUserResponse {
        user: Some(user("1")),
    });
    let body = [b"\0\0\0\0", [message.len() as u8].as_slice(), &message].concat();
    let headers = headers([Some("application/grpc"), None, None]);
    assert_eq!(answer, (200, headers, body.into()));
}

#[tokio::test]
async fn errors_are_answered_in_headers() {
    let rejected = |code, message: &str| {
        let headers = [Some("application/grpc"), Some(code), Some(message)];
        (200, self::headers(headers), Bytes::new())
    };
    for path in ["/user.UserService/a/GetUser", "/user.UserService/", "/"] {
        let message = format!("{path} is not implemented");
        assert_eq!(answer(path, b"").await, rejected("12", &message));
    }

    let path = "/user.UserService/GetUser";
    let missing = "the request must be one message, and has no message";
    let missing = rejected("12", missing);
    assert_eq!(answer(path, b"").await, missing);

    let undecodable = "failed to decode Protobuf message: GetUserRequest.id: buffer underflow";
    let undecodable = rejected("13", undecodable);
    assert_eq!(answer(path, b"\0\0\0\0\x02\x0a\x05").await, undecodable);
}

/// Browsers send `POST` with `text/plain`, or without a type, to other origins without a preflight request.
#[tokio::test]
async fn other_methods_and_content_types_are_rejected() {
    let get_user = "/user.UserService/GetUser";
    let message = b"\0\0\0\0\x03\x0a\x011";
    for (method, kind, status) in [
        ("POST", None, 415),
        ("POST", Some("text/plain"), 415),
        ("POST", Some("application/grpc-web"), 415),
        ("POST", Some("application/grpcx"), 415),
        ("POST", Some("application/grpc+json"), 415),
        ("GET", Some("application/grpc"), 405),
        ("POST", Some("application/grpc+proto"), 200),
    ] {
        let mut request = post(get_user, message);
        *request.method_mut() = method.parse().unwrap();
        request.headers_mut().clear();
        if let Some(kind) = kind {
            let kind = http::HeaderValue::from_static(kind);
            request.headers_mut().insert("content-type", kind);
        }
        let mut server = UserServiceServer::new(Users::new().0);
        let response = server.call(request).await.unwrap();
        assert_eq!(response.status(), status, "{method} {kind:?}");
    }
}

#[test]
fn a_server_has_the_name_of_its_service() {
    type Server = UserServiceServer<Users>;
    assert_eq!(<Server as NamedService>::NAME, "user.UserService");
}
