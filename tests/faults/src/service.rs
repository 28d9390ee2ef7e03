//! A user service that does what the id of a user says.

use std::time::Duration;

use rpcsmith_runtime::server::BoxStream;
use tokio_stream::StreamExt;
use tonic::{Request, Response, Status, Streaming};

use crate::proto::faults::v1::rules_service_server::RulesService;
use crate::proto::faults::v1::{CheckRequest, CheckResponse};
use crate::proto::user::v1::user_service_server::UserService;
use crate::proto::user::v1::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest, User,
};

/// Keeps nobody.
#[derive(Debug)]
pub struct Users;

/// What a message of the chat begins with that is not answered.
pub const QUIET: &str = "quiet";

/// The user of an id.
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
            "panic" => panic!("as asked"),
            // Keeps its thread for as long as the process lives.
            "spin" => loop {
                std::hint::spin_loop();
            },
            // As long as a call takes that asks others.
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

    /// A page of no size has no end.
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
        // An answer to a large message is large as well: the messages of some attacks have none.
        let answers = request.into_inner().filter(|message| {
            let content = message.as_ref().map(|message| &message.content);
            !content.is_ok_and(|content| content.starts_with(QUIET))
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

/// Takes requests that keep their rules.
#[derive(Debug)]
pub struct Rules;

impl RulesService for Rules {
    async fn check(&self, _: Request<CheckRequest>) -> Result<Response<CheckResponse>, Status> {
        Ok(Response::new(CheckResponse {}))
    }
}
