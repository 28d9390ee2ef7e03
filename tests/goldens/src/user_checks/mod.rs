//! Checks for every implementation of `user.UserService`: that of this crate, in process and over a socket, and that of
//! another language.
//!
//! The checks are independent: each leaves the server usable for the next, so that all can run against one server.

mod calls;
mod streams;
mod unary;

use std::pin::Pin;

use prost_types::Timestamp;
use rpcsmith_runtime::{Code, Response, Status, Streaming};
use tokio_stream::StreamExt;

use crate::goldens::user_service::user::user_service_client::UserServiceClient;
use crate::goldens::user_service::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, User, UserStatus,
};

/// A check. It panics if the server behaves incorrectly.
pub type Check = fn(UserServiceClient) -> Pin<Box<dyn Future<Output = ()> + Send>>;

macro_rules! checks {
    ($($module:ident::$check:ident)*) => {
        /// All checks with their names.
        pub const CHECKS: &[(&str, Check)] = &[$((stringify!($check), |client| Box::pin($module::$check(client)))),*];
    };
}

checks! {
    unary::creates_and_gets
    unary::creates_with_any_text
    unary::rejects_invalid_users
    unary::reports_unknown_users
    unary::updates_set_fields
    unary::deletes
    streams::lists_by_page
    streams::lists_by_status
    streams::creates_from_a_stream
    streams::accepts_an_empty_stream
    streams::chats_in_turn
    streams::chats_all_at_once
    calls::carries_metadata
    calls::carries_metadata_of_errors
    calls::sends_the_deadline
    calls::ends_at_the_deadline
    calls::cancels_the_handler
    calls::carries_details_of_a_status
    calls::compresses
    unary::carries_large_messages
}

/// Creates a user with this name, and an email derived from it.
async fn create(client: &UserServiceClient, name: &str) -> User {
    let request = CreateUserRequest {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        password: "secret".to_owned(),
    };
    let created = client.create_user(request).await;
    created.expect("the user is created").into_inner()
}

async fn get(client: &UserServiceClient, id: &str) -> Result<GetUserResponse, (Code, String)> {
    let request = GetUserRequest { id: id.to_owned() };
    let response = client.get_user(request).await;
    response.map(Response::into_inner).map_err(code_and_message)
}

async fn collect<T>(messages: Streaming<T>) -> Vec<T> {
    let messages: Result<Vec<T>, Status> = messages.collect().await;
    messages.expect("the stream ends without an error")
}

fn code_and_message(status: Status) -> (Code, String) {
    (status.code(), status.message().to_owned())
}

fn no_user(id: &str) -> (Code, String) {
    (Code::NotFound, format!("User with id {id} not found"))
}

/// The expected new user; the server chooses the id and the time.
fn new_user(user: &User, name: &str, email: &str) -> User {
    assert!(!user.id.is_empty(), "a user has an id");
    assert!(user.created_at.is_some(), "a user has a time of creation");
    User {
        id: user.id.clone(),
        name: name.to_owned(),
        email: email.to_owned(),
        status: UserStatus::Active.into(),
        created_at: user.created_at,
        ..User::default()
    }
}

/// A message with a fixed time; the expected answer is [`reply`].
fn message(content: &str) -> ChatMessage {
    ChatMessage {
        user_id: "ada".to_owned(),
        content: content.to_owned(),
        timestamp: Some(Timestamp {
            seconds: 1_700_000_000,
            nanos: 123_456_789,
        }),
    }
}

fn reply(content: &str) -> ChatMessage {
    ChatMessage {
        user_id: "server".to_owned(),
        ..message(&format!("ada: {content}"))
    }
}
