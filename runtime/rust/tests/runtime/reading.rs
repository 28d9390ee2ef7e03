//! A service whose handlers leave their requests to tasks.

use rpcsmith_runtime::server::{BoxStream, unimplemented};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tonic::{Code, Request, Response, Status, Streaming};

use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserService;
use crate::sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// What a reader of requests saw.
#[derive(Debug, PartialEq)]
pub enum Seen {
    Message,
    End,
    Failed(Code),
}

/// Reads requests in tasks that outlive the call, and reports what they see.
pub struct Reading(UnboundedSender<Seen>);

impl Reading {
    /// The service, and what its tasks see.
    pub fn new() -> (Self, UnboundedReceiver<Seen>) {
        let (seen, told) = unbounded_channel();
        (Self(seen), told)
    }

    fn read<Q: Send + 'static>(&self, request: Request<Streaming<Q>>) {
        let (seen, mut requests) = (self.0.clone(), request.into_inner());
        tokio::spawn(async move {
            loop {
                let next = match requests.message().await {
                    Ok(Some(_)) => Seen::Message,
                    Ok(None) => Seen::End,
                    Err(status) => Seen::Failed(status.code()),
                };
                let more = next == Seen::Message;
                let _ = seen.send(next);
                if !more {
                    return;
                }
            }
        });
    }
}

impl UserService for Reading {
    async fn get_user(
        &self,
        _: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        unimplemented(methods::GET_USER).await
    }

    async fn list_users(
        &self,
        _: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        unimplemented(methods::LIST_USERS).await
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        self.read(request);
        std::future::pending().await
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        self.read(request);
        Ok(Response::new(Box::pin(tokio_stream::pending())))
    }
}
