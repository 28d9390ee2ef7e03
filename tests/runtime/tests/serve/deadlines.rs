//! Deadlines of the client (`grpc-timeout`) and of the server apply to the whole call, including its streams.

use std::time::Duration;

use rpcsmith_runtime::{Code, Server};
use tokio_stream::StreamExt;

use crate::raw::{Connection, code_of};
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::{CreateUserRequest, ListUsersRequest};
use crate::support::{client, get, in_time, page, serve, user, users};

const DEADLINE_EXCEEDED: i32 = 4;
const SHORT: (&str, &str) = ("grpc-timeout", "300m");

#[tokio::test]
async fn end_a_unary_call() {
    let (builder, mut events) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let path = methods::GET_USER.path();
    let code = in_time(connection.code(path, &[SHORT], &get("never"))).await;
    assert_eq!(code, DEADLINE_EXCEEDED);
    assert_eq!(events.recv().await, Some("unary started"));
    assert_eq!(events.recv().await, Some("unary dropped"));
}

#[tokio::test]
async fn end_waiting_and_endless_streams() {
    let (builder, mut events) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    for page_size in [page::ONE_THEN_NONE, page::ENDLESS] {
        let request = ListUsersRequest { page_size };
        let path = methods::LIST_USERS.path();
        let response = in_time(connection.send(path, &[SHORT], &request))
            .await
            .unwrap();
        assert_eq!(events.recv().await, Some("stream started"));
        assert_eq!(in_time(code_of(response)).await, DEADLINE_EXCEEDED);
        assert_eq!(events.recv().await, Some("stream dropped"));
    }
}

/// The handler ends although flow control prevents the server from sending.
#[tokio::test]
async fn end_a_stream_without_a_reader() {
    let (builder, mut events) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let request = ListUsersRequest {
        page_size: page::ENDLESS,
    };
    let path = methods::LIST_USERS.path();
    let response = in_time(connection.send(path, &[SHORT], &request))
        .await
        .unwrap();
    assert_eq!(events.recv().await, Some("stream started"));
    assert_eq!(in_time(events.recv()).await, Some("stream dropped"));
    drop(response);
}

#[tokio::test]
async fn end_requests_that_a_task_reads() {
    let (builder, mut events) = users();
    let served = serve(builder.max_call_time(Duration::from_millis(300))).await;
    let client = client(served.address).await;
    let requests = tokio_stream::once(CreateUserRequest::default()).chain(tokio_stream::pending());
    let status = in_time(client.create_users(requests)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(events.recv().await, Some("create started"));
    assert_eq!(events.recv().await, Some("create dropped"));
    assert_eq!(
        in_time(events.recv()).await,
        Some("requests ran out of time")
    );
}

#[tokio::test]
async fn can_be_set_for_a_method() {
    let (builder, _events) = users();
    let builder = builder
        .max_call_time(Duration::from_secs(3600))
        .max_method_time(methods::LIST_USERS, Duration::from_millis(300));
    let served = serve(builder).await;
    let client = client(served.address).await;
    let request = ListUsersRequest {
        page_size: page::ONE_THEN_NONE,
    };
    let mut listed = client.list_users(request).await.unwrap().into_inner();
    assert_eq!(listed.message().await.unwrap(), Some(user("first")));
    let status = in_time(listed.message()).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let remaining = client
        .get_user(get("remaining"))
        .await
        .unwrap()
        .into_inner();
    let remaining: u64 = remaining.user.unwrap().name.parse().unwrap();
    assert!(remaining > 3_000_000, "{remaining}");
}

#[tokio::test]
async fn do_not_end_faster_calls() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    for timeout in ["60S", "99999999H"] {
        let path = methods::GET_USER.path();
        let headers = [("grpc-timeout", timeout)];
        let code = in_time(connection.code(path, &headers, &get("1"))).await;
        assert_eq!(code, 0, "{timeout}");
    }
}

#[tokio::test]
async fn for_unknown_methods_are_rejected() {
    let builder = Server::builder().max_method_time(methods::CHAT, Duration::from_secs(1));
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no service has the method /user.UserService/Chat"
    );
}
