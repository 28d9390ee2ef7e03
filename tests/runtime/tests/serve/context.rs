//! `CallContext`: deadlines and cancellation for handlers and the calls that they make.

use std::time::Duration;

use rpcsmith_runtime::client::InProcess;
use rpcsmith_runtime::{CallContext, Code, Request, Server};

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, Users, client, get, in_time, serve, users};

/// A server that calls a second one, and the events of the second.
async fn two_servers() -> (
    crate::support::Served,
    tokio::sync::mpsc::UnboundedReceiver<&'static str>,
) {
    let (builder, events) = users();
    let second = serve(builder).await;
    let (mut relay, _) = Users::new();
    relay.next = Some(client(second.address).await);
    let builder = Server::builder().drain(NO_SIGNALS);
    let first = serve(builder.add_service(UserServiceServer::new(relay))).await;
    (first, events)
}

fn within(seconds: u64, id: &str) -> Request<crate::sample::user::GetUserRequest> {
    let mut request = Request::new(get(id));
    request.set_timeout(Duration::from_secs(seconds));
    request
}

#[tokio::test]
async fn the_deadline_propagates() {
    let (first, _events) = two_servers().await;
    let client = client(first.address).await;
    let name = async |request| {
        let response = client.get_user(request).await.unwrap().into_inner();
        response.user.unwrap().name
    };
    let left: u64 = name(within(200, "relay")).await.parse().unwrap();
    assert!((100_000..=200_000).contains(&left), "{left}");
    // Without a deadline of the client, the one of the server propagates.
    let left: u64 = name(Request::new(get("relay"))).await.parse().unwrap();
    assert!(left <= 300_000, "{left}");
}

#[tokio::test]
async fn cancellation_propagates() {
    let (first, mut events) = two_servers().await;
    let client = client(first.address).await;
    tokio::select! {
        _ = client.get_user(get("relay never")) => panic!("the call ends"),
        started = events.recv() => assert_eq!(started, Some("unary started")),
    }
    assert_eq!(in_time(events.recv()).await, Some("unary dropped"));
}

#[tokio::test]
async fn spawned_tasks_are_notified_of_the_end() {
    let (builder, mut events) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    let mut request = Request::new(get("spawn"));
    request.set_timeout(Duration::from_millis(200));
    let status = in_time(client.get_user(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(in_time(events.recv()).await, Some("spawned ended"));
}

#[tokio::test]
async fn there_is_no_context_outside_of_a_call() {
    assert!(CallContext::current().is_none());
}

/// Interceptors and handlers get the method, over a server and in process.
#[tokio::test]
async fn the_method_is_in_the_extensions() {
    use rpcsmith_runtime::Method;

    let check_method = |request: Request<()>| match request.extensions().get::<Method>() {
        Some(method) if *method == methods::GET_USER => Ok(request),
        other => Err(rpcsmith_runtime::Status::internal(format!("{other:?}"))),
    };
    let intercepted = || UserServiceServer::with_interceptor(Users::new().0, check_method);
    let ours = serve(
        Server::builder()
            .drain(NO_SIGNALS)
            .add_service(intercepted()),
    )
    .await;
    let plain = rpcsmith_runtime::service::InterceptedService::new(
        UserServiceServer::new(Users::new().0),
        check_method,
    );
    for client in [
        client(ours.address).await,
        UserServiceClient::new(InProcess::new(intercepted())),
        // It hides the service's table of methods.
        UserServiceClient::new(InProcess::new(plain)),
    ] {
        let user = client.get_user(get("method")).await.unwrap().into_inner();
        assert_eq!(user.user.unwrap().name, methods::GET_USER.path());
    }
}

#[tokio::test]
async fn calls_in_process_have_a_context_too() {
    let (users, mut events) = Users::new();
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
    let status = in_time(client.get_user(request)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(in_time(events.recv()).await, Some("spawned ended"));
}
