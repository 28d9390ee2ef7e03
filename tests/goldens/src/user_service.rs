//! An implementation of `user.UserService` that stores users in memory.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use rpcsmith_runtime::metadata::{KeyAndValueRef, MetadataMap, MetadataValue};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Code, Extensions, Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

use crate::goldens::user_service::user::user_service_server::UserService;
use crate::goldens::user_service::user::{
    ChatMessage, CreateUserRequest, DeleteUserRequest, GetUserRequest, GetUserResponse,
    ListUsersRequest, ListUsersResponse, UpdateUserRequest, User, UserStatus,
};

/// Stores users in memory, in the order of their creation.
#[derive(Debug, Default)]
pub struct Users {
    table: Mutex<Table>,
    /// The names of calls that were cancelled while they waited.
    cancelled: Mutex<HashSet<String>>,
}

#[derive(Debug, Default)]
struct Table {
    users: Vec<User>,
    last_id: u64,
}

impl Table {
    fn position(&self, id: &str) -> Result<usize, Status> {
        let position = self.users.iter().position(|user| user.id == id);
        position.ok_or_else(|| Status::not_found(format!("User with id {id} not found")))
    }

    fn insert(&mut self, request: CreateUserRequest) -> User {
        self.last_id += 1;
        let user = User {
            id: self.last_id.to_string(),
            name: request.name,
            email: request.email,
            status: UserStatus::Active.into(),
            created_at: Some(SystemTime::now().into()),
            ..User::default()
        };
        self.users.push(user.clone());
        user
    }

    fn page(&self, request: &ListUsersRequest) -> Vec<User> {
        let size = usize::try_from(request.page_size).unwrap_or(0);
        let Some(before) = usize::try_from(request.page)
            .ok()
            .and_then(|page| page.checked_sub(1))
        else {
            return Vec::new();
        };
        let matches = |user: &&User| match request.status_filter() {
            UserStatus::Unspecified => true,
            status => user.status() == status,
        };
        let users = self.users.iter().filter(matches).cloned();
        users.skip(before.saturating_mul(size)).take(size).collect()
    }
}

impl Users {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cancelled(&self) -> MutexGuard<'_, HashSet<String>> {
        self.cancelled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: &str) -> Result<User, Status> {
        let table = self.table();
        table
            .position(id)
            .map(|position| table.users[position].clone())
    }
}

/// A call that waits. If it is dropped before [`finish`](Self::finish), it was cancelled.
struct Waiting<'u> {
    name: &'u str,
    users: &'u Users,
}

impl Waiting<'_> {
    fn finish(mut self) {
        self.name = "";
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            self.users.cancelled().insert(self.name.to_owned());
        }
    }
}

impl UserService for Users {
    /// For the checks, `x-` metadata controls the call, and the response returns it. The call waits for `x-delay-ms`
    /// milliseconds and fails with the details of `x-details-bin`. For `x-report-cancelled`, it reports whether the call
    /// with that name (`x-name`) was cancelled while it waited.
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let (metadata, _, request) = request.into_parts();
        if let Some(details) = metadata.get_bin("x-details-bin") {
            let details = details.to_bytes().unwrap_or_default();
            let code = Code::ResourceExhausted;
            return Err(Status::with_details(code, "Too many", details));
        }
        let waiting = Waiting {
            name: text(&metadata, "x-name"),
            users: self,
        };
        tokio::time::sleep(delay(&metadata)).await;
        waiting.finish();
        let mut echo = echo(&metadata);
        if self
            .cancelled()
            .contains(text(&metadata, "x-report-cancelled"))
        {
            echo.insert("x-cancelled", MetadataValue::from_static("yes"));
        }
        match self.find(&request.id) {
            Ok(user) => {
                let response = GetUserResponse { user: Some(user) };
                Ok(Response::from_parts(echo, response, Extensions::default()))
            }
            Err(status) => Err(Status::with_metadata(status.code(), status.message(), echo)),
        }
    }

    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<User>, Status> {
        let request = request.into_inner();
        if request.name.is_empty() {
            return Err(Status::invalid_argument("Name is required"));
        }
        if request.email.is_empty() {
            return Err(Status::invalid_argument("Email is required"));
        }
        let mut table = self.table();
        if table.users.iter().any(|user| user.email == request.email) {
            return Err(Status::already_exists("Email already registered"));
        }
        Ok(Response::new(table.insert(request)))
    }

    async fn update_user(
        &self,
        request: Request<UpdateUserRequest>,
    ) -> Result<Response<User>, Status> {
        let request = request.into_inner();
        let mut table = self.table();
        let position = table.position(&request.id)?;
        let user = &mut table.users[position];
        if let Some(name) = request.name {
            user.name = name;
        }
        if let Some(email) = request.email {
            user.email = email;
        }
        Ok(Response::new(user.clone()))
    }

    async fn delete_user(
        &self,
        request: Request<DeleteUserRequest>,
    ) -> Result<Response<()>, Status> {
        let mut table = self.table();
        let position = table.position(&request.into_inner().id)?;
        table.users.remove(position);
        Ok(Response::new(()))
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let page = self.table().page(request.get_ref());
        Ok(Response::new(Box::pin(tokio_stream::iter(page).map(Ok))))
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let mut requests = request.into_inner();
        let mut response = ListUsersResponse::default();
        while let Some(request) = requests.message().await? {
            response.users.push(self.table().insert(request));
            response.total_count += 1;
        }
        Ok(Response::new(response))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        let replies = request.into_inner().map(|message| message.map(reply));
        Ok(Response::new(Box::pin(replies)))
    }
}

/// The service's answer to a message.
fn reply(message: ChatMessage) -> ChatMessage {
    ChatMessage {
        user_id: "server".to_owned(),
        content: format!("{}: {}", message.user_id, message.content),
        timestamp: message.timestamp,
    }
}

fn delay(metadata: &MetadataMap) -> Duration {
    Duration::from_millis(text(metadata, "x-delay-ms").parse().unwrap_or(0))
}

/// The value of a key; empty if it is missing.
fn text<'m>(metadata: &'m MetadataMap, key: &str) -> &'m str {
    let value = metadata.get(key);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The `x-` metadata of a request, `x-seen-deadline` if it has a deadline, and `x-seen-encoding` if it is compressed.
fn echo(metadata: &MetadataMap) -> MetadataMap {
    let mut echo = MetadataMap::new();
    for pair in metadata.iter() {
        match pair {
            KeyAndValueRef::Ascii(key, value) if key.as_str().starts_with("x-") => {
                echo.append(key, value.clone());
            }
            KeyAndValueRef::Binary(key, value) if key.as_str().starts_with("x-") => {
                echo.append_bin(key, value.clone());
            }
            _ => {}
        }
    }
    if metadata.contains_key("grpc-timeout") {
        echo.insert("x-seen-deadline", MetadataValue::from_static("yes"));
    }
    if let Some(encoding) = metadata.get("grpc-encoding") {
        echo.insert("x-seen-encoding", encoding.clone());
    }
    echo
}
