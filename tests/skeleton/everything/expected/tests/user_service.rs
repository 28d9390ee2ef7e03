//! Tests of `user.UserService`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.

use gate_keeper::proto::user::user_service_client::UserServiceClient;
use gate_keeper::proto::user::{
    BidirectionalRequest, CreateUserRequest, DeleteUserRequest, GetUserRequest, ListUsersRequest,
    StreamUsersRequest, UpdateUserRequest,
};
use gate_keeper::services::user_service::UserServiceImpl;
use rpcsmith_runtime::Code;

fn client() -> UserServiceClient {
    UserServiceClient::in_process(UserServiceImpl)
}

#[tokio::test]
async fn get_user() {
    let result = client().get_user(GetUserRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn list_users() {
    let result = client().list_users(ListUsersRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn create_user() {
    let result = client().create_user(CreateUserRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn update_user() {
    let result = client().update_user(UpdateUserRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn delete_user() {
    let result = client().delete_user(DeleteUserRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn stream_users() {
    let result = client().stream_users(StreamUsersRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn create_user_stream() {
    let result = client()
        .create_user_stream(tokio_stream::once(CreateUserRequest::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn bidirectional_stream() {
    let result = client()
        .bidirectional_stream(tokio_stream::once(BidirectionalRequest::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}
