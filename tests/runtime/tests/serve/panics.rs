//! Panics of handlers and streams.

use rpcsmith_runtime::Code;

use crate::sample::user::ListUsersRequest;
use crate::support::{client, get, page, serve, user, users};

#[tokio::test]
async fn are_internal_errors_of_one_call() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    let status = client.get_user(get("panic")).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::Internal, "internal error")
    );

    let request = ListUsersRequest {
        page_size: page::PANICS,
    };
    let mut listed = client.list_users(request).await.unwrap().into_inner();
    assert_eq!(listed.message().await.unwrap(), Some(user("first")));
    let status = listed.message().await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::Internal, "internal error")
    );

    let response = client.get_user(get("1")).await.unwrap().into_inner();
    assert_eq!(response.user, Some(user("1")));
}
