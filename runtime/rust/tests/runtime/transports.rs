//! What carries calls: readiness, origins, faults, and where to connect.

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use http::Uri;
use rpcsmith_runtime::client::{Client, Transport, TransportFuture};
use rpcsmith_runtime::server::ResponseFuture;
use tonic::body::Body;
use tonic::transport::Endpoint;
use tonic::{Code, Status};
use tower_service::Service;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{Users, get, serve, user};

/// Ready the second time it is asked, and records the URI of each call.
struct Slow {
    server: UserServiceServer<Users>,
    asked: u32,
    called: Arc<Mutex<Vec<Uri>>>,
}

impl Clone for Slow {
    /// A clone is not ready because its origin is.
    fn clone(&self) -> Self {
        Self {
            server: self.server.clone(),
            asked: 0,
            called: Arc::clone(&self.called),
        }
    }
}

impl Service<http::Request<Body>> for Slow {
    type Response = http::Response<Body>;
    type Error = std::convert::Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.asked += 1;
        if self.asked == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> ResponseFuture {
        assert_eq!(self.asked, 2, "called before it was ready");
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
async fn each_call_waits_for_a_transport_of_its_own() {
    let called = Arc::new(Mutex::new(Vec::new()));
    let slow = Slow {
        server: UserServiceServer::new(Users::new().0),
        asked: 0,
        called: Arc::clone(&called),
    };
    let plain = UserServiceClient::new(slow.clone());
    let origin = Uri::from_static("https://users.example/prefix");
    let placed = UserServiceClient::with_origin(slow, origin);
    for client in [&plain, &plain, &placed] {
        let response = client.get_user(get("1")).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user("1")));
    }
    let path = "/user.UserService/GetUser";
    let placed = "https://users.example/prefix/user.UserService/GetUser";
    assert_eq!(*called.lock().unwrap(), [path, path, placed]);
}

/// Fails when asked whether it is ready, or else when called.
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

async fn fault(client: &UserServiceClient) -> (Code, String) {
    let status: Status = client.get_user(get("1")).await.unwrap_err();
    (status.code(), status.message().to_owned())
}

#[tokio::test]
async fn a_transports_fault_is_the_status_that_tonics_clients_give() {
    let not_ready = UserServiceClient::new(Broken { ready: false });
    let message = "Service was not ready: broken".to_owned();
    assert_eq!(fault(&not_ready).await, (Code::Unknown, message));
    let ready = UserServiceClient::new(Broken { ready: true });
    assert_eq!(fault(&ready).await, (Code::Unknown, "broken".to_owned()));
}

#[tokio::test]
async fn nobody_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = UserServiceClient::connect(endpoint.as_str())
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "transport error");

    let channel = Endpoint::from_shared(endpoint).unwrap().connect_lazy();
    let (code, message) = fault(&UserServiceClient::new(channel)).await;
    assert_eq!(
        (code, message.as_str()),
        (Code::Unavailable, "tcp connect error")
    );
}

#[tokio::test]
async fn all_that_names_an_endpoint_connects() {
    let address = serve(UserServiceServer::new(Users::new().0)).await;
    let endpoint = format!("http://{address}");
    let clients = [
        UserServiceClient::connect(endpoint.as_str()).await,
        UserServiceClient::connect(endpoint.parse::<Uri>().unwrap()).await,
        UserServiceClient::connect(endpoint.parse::<Endpoint>().unwrap()).await,
        UserServiceClient::connect(endpoint).await,
    ];
    for client in clients {
        let response = client.unwrap().get_user(get("1")).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user("1")));
    }
    let error = UserServiceClient::connect("not a URI").await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "invalid URI");
}

/// A transport need not be a tower service.
struct Closed;

impl Transport for Closed {
    fn carry(&self, _request: http::Request<Body>) -> TransportFuture {
        Box::pin(async { Err(Status::unavailable("closed")) })
    }
}

#[tokio::test]
async fn a_transport_of_ones_own() {
    let closed = (Code::Unavailable, "closed".to_owned());
    assert_eq!(fault(&UserServiceClient::new(Closed)).await, closed);
}

#[test]
fn clients_go_where_they_are_needed() {
    fn anywhere<T: Clone + Send + Sync + 'static>() {}
    anywhere::<Client>();
    anywhere::<UserServiceClient>();
    anywhere::<UserServiceServer<Users>>();
}
