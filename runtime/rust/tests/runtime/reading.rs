//! A service whose handlers read their requests in tasks.

use rpcsmith_runtime::server::{BoxStream, unimplemented};
use rpcsmith_runtime::{Code, Request, Response, Status, Streaming};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserService;
use crate::sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// An event of a task that reads requests.
#[derive(Debug, PartialEq)]
pub enum ReadEvent {
    Message,
    End,
    Failed(Code),
}

/// Reads requests in tasks that outlive the call, and sends their events.
pub struct TaskReader(UnboundedSender<ReadEvent>);

impl TaskReader {
    /// The service, and the events of its tasks.
    pub fn new() -> (Self, UnboundedReceiver<ReadEvent>) {
        let (sender, events) = unbounded_channel();
        (Self(sender), events)
    }

    fn read<Q: Send + 'static>(&self, request: Request<Streaming<Q>>) {
        let (sender, mut requests) = (self.0.clone(), request.into_inner());
        tokio::spawn(async move {
            loop {
                let next = match requests.message().await {
                    Ok(Some(_)) => ReadEvent::Message,
                    Ok(None) => ReadEvent::End,
                    Err(status) => ReadEvent::Failed(status.code()),
                };
                let more = next == ReadEvent::Message;
                let _ = sender.send(next);
                if !more {
                    return;
                }
            }
        });
    }
}

impl UserService for TaskReader {
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
