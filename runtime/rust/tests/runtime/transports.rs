//! Transports of clients: readiness, origins, errors and connecting.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use http::Uri;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::client::{Client, Transport, TransportFuture};
use rpcsmith_runtime::server::ResponseFuture;
use rpcsmith_runtime::{Channel, Code, Status};
use tower_service::Service;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, get, serve, user};

/// A transport that is ready at the second poll, and records the URI of each call.
struct Slow {
    server: UserServiceServer<Users>,
    polls: u32,
    called: Arc<Mutex<Vec<Uri>>>,
}

impl Clone for Slow {
    /// The readiness of the original does not apply to a clone.
    fn clone(&self) -> Self {
        Self {
            server: self.server.clone(),
            polls: 0,
            called: Arc::clone(&self.called),
        }
    }
}

impl Service<http::Request<Body>> for Slow {
    type Response = http::Response<Body>;
    type Error = std::convert::Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.polls += 1;
        if self.polls == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> ResponseFuture {
        assert_eq!(self.polls, 2, "called before it was ready");
        self.called.lock().unwrap().push(request.uri().clone());
        let (mut parts, body) = request.into_parts();
        parts.uri = parts
            .uri
            .path()
            .trim_start_matches("/prefix")
            .parse()
            .unwrap();
        self.server.call(http::Request::from_parts(parts, body))
    }
}

#[tokio::test]
async fn each_call_waits_for_its_own_transport() {
    let called = Arc::new(Mutex::new(Vec::new()));
    let slow = Slow {
        server: UserServiceServer::new(Users::new().0),
        polls: 0,
        called: Arc::clone(&called),
    };
    let without_origin = UserServiceClient::new(slow.clone());
    let origin = Uri::from_static("https://users.example/prefix");
    let with_origin = UserServiceClient::with_origin(slow, origin);
    for client in [&without_origin, &without_origin, &with_origin] {
        let response = client.get_user(get("1")).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user("1")));
    }
    let path = "/user.UserService/GetUser";
    let absolute = "https://users.example/prefix/user.UserService/GetUser";
    assert_eq!(*called.lock().unwrap(), [path, path, absolute]);
}

/// A transport that fails when it is polled, or when it is called.
#[derive(Clone)]
struct Broken {
    ready: bool,
}

impl Service<http::Request<Body>> for Broken {
    type Response = http::Response<Body>;
    type Error = &'static str;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(if self.ready { Ok(()) } else { Err("broken") })
    }

    fn call(&mut self, _request: http::Request<Body>) -> Self::Future {
        std::future::ready(Err("broken"))
    }
}

async fn error_of(client: &UserServiceClient) -> (Code, String) {
    let status: Status = client.get_user(get("1")).await.unwrap_err();
    (status.code(), status.message().to_owned())
}

#[tokio::test]
async fn errors_of_a_transport_are_unknown() {
    let not_ready = UserServiceClient::new(Broken { ready: false });
    let message = "Service was not ready: broken".to_owned();
    assert_eq!(error_of(&not_ready).await, (Code::Unknown, message));
    let ready = UserServiceClient::new(Broken { ready: true });
    assert_eq!(error_of(&ready).await, (Code::Unknown, "broken".to_owned()));
}

#[tokio::test]
async fn connecting_fails_without_a_server() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = UserServiceClient::connect(endpoint.as_str())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");

    let channel = Channel::builder(endpoint).build().unwrap();
    let (code, message) = error_of(&UserServiceClient::new(channel)).await;
    assert_eq!(code, Code::Unavailable, "{message}");
}

#[tokio::test]
async fn clients_connect_to_a_target() {
    let address = serve(UserServiceServer::new(Users::new().0)).await;
    let clients = [
        UserServiceClient::connect(format!("http://{address}")).await,
        UserServiceClient::connect(address.to_string()).await,
    ];
    for client in clients {
        let response = client.unwrap().get_user(get("1")).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user("1")));
    }
    UserServiceClient::connect("not a URI").await.unwrap_err();
}

/// A transport that is not a tower service.
struct Closed;

impl Transport for Closed {
    fn carry(&self, _request: http::Request<Body>) -> TransportFuture {
        Box::pin(async { Err(Status::unavailable("closed")) })
    }
}

#[tokio::test]
async fn a_custom_transport() {
    let closed = (Code::Unavailable, "closed".to_owned());
    assert_eq!(error_of(&UserServiceClient::new(Closed)).await, closed);
}

#[test]
fn clients_are_send_sync_and_clone() {
    fn is_shareable<T: Clone + Send + Sync + 'static>() {}
    is_shareable::<Client>();
    is_shareable::<UserServiceClient>();
    is_shareable::<UserServiceServer<Users>>();
}
