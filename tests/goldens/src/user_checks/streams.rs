//! Checks of methods with streams.

use tokio_stream::wrappers::ReceiverStream;

use super::{collect, create, message, new_user, reply};
use crate::goldens::user_service::user::user_service_client::UserServiceClient;
use crate::goldens::user_service::user::{
    CreateUserRequest, ListUsersRequest, ListUsersResponse, User, UserStatus,
};

pub(super) async fn lists_by_page(client: UserServiceClient) {
    for name in ["list-1", "list-2", "list-3"] {
        create(&client, name).await;
    }
    let all = list(&client, 1, 1000, UserStatus::Unspecified).await;
    assert!(all.len() >= 3, "the new users are not listed");
    let mut paged = Vec::new();
    for page in (1..).take(all.len().div_ceil(2)) {
        paged.extend(list(&client, page, 2, UserStatus::Unspecified).await);
    }
    assert_eq!(paged, all);
    let last: Vec<_> = all[all.len() - 3..]
        .iter()
        .map(|user| user.name.as_str())
        .collect();
    assert_eq!(last, ["list-1", "list-2", "list-3"]);
    for (page, page_size) in [(1, 0), (0, 10), (1000, 10), (i32::MAX, 1000)] {
        assert_eq!(
            list(&client, page, page_size, UserStatus::Unspecified).await,
            []
        );
    }
}

pub(super) async fn lists_by_status(client: UserServiceClient) {
    create(&client, "active").await;
    let all = list(&client, 1, 1000, UserStatus::Unspecified).await;
    assert_eq!(list(&client, 1, 1000, UserStatus::Active).await, all);
    assert_eq!(list(&client, 1, 1000, UserStatus::Banned).await, []);
}

async fn list(
    client: &UserServiceClient,
    page: i32,
    page_size: i32,
    status: UserStatus,
) -> Vec<User> {
    let request = ListUsersRequest {
        page,
        page_size,
        status_filter: status.into(),
    };
    let response = client.list_users(request).await;
    collect(response.expect("the list starts").into_inner()).await
}

pub(super) async fn creates_from_a_stream(client: UserServiceClient) {
    let requests = ["one", "two", "three"].map(|name| CreateUserRequest {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        ..CreateUserRequest::default()
    });
    let response = client.create_users(tokio_stream::iter(requests)).await;
    let response = response.expect("the users are created").into_inner();
    assert_eq!(response.users.len(), 3);
    let expected = ListUsersResponse {
        users: vec![
            new_user(&response.users[0], "one", "one@example.com"),
            new_user(&response.users[1], "two", "two@example.com"),
            new_user(&response.users[2], "three", "three@example.com"),
        ],
        total_count: 3,
        has_more: false,
    };
    assert_eq!(response, expected);
}

pub(super) async fn accepts_an_empty_stream(client: UserServiceClient) {
    let response = client.create_users(tokio_stream::empty()).await;
    let response = response.expect("an empty stream is valid").into_inner();
    assert_eq!(response, ListUsersResponse::default());
}

/// Sends a message only after the answer to the previous one, so that both directions stream at once.
pub(super) async fn chats_in_turn(client: UserServiceClient) {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let requests = ReceiverStream::new(receiver);
    sender
        .send(message("Hello"))
        .await
        .expect("the stream is open");
    let response = client.chat(requests).await;
    let mut replies = response.expect("the chat starts").into_inner();
    assert_eq!(
        replies.message().await.expect("no error"),
        Some(reply("Hello"))
    );
    for content in ["How are you?", "Bye"] {
        sender
            .send(message(content))
            .await
            .expect("the stream is open");
        assert_eq!(
            replies.message().await.expect("no error"),
            Some(reply(content))
        );
    }
    drop(sender);
    assert_eq!(replies.message().await.expect("no error"), None);
}

pub(super) async fn chats_all_at_once(client: UserServiceClient) {
    let contents: Vec<_> = (0..500).map(|number| format!("message {number}")).collect();
    let messages: Vec<_> = contents.iter().map(|content| message(content)).collect();
    let response = client.chat(tokio_stream::iter(messages)).await;
    let replies = collect(response.expect("the chat starts").into_inner()).await;
    let expected: Vec<_> = contents.iter().map(|content| reply(content)).collect();
    assert_eq!(replies, expected);
}
