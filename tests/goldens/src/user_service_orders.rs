//! An implementation of `user.UserService` with orders that stores users in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

use crate::goldens::user_service_orders::user::bidirectional_request::Command;
use crate::goldens::user_service_orders::user::bidirectional_response::Outcome;
use crate::goldens::user_service_orders::user::user_service_server::UserService;
use crate::goldens::user_service_orders::user::{
    BidirectionalRequest, BidirectionalResponse, CreateUserRequest, CreateUserResponse,
    DeleteUserRequest, DeleteUserResponse, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, StreamUsersRequest, UpdateUserRequest, UpdateUserResponse, User,
    UserResponse, UserStatus,
};

/// The number of users in a list if the request has no limit.
const DEFAULT_LIMIT: usize = 10;

/// Stores users in memory, in the order of their creation, with the ids `user_0`, `user_1` and so on. Clones share the
/// users.
#[derive(Clone, Debug, Default)]
pub struct Users(Arc<Mutex<Table>>);

#[derive(Debug, Default)]
struct Table {
    users: Vec<User>,
    created: u64,
}

impl Table {
    fn position(&self, id: &str) -> Result<usize, Status> {
        let position = self.users.iter().position(|user| user.id == id);
        position.ok_or_else(|| Status::not_found("User not found"))
    }

    fn get(&self, id: &str) -> Result<User, Status> {
        self.position(id)
            .map(|position| self.users[position].clone())
    }

    fn create(&mut self, request: CreateUserRequest) -> User {
        let status = match request.status() {
            UserStatus::Unspecified => UserStatus::Active,
            status => status,
        };
        let now = Some(SystemTime::now().into());
        let user = User {
            id: format!("user_{}", self.created),
            name: request.name,
            email: request.email,
            status: status.into(),
            orders: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        self.created += 1;
        self.users.push(user.clone());
        user
    }

    fn delete(&mut self, id: &str) -> Result<User, Status> {
        self.position(id)
            .map(|position| self.users.remove(position))
    }

    fn with_status(&self, status: UserStatus) -> Vec<User> {
        let matches = |user: &&User| status == UserStatus::Unspecified || user.status() == status;
        self.users.iter().filter(matches).cloned().collect()
    }

    fn run(&mut self, command: Command) -> Result<User, Status> {
        match command {
            Command::GetUser(request) => self.get(&request.user_id),
            Command::CreateUser(request) => Ok(self.create(request)),
            Command::DeleteUser(request) => self.delete(&request.user_id),
        }
    }
}

impl Users {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value of a field, if it is set.
fn count(field: i32) -> Option<usize> {
    usize::try_from(field).ok().filter(|count| *count > 0)
}

impl UserService for Users {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let user = Some(self.table().get(&request.get_ref().user_id)?);
        Ok(Response::new(GetUserResponse { user }))
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let request = request.into_inner();
        let matching = self.table().with_status(request.status());
        let total_count = i32::try_from(matching.len()).unwrap_or(i32::MAX);
        let limit = count(request.limit).unwrap_or(DEFAULT_LIMIT);
        let rest = matching
            .into_iter()
            .skip(count(request.offset).unwrap_or(0));
        let users = rest.take(limit).collect();
        Ok(Response::new(ListUsersResponse { users, total_count }))
    }

    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<CreateUserResponse>, Status> {
        let user = Some(self.table().create(request.into_inner()));
        Ok(Response::new(CreateUserResponse {
            user,
            created_count: 1,
        }))
    }

    async fn update_user(
        &self,
        request: Request<UpdateUserRequest>,
    ) -> Result<Response<UpdateUserResponse>, Status> {
        let request = request.into_inner();
        let mut table = self.table();
        let position = table.position(&request.user_id)?;
        let user = &mut table.users[position];
        user.name = request.name.unwrap_or_else(|| user.name.clone());
        user.email = request.email.unwrap_or_else(|| user.email.clone());
        user.status = request.status.unwrap_or(user.status);
        user.updated_at = Some(SystemTime::now().into());
        let user = Some(user.clone());
        Ok(Response::new(UpdateUserResponse { user }))
    }

    async fn delete_user(
        &self,
        request: Request<DeleteUserRequest>,
    ) -> Result<Response<DeleteUserResponse>, Status> {
        self.table().delete(&request.get_ref().user_id)?;
        Ok(Response::new(DeleteUserResponse {}))
    }

    async fn stream_users(
        &self,
        request: Request<StreamUsersRequest>,
    ) -> Result<Response<BoxStream<UserResponse>>, Status> {
        let request = request.into_inner();
        let mut users = self.table().with_status(request.status());
        users.truncate(count(request.limit).unwrap_or(DEFAULT_LIMIT));
        let responses = tokio_stream::iter(users).map(|user| Ok(UserResponse { user: Some(user) }));
        Ok(Response::new(Box::pin(responses)))
    }

    async fn create_user_stream(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<CreateUserResponse>, Status> {
        let mut requests = request.into_inner();
        let mut response = CreateUserResponse::default();
        while let Some(request) = requests.message().await? {
            response.user = Some(self.table().create(request));
            response.created_count += 1;
        }
        Ok(Response::new(response))
    }

    async fn bidirectional_stream(
        &self,
        request: Request<Streaming<BidirectionalRequest>>,
    ) -> Result<Response<BoxStream<BidirectionalResponse>>, Status> {
        let users = self.clone();
        let responses = request.into_inner().map(move |request| {
            let BidirectionalRequest { id, command } = request?;
            let command = command.ok_or_else(|| Status::invalid_argument("Command is required"))?;
            let outcome = match users.table().run(command) {
                Ok(user) => Outcome::User(user),
                Err(status) => Outcome::Error(status.message().to_owned()),
            };
            Ok(BidirectionalResponse {
                id,
                outcome: Some(outcome),
            })
        });
        Ok(Response::new(Box::pin(responses)))
    }
}
