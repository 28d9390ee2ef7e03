//! `user.v1.UserService`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use prost::Message;
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::proto::user::v1::user_service_server::UserService;
use crate::proto::user::v1::{
    ChatMessage, CreateUserRequest, DeleteUserRequest, GetUserRequest, GetUserResponse,
    ListUsersRequest, ListUsersResponse, UpdateUserRequest, User,
};
use crate::room::Room;
use crate::users::Users;

/// The maximum size of users that are created together, in bytes: the response contains all of them, and clients accept
/// messages of 4 MiB.
const MAX_BATCH: usize = 3 * 1024 * 1024;

/// An upper bound of the size of a user without name and email, in bytes.
const USER_OVERHEAD: usize = 64;

/// The number of chat messages that are buffered for a slow client.
const CHAT_BUFFER: usize = 16;

/// Stores users in memory.
#[derive(Debug, Default)]
pub struct UserServiceImpl {
    users: Mutex<Users>,
    room: Room,
}

impl UserServiceImpl {
    /// Locks the users. The lock must not be held across an `await`.
    fn users(&self) -> MutexGuard<'_, Users> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UserService for UserServiceImpl {
    /// Returns one user.
    ///
    /// NOT_FOUND if no user has the id.
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let user = Some(self.users().get(&request.get_ref().id)?);
        Ok(Response::new(GetUserResponse { user }))
    }

    /// Registers a user with the status active.
    ///
    /// INVALID_ARGUMENT without a name or an email; ALREADY_EXISTS if a user has the email.
    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<User>, Status> {
        Ok(Response::new(self.users().create(request.into_inner())?))
    }

    /// Changes the fields that are set and keeps the others.
    ///
    /// NOT_FOUND if no user has the id.
    async fn update_user(
        &self,
        request: Request<UpdateUserRequest>,
    ) -> Result<Response<User>, Status> {
        Ok(Response::new(self.users().update(request.into_inner())?))
    }

    /// Removes a user permanently.
    ///
    /// NOT_FOUND if no user has the id.
    async fn delete_user(
        &self,
        request: Request<DeleteUserRequest>,
    ) -> Result<Response<()>, Status> {
        self.users().delete(&request.get_ref().id)?;
        Ok(Response::new(()))
    }

    /// Streams one page of users, in the order they were created.
    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let page = self.users().list(request.get_ref());
        Ok(Response::new(Box::pin(tokio_stream::iter(page).map(Ok))))
    }

    /// Registers many users and answers when the caller has sent all of them.
    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let mut stream = request.into_inner();
        let (mut requests, mut size) = (Vec::new(), 0);
        while let Some(mut request) = stream.message().await? {
            // Passwords are not stored; see the README.
            request.password.clear();
            size += request.encoded_len() + USER_OVERHEAD;
            if size > MAX_BATCH {
                return Err(Status::resource_exhausted("Too many users at a time"));
            }
            requests.push(request);
        }
        let users = self.users().create_all(requests)?;
        Ok(Response::new(ListUsersResponse {
            total_count: users.len() as i32, // a batch has far fewer users than `i32::MAX`
            users,
            has_more: false,
        }))
    }

    /// Streams messages in both directions until both sides end their streams.
    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        let (sender, receiver) = mpsc::channel(CHAT_BUFFER);
        tokio::spawn(self.room.join().run(request.into_inner(), sender));
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}
