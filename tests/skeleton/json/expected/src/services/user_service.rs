use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};

use crate::proto::user::v1::user_service_server::UserService;
use crate::proto::user::v1::{
    ChatMessage, CreateUserRequest, DeleteUserRequest, GetUserRequest, GetUserResponse,
    ListUsersRequest, ListUsersResponse, UpdateUserRequest, User,
};

/// Stores users.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserServiceImpl;

impl UserService for UserServiceImpl {
    /// Returns one user.
    ///
    /// NOT_FOUND if no user has the id.
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(GetUserResponse::default()))
        Err(Status::unimplemented(
            "user.v1.UserService/GetUser is not implemented",
        ))
    }

    /// Registers a user with the status active.
    ///
    /// INVALID_ARGUMENT without a name or an email; ALREADY_EXISTS if a user has the email.
    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<User>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(User::default()))
        Err(Status::unimplemented(
            "user.v1.UserService/CreateUser is not implemented",
        ))
    }

    /// Changes the fields that are set and keeps the others.
    ///
    /// NOT_FOUND if no user has the id.
    async fn update_user(
        &self,
        request: Request<UpdateUserRequest>,
    ) -> Result<Response<User>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(User::default()))
        Err(Status::unimplemented(
            "user.v1.UserService/UpdateUser is not implemented",
        ))
    }

    /// Removes a user permanently.
    ///
    /// NOT_FOUND if no user has the id.
    async fn delete_user(
        &self,
        request: Request<DeleteUserRequest>,
    ) -> Result<Response<()>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(()))
        Err(Status::unimplemented(
            "user.v1.UserService/DeleteUser is not implemented",
        ))
    }

    /// Streams one page of users, in the order they were created.
    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let _request = request.into_inner();
        // let responses = tokio_stream::iter([Ok(User::default())]);
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "user.v1.UserService/ListUsers is not implemented",
        ))
    }

    /// Registers many users and answers when the caller has sent all of them.
    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(Response::new(ListUsersResponse::default()))
        Err(Status::unimplemented(
            "user.v1.UserService/CreateUsers is not implemented",
        ))
    }

    /// Streams messages in both directions until both sides end their streams.
    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        let _requests = request.into_inner();
        // let responses = requests.map(|request| request.map(|_| ChatMessage::default()));
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "user.v1.UserService/Chat is not implemented",
        ))
    }
}
