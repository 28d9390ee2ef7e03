//! Paths, and bodies that are not what they should be.

use std::collections::VecDeque;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use rpcsmith_runtime::Method;
use rpcsmith_runtime::client::{Client, InProcess};
use tonic::Code;
use tonic::server::NamedService;
use tower_service::Service;

use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{GetUserRequest, GetUserResponse};
use crate::support::{Users, channel, get, serve, user};

const NOPE: Method = Method::unary("/user.UserService/Nope");
const ELSEWHERE: Method = Method::unary("/user.ElsewhereService/GetUser");

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

    let nope = unimplemented("/user.UserService/Nope is not implemented");
    assert_eq!(call(&over_socket, NOPE).await, nope);
    assert_eq!(call(&in_process, NOPE).await, nope);

    // Over the socket, tonic's router has the word.
    assert_eq!(call(&over_socket, ELSEWHERE).await, unimplemented(""));
    let elsewhere = unimplemented("/user.ElsewhereService/GetUser is not implemented");
    assert_eq!(call(&in_process, ELSEWHERE).await, elsewhere);
}

/// A body of data that is not [`Bytes`].
fn post(path: &str, body: &[u8]) -> http::Request<Full<VecDeque<u8>>> {
    let body = Full::new(body.iter().copied().collect());
    http::Request::post(path)
        .header("content-type", "application/grpc")
        .body(body)
        .unwrap()
}

/// The headers that gRPC reads, and the body.
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
async fn any_body_is_served() {
    let answer = answer("/user.UserService/GetUser", b"\0\0\0\0\x03\x0a\x011").await;
    let message = prost::Message::encode_to_vec(&GetUserResponse {
        user: Some(user("1")),
    });
    let body = [b"\0\0\0\0", [message.len() as u8].as_slice(), &message].concat();
    let headers = headers([Some("application/grpc"), None, None]);
    assert_eq!(answer, (200, headers, body.into()));
}

#[tokio::test]
async fn what_is_not_served_is_answered_in_headers() {
    let refused = |code, message: &str| {
        let headers = [Some("application/grpc"), Some(code), Some(message)];
        (200, self::headers(headers), Bytes::new())
    };
    for path in ["/user.UserService/a/GetUser", "/user.UserService/", "/"] {
        let message = format!("{path}%20is%20not%20implemented");
        assert_eq!(answer(path, b"").await, refused("12", &message));
    }

    let path = "/user.UserService/GetUser";
    let missing = refused("13", "Missing%20request%20message.");
    assert_eq!(answer(path, b"").await, missing);

    let undecodable =
        "failed%20to%20decode%20Protobuf%20message:%20GetUserRequest.id:%20buffer%20underflow";
    let undecodable = refused("13", undecodable);
    assert_eq!(answer(path, b"\0\0\0\0\x02\x0a\x05").await, undecodable);
}

/// A page of another origin may send `POST` with `text/plain`, or with no type, and no browser asks whether it may.
#[tokio::test]
async fn what_is_no_call_is_refused() {
    let get_user = "/user.UserService/GetUser";
    let message = b"\0\0\0\0\x03\x0a\x011";
    for (method, kind, status) in [
        ("POST", None, 415),
        ("POST", Some("text/plain"), 415),
        ("POST", Some("application/grpc-web"), 415),
        ("POST", Some("application/grpcx"), 415),
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
fn a_server_tells_its_name() {
    type Server = UserServiceServer<Users>;
    assert_eq!(<Server as NamedService>::NAME, "user.UserService");
}
