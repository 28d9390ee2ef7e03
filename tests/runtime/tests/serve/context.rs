//! What handlers, and the calls that they make, know of the call they serve.

use std::time::Duration;

use rpcsmith_runtime::client::InProcess;
use rpcsmith_runtime::{CallContext, Server};
use tonic::{Code, Request};

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, Users, client, get, serve, soon, users};

/// A server that asks another, and what the other tells.
async fn two() -> (
    crate::support::Served,
    tokio::sync::mpsc::UnboundedReceiver<&'static str>,
) {
    let (builder, told) = users();
    let second = serve(builder).await;
    let (mut relay, _) = Users::new();
    relay.next = Some(client(second.address).await);
    let builder = Server::builder().drain(NO_SIGNALS);
    let first = serve(builder.add_service(UserServiceServer::new(relay))).await;
    (first, told)
}

fn within(seconds: u64, id: &str) -> Request<crate::sample::user::GetUserRequest> {
    let mut request = Request::new(get(id));
    request.set_timeout(Duration::from_secs(seconds));
    request
}

#[tokio::test]
async fn the_remaining_time_is_handed_on() {
    let (first, _told) = two().await;
    let client = client(first.address).await;
    let name = async |request| {
        let response = client.get_user(request).await.unwrap().into_inner();
        response.user.unwrap().name
    };
    let left: u64 = name(within(200, "relay")).await.parse().unwrap();
    assert!((100_000..=200_000).contains(&left), "{left}");
    // Without a deadline of the client, that of the server.
    let left: u64 = name(Request::new(get("relay"))).await.parse().unwrap();
    assert!(left <= 300_000, "{left}");
}

#[tokio::test]
async fn cancellation_is_handed_on() {
    let (first, mut told) = two().await;
    let client = client(first.address).await;
    tokio::select! {
        _ = client.get_user(get("relay never")) => panic!("nobody answers"),
        begun = told.recv() => assert_eq!(begun, Some("unary begun")),
    }
    assert_eq!(soon(told.recv()).await, Some("unary dropped"));
}

#[tokio::test]
async fn spawned_tasks_learn_of_the_end() {
    let (builder, mut told) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    let mut request = Request::new(get("spawn"));
    request.set_timeout(Duration::from_millis(200));
    let status = soon(client.get_user(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(soon(told.recv()).await, Some("spawned ended"));
}

#[tokio::test]
async fn there_is_none_outside_of_a_call() {
    assert!(CallContext::current().is_none());
}

/// Of an interceptor and of a handler, on each way to the service.
#[tokio::test]
async fn the_method_is_known_everywhere() {
    use rpcsmith_runtime::Method;
    use tokio_stream::wrappers::TcpListenerStream;

    let seen = |request: Request<()>| match request.extensions().get::<Method>() {
        Some(method) if *method == methods::GET_USER => Ok(request),
        other => Err(tonic::Status::internal(format!("{other:?}"))),
    };
    let intercepted = || UserServiceServer::with_interceptor(Users::new().0, seen);
    let ours = serve(
        Server::builder()
            .drain(NO_SIGNALS)
            .add_service(intercepted()),
    )
    .await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tonics = listener.local_addr().unwrap();
    let router = tonic::transport::Server::builder().add_service(intercepted());
    tokio::spawn(router.serve_with_incoming(TcpListenerStream::new(listener)));
    let of_tonic = tonic::service::interceptor::InterceptedService::new(
        UserServiceServer::new(Users::new().0),
        seen,
    );
    for client in [
        client(ours.address).await,
        client(tonics).await,
        UserServiceClient::new(InProcess::new(intercepted())),
        // Layers of others hide the methods of the service.
        UserServiceClient::new(InProcess::new(of_tonic)),
    ] {
        let user = client.get_user(get("method")).await.unwrap().into_inner();
        assert_eq!(user.user.unwrap().name, methods::GET_USER.path());
    }
}

#[tokio::test]
async fn calls_in_process_have_a_context_too() {
    let (users, mut told) = Users::new();
    let client = UserServiceClient::in_process(users);
    let left = async |request| {
        let response = client.get_user(request).await.unwrap().into_inner();
        response.user.unwrap().name
    };
    let number: u64 = left(within(1000, "remaining")).await.parse().unwrap();
    assert!((900_000..=1_000_000).contains(&number), "{number}");
    assert_eq!(left(Request::new(get("remaining"))).await, "none");

    let mut request = Request::new(get("spawn"));
    request.set_timeout(Duration::from_millis(50));
    let status = soon(client.get_user(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(soon(told.recv()).await, Some("spawned ended"));
}
