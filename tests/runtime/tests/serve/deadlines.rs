//! `grpc-timeout` and what the server allows hold over the whole call, its streams included.

use std::time::Duration;

use rpcsmith_runtime::Server;
use tokio_stream::StreamExt;
use tonic::Code;

use crate::raw::{Connection, code_of};
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::{CreateUserRequest, ListUsersRequest};
use crate::support::{client, get, page, serve, soon, user, users};

const DEADLINE_EXCEEDED: i32 = 4;
const SHORT: (&str, &str) = ("grpc-timeout", "300m");

#[tokio::test]
async fn of_a_unary_call() {
    let (builder, mut told) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let path = methods::GET_USER.path();
    let code = soon(connection.code(path, &[SHORT], &get("never"))).await;
    assert_eq!(code, DEADLINE_EXCEEDED);
    assert_eq!(told.recv().await, Some("unary begun"));
    assert_eq!(told.recv().await, Some("unary dropped"));
}

#[tokio::test]
async fn of_a_stream_that_waits_and_of_one_that_never_does() {
    let (builder, mut told) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    for page_size in [page::ONE_THEN_NONE, page::ENDLESS] {
        let request = ListUsersRequest { page_size };
        let path = methods::LIST_USERS.path();
        let response = soon(connection.send(path, &[SHORT], &request))
            .await
            .unwrap();
        assert_eq!(told.recv().await, Some("stream begun"));
        assert_eq!(soon(code_of(response)).await, DEADLINE_EXCEEDED);
        assert_eq!(told.recv().await, Some("stream dropped"));
    }
}

/// Flow control keeps the server from sending; the handler must not be kept.
#[tokio::test]
async fn of_a_stream_that_nobody_reads() {
    let (builder, mut told) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let request = ListUsersRequest {
        page_size: page::ENDLESS,
    };
    let path = methods::LIST_USERS.path();
    let response = soon(connection.send(path, &[SHORT], &request))
        .await
        .unwrap();
    assert_eq!(told.recv().await, Some("stream begun"));
    assert_eq!(soon(told.recv()).await, Some("stream dropped"));
    drop(response);
}

#[tokio::test]
async fn of_requests_that_a_task_reads() {
    let (builder, mut told) = users();
    let served = serve(builder.max_call_time(Duration::from_millis(300))).await;
    let client = client(served.address).await;
    let requests = tokio_stream::once(CreateUserRequest::default()).chain(tokio_stream::pending());
    let status = soon(client.create_users(requests)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(told.recv().await, Some("create begun"));
    assert_eq!(told.recv().await, Some("create dropped"));
    assert_eq!(soon(told.recv()).await, Some("requests ran out of time"));
}

#[tokio::test]
async fn that_the_server_sets_for_a_method() {
    let (builder, _told) = users();
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
    let status = soon(listed.message()).await.unwrap_err();
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
async fn that_leave_time_enough() {
    let (builder, _told) = users();
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    for timeout in ["60S", "99999999H"] {
        let path = methods::GET_USER.path();
        let headers = [("grpc-timeout", timeout)];
        let code = soon(connection.code(path, &headers, &get("1"))).await;
        assert_eq!(code, 0, "{timeout}");
    }
}

#[tokio::test]
async fn for_methods_that_are_not_there_are_refused() {
    let builder = Server::builder().max_method_time(methods::CHAT, Duration::from_secs(1));
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no service has the method /user.UserService/Chat"
    );
}
