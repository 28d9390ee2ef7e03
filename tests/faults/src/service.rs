//! A user service whose behavior depends on the requested id, and a service with expensive rules.

use std::time::Duration;

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

use crate::proto::faults::v1::rules_service_server::RulesService;
use crate::proto::faults::v1::{CheckRequest, CheckResponse};
use crate::proto::user::v1::user_service_server::UserService;
use crate::proto::user::v1::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest, User,
};

/// A user service without stored users.
#[derive(Debug)]
pub struct Users;

/// The prefix of chat messages that get no answer.
pub const QUIET: &str = "quiet";

/// A user with this id.
#[must_use]
pub fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        name: format!("Name of {id}"),
        ..User::default()
    }
}

impl UserService for Users {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let id = request.into_inner().id;
        match id.as_str() {
            "panic" => panic!("requested by the test"),
            // Block the thread until the process ends.
            "spin" => loop {
                std::hint::spin_loop();
            },
            // The duration of a call that calls other services.
            "slow" => tokio::time::sleep(Duration::from_millis(5)).await,
            _ => {}
        }
        let user = Some(user(&id));
        Ok(Response::new(GetUserResponse { user }))
    }

    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<User>, Status> {
        tokio::time::sleep(Duration::from_millis(2)).await;
        Ok(Response::new(user(&request.into_inner().name)))
    }

    /// A page size of 0 returns an endless stream.
    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let stream: BoxStream<User> = match request.into_inner().page_size {
            0 => Box::pin(tokio_stream::iter(std::iter::repeat_with(|| {
                Ok(user(&"u".repeat(10_000)))
            }))),
            size => Box::pin(tokio_stream::iter(0..size).map(|id| Ok(user(&id.to_string())))),
        };
        Ok(Response::new(stream))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        // The answer to a large message is large too, so some attacks send messages without answers.
        let answers = request.into_inner().filter(|message| {
            let content = message.as_ref().map(|message| &message.content);
            !content.is_ok_and(|content| content.starts_with(QUIET))
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

/// A service whose requests have expensive rules.
#[derive(Debug)]
pub struct Rules;

impl RulesService for Rules {
    async fn check(&self, _: Request<CheckRequest>) -> Result<Response<CheckResponse>, Status> {
        Ok(Response::new(CheckResponse {}))
    }
}
