//! Services with routes: `json_user.UserService`, and one that answers with its requests.

use std::sync::Arc;

use rpcsmith_goldens::goldens::json_kinds::json_kinds::{
    Choice, Explicit, Implicit, Maps, Repeated, Tree, WellKnown,
};
use rpcsmith_goldens::goldens::json_user::json_user::user_service_server::{
    UserService, UserServiceDispatch,
};
use rpcsmith_goldens::goldens::json_user::json_user::{
    ChatMessage, CreateUserRequest, DeleteUserRequest, GetUserRequest, GetUserResponse,
    ListUsersRequest, ListUsersResponse, UpdateUserRequest, User,
};
use rpcsmith_runtime::PathSegment::{Literal, One, Rest};
use rpcsmith_runtime::server::{BoxStream, Call, Dispatch, ResponseFuture, ServiceServer};
use rpcsmith_runtime::{HttpRoute, Method, PathVariable, Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

const ID: &[PathVariable] = &[PathVariable::new("id", 1..2)];
const PATH: &[PathVariable] = &[PathVariable::new("id", 1..3)];

/// The dispatch of `UserService`, with routes.
pub struct UsersDispatch;

impl<T: UserService> Dispatch<T> for UsersDispatch {
    const SERVICE: &'static str = <UserServiceDispatch as Dispatch<T>>::SERVICE;
    const METHODS: &'static [Method] = <UserServiceDispatch as Dispatch<T>>::METHODS;
    const JSON: bool = true;
    const HTTP: &'static [HttpRoute] = &[
        HttpRoute::get(0, &[Literal("users"), One]).variables(ID),
        HttpRoute::get(0, &[Literal("files"), Literal("a"), Rest]).variables(PATH),
        HttpRoute::get(0, &[Literal("users"), One, Literal("user")])
            .variables(ID)
            .response_body("user"),
        HttpRoute::post(1, &[Literal("users")]).body("*"),
        HttpRoute::patch(2, &[Literal("users"), One])
            .variables(ID)
            .body("*"),
        HttpRoute::patch(2, &[Literal("users"), One, Literal("name")])
            .variables(ID)
            .body("name"),
        HttpRoute::delete(3, &[Literal("users"), One]).variables(ID),
        HttpRoute::get(4, &[Literal("users")]),
        HttpRoute::get(4, &[Literal("names")]).response_body("name"),
        HttpRoute::post(5, &[Literal("users")])
            .action("import")
            .body("*"),
        HttpRoute::post(6, &[Literal("chat")]).body("*"),
        HttpRoute::custom("PURGE", 3, &[Literal("users"), One])
            .variables(ID)
            .action("now"),
    ];

    fn dispatch(service: Arc<T>, call: Call) -> ResponseFuture {
        <UserServiceDispatch as Dispatch<T>>::dispatch(service, call)
    }
}

/// Its behavior depends on the id or on the page.
pub struct Users;

pub fn users() -> ServiceServer<UsersDispatch, Users> {
    ServiceServer::new(Users)
}

fn user(id: &str) -> User {
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
        let tenant = request.metadata().get("x-tenant").cloned();
        let id = request.into_inner().id;
        match id.as_str() {
            "never" => std::future::pending().await,
            "missing" => {
                let mut status = Status::not_found("no \"such\" user");
                status
                    .metadata_mut()
                    .insert("x-reason", "gone".parse().unwrap());
                return Err(status);
            }
            "panic" => panic!("requested by the test"),
            "nobody" => return Ok(Response::new(GetUserResponse { user: None })),
            _ => {}
        }
        let user = Some(user(&id));
        let mut response = Response::new(GetUserResponse { user });
        if let Some(tenant) = tenant {
            response.metadata_mut().insert("x-tenant", tenant);
        }
        response
            .metadata_mut()
            .insert("etag", "\"1\"".parse().unwrap());
        response
            .trailers_mut()
            .insert("x-cost", "7".parse().unwrap());
        Ok(response)
    }

    async fn create_user(
        &self,
        request: Request<CreateUserRequest>,
    ) -> Result<Response<User>, Status> {
        let CreateUserRequest { name, email, .. } = request.into_inner();
        let id = "new".to_owned();
        Ok(Response::new(User {
            id,
            name,
            email,
            ..User::default()
        }))
    }

    async fn update_user(
        &self,
        request: Request<UpdateUserRequest>,
    ) -> Result<Response<User>, Status> {
        let UpdateUserRequest { id, name, email } = request.into_inner();
        Ok(Response::new(User {
            id,
            name: name.unwrap_or_else(|| "unset".to_owned()),
            email: email.unwrap_or_else(|| "unset".to_owned()),
            ..User::default()
        }))
    }

    async fn delete_user(&self, _: Request<DeleteUserRequest>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let ListUsersRequest {
            page, page_size, ..
        } = request.into_inner();
        if page < 0 {
            return Err(Status::out_of_range("no such page"));
        }
        let users = (0..page_size).map(|id| Ok(user(&id.to_string())));
        let end: Vec<Result<User, Status>> = match page {
            0 => Vec::new(),
            _ => vec![Err(Status::aborted("the list has changed"))],
        };
        let stream = tokio_stream::iter(users.chain(end));
        Ok(Response::new(match page {
            2 => Box::pin(tokio_stream::pending()),
            3 => Box::pin(tokio_stream::once(Ok(user("0"))).chain(tokio_stream::pending())),
            _ => Box::pin(stream),
        }))
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let mut requests = request.into_inner();
        let mut users = Vec::new();
        while let Some(request) = requests.message().await? {
            users.push(user(&request.name));
        }
        Ok(Response::new(ListUsersResponse {
            total_count: i32::try_from(users.len()).unwrap(),
            users,
            has_more: false,
        }))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }
}

