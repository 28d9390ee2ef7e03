//! Tests of `user.v1.UserService`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.

use ledger::proto::user::v1::user_service_client::UserServiceClient;
use ledger::proto::user::v1::{
    ChatMessage, CreateUserRequest, DeleteUserRequest, GetUserRequest, ListUsersRequest,
    UpdateUserRequest,
};
use ledger::services::user_service::UserServiceImpl;
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
async fn list_users() {
    let result = client().list_users(ListUsersRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn create_users() {
    let result = client()
        .create_users(tokio_stream::once(CreateUserRequest::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn chat() {
    let result = client()
        .chat(tokio_stream::once(ChatMessage::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}
