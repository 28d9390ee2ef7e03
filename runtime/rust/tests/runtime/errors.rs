//! Statuses with messages, details and metadata.

use rpcsmith_runtime::Code;
use rpcsmith_runtime::server::unimplemented;

use crate::sample::user::user_service_methods::GET_USER;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::sample::user::{GetUserResponse, ListUsersRequest};
use crate::support::{Users, clients, get, not_found, parts, user};

#[tokio::test]
async fn a_status_instead_of_a_response_is_complete() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let status = client.get_user(get("missing")).await.unwrap_err();
        assert_eq!(parts(&status), parts(&not_found()));
    }
}

#[tokio::test]
async fn a_status_within_a_stream_is_complete() {
    for client in clients(UserServiceServer::new(Users::new().0)).await {
        let request = ListUsersRequest { page_size: -1 };
        let mut users = client.list_users(request).await.unwrap().into_inner();
        assert_eq!(users.message().await.unwrap(), Some(user("0")));
        let status = users.message().await.unwrap_err();
        assert_eq!(parts(&status), parts(&not_found()));
        assert_eq!(users.message().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_method_without_an_implementation_is_unimplemented() {
    let status = unimplemented::<GetUserResponse>(GET_USER)
        .await
        .unwrap_err();
    let message = "/user.UserService/GetUser is not implemented";
    let expected = (Code::Unimplemented, message, b"".as_slice(), None, None);
    assert_eq!(parts(&status), expected);
}
