use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};

use crate::proto::user::user_service_server::UserService;
use crate::proto::user::{
    BidirectionalRequest, BidirectionalResponse, CreateUserRequest, CreateUserResponse,
    DeleteUserRequest, DeleteUserResponse, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, StreamUsersRequest, UpdateUserRequest, UpdateUserResponse, UserResponse,
};

/// Keeps users.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserServiceImpl;

impl UserService for UserServiceImpl {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(GetUserResponse::default()))
        Err(Status::unimplemented(
            "user.UserService/GetUser is not implemented",
        ))
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(ListUsersResponse::default()))
        Err(Status::unimplemented(
            "user.UserService/ListUsers is not implemented",
        ))
    }

    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<CreateUserResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(CreateUserResponse::default()))
        Err(Status::unimplemented(
            "user.UserService/CreateUser is not implemented",
        ))
    }

    async fn update_user(
        &self,
        request: Request<UpdateUserRequest>,
    ) -> Result<Response<UpdateUserResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(UpdateUserResponse::default()))
        Err(Status::unimplemented(
            "user.UserService/UpdateUser is not implemented",
        ))
    }

    async fn delete_user(
        &self,
        request: Request<DeleteUserRequest>,
    ) -> Result<Response<DeleteUserResponse>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(DeleteUserResponse::default()))
        Err(Status::unimplemented(
            "user.UserService/DeleteUser is not implemented",
        ))
    }

    /// Streaming methods
    async fn stream_users(
        &self,
        request: Request<StreamUsersRequest>,
    ) -> Result<Response<BoxStream<UserResponse>>, Status> {
        let _request = request.into_inner();
        // let responses = tokio_stream::iter([Ok(UserResponse::default())]);
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "user.UserService/StreamUsers is not implemented",
        ))
    }

    /// Creates a user for each request; the response has the last one.
    async fn create_user_stream(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<CreateUserResponse>, Status> {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(Response::new(CreateUserResponse::default()))
        Err(Status::unimplemented(
            "user.UserService/CreateUserStream is not implemented",
        ))
    }

    /// Runs commands in the order they come, each answered under its id.
    async fn bidirectional_stream(
        &self,
        request: Request<Streaming<BidirectionalRequest>>,
    ) -> Result<Response<BoxStream<BidirectionalResponse>>, Status> {
        let _requests = request.into_inner();
        // let responses = requests.map(|request| request.map(|_| BidirectionalResponse::default()));
        // Ok(Response::new(Box::pin(responses)))
        Err(Status::unimplemented(
            "user.UserService/BidirectionalStream is not implemented",
        ))
    }
}