/// Answers with its requests.
pub struct Echo;

impl Echo {
    async fn echo<M: Send>(&self, request: Request<M>) -> Result<Response<M>, Status> {
        Ok(Response::new(request.into_inner()))
    }
}

pub struct EchoDispatch;

const TEXT: &[PathVariable] = &[PathVariable::new("string", 1..2)];
const BOOL: &[PathVariable] = &[PathVariable::new("bool", 1..2)];
const TIME: &[PathVariable] = &[PathVariable::new("timestamp", 1..2)];
const LEAF: &[PathVariable] = &[PathVariable::new("left.leaf", 1..2)];

impl Dispatch<Echo> for EchoDispatch {
    const SERVICE: &'static str = "json_kinds.Echo";
    const METHODS: &'static [Method] = &[
        Method::unary("/json_kinds.Echo/Implicit"),
        Method::unary("/json_kinds.Echo/Explicit"),
        Method::unary("/json_kinds.Echo/Repeated"),
        Method::unary("/json_kinds.Echo/Maps"),
        Method::unary("/json_kinds.Echo/Choice"),
        Method::unary("/json_kinds.Echo/WellKnown"),
        Method::unary("/json_kinds.Echo/Tree"),
    ];
    const JSON: bool = true;
    const HTTP: &'static [HttpRoute] = &[
        HttpRoute::get(0, &[Literal("implicit")]),
        HttpRoute::get(0, &[Literal("implicit"), One]).variables(TEXT),
        HttpRoute::get(0, &[Literal("bool"), One]).variables(BOOL),
        HttpRoute::get(1, &[Literal("explicit")]),
        HttpRoute::get(2, &[Literal("repeated")]),
        HttpRoute::get(2, &[Literal("numbers")]).response_body("int64"),
        HttpRoute::get(3, &[Literal("maps")]),
        HttpRoute::get(4, &[Literal("choice")]),
        HttpRoute::get(5, &[Literal("known")]),
        HttpRoute::get(5, &[Literal("known"), One]).variables(TIME),
        HttpRoute::post(6, &[Literal("tree")]).body("left"),
        HttpRoute::post(6, &[Literal("trees")]).body("children"),
        HttpRoute::put(6, &[Literal("tree"), One])
            .variables(LEAF)
            .body("left"),
        HttpRoute::get(6, &[Literal("tree")]),
    ];

    fn dispatch(service: Arc<Echo>, call: Call) -> ResponseFuture {
        let call = call.with_json();
        match call.index() {
            0 => call.unary(service, Echo::echo::<Implicit>),
            1 => call.unary(service, Echo::echo::<Explicit>),
            2 => call.unary(service, Echo::echo::<Repeated>),
            3 => call.unary(service, Echo::echo::<Maps>),
            4 => call.unary(service, Echo::echo::<Choice>),
            5 => call.unary(service, Echo::echo::<WellKnown>),
            6 => call.unary(service, Echo::echo::<Tree>),
            _ => call.unimplemented(),
        }
    }
}

pub fn echo() -> ServiceServer<EchoDispatch, Echo> {
    ServiceServer::new(Echo)
}
