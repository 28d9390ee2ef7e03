//! What every `user.UserService` must do, whoever serves it: this crate in process, over a socket, or a peer.
//!
//! Each check stands on its own and leaves the server fit for the next, so that all may run against one server, one
//! after another.

mod calls;
mod streams;
mod unary;

use std::pin::Pin;

use prost_types::Timestamp;
use tokio_stream::StreamExt;
use tonic::{Code, Response, Status, Streaming};

use crate::goldens::user_service::user::user_service_client::UserServiceClient;
use crate::goldens::user_service::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, User, UserStatus,
};

/// A check: panics where the server does something else than it must.
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
    unary::refuses_to_create
    unary::tells_that_no_user_is_there
    unary::updates_what_is_set
    unary::deletes
    streams::lists_by_page
    streams::lists_by_status
    streams::creates_from_a_stream
    streams::creates_none_from_an_empty_stream
    streams::chats_in_turn
    streams::chats_all_at_once
    calls::carries_metadata
    calls::carries_metadata_of_errors
    calls::tells_the_deadline
    calls::gives_up_at_the_deadline
    calls::tells_the_handler_of_a_cancellation
    calls::carries_details_of_a_status
    calls::compresses
    unary::carries_large_messages
}

/// A user of this name, with an email made of it.
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
    messages.expect("a stream without an error")
}

fn code_and_message(status: Status) -> (Code, String) {
    (status.code(), status.message().to_owned())
}

fn no_user(id: &str) -> (Code, String) {
    (Code::NotFound, format!("User with id {id} not found"))
}

/// What a new user looks like; its id and time are the server's to choose.
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

/// A message of a fixed time, as [`reply`] answers it.
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
