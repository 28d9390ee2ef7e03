//! Serves `user.v1.UserService` on a free port, which it prints, as the server of [`SERVERS`] that is named.

use std::error::Error;
use std::net::SocketAddr;

use rpcsmith_load::{SERVERS, TOKEN, ours, theirs};
use rpcsmith_runtime::Server;
use rpcsmith_runtime::auth::{Auth, Authenticator, Credentials, Denied, Identity};
use rpcsmith_runtime::serve::Metrics;
use rpcsmith_runtime::server::BoxStream;
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use ours::user::v1 as our;
use ours::user::v1::user_service_server::UserServiceServer;
use theirs::user_service_server as their;

struct Users;

/// The body of the handlers, the same for messages of either.
macro_rules! user {
    ($module:ident, $id:expr) => {
        $module::User {
            id: $id,
            name: "Ada Lovelace".to_owned(),
            email: "ada@example.com".to_owned(),
            roles: vec!["reader".to_owned(), "writer".to_owned()],
            ..$module::User::default()
        }
    };
}

impl our::user_service_server::UserService for Users {
    async fn get_user(
        &self,
        request: Request<our::GetUserRequest>,
    ) -> Result<Response<our::GetUserResponse>, Status> {
        let user = Some(user!(our, request.into_inner().id));
        Ok(Response::new(our::GetUserResponse { user }))
    }

    async fn list_users(
        &self,
        request: Request<our::ListUsersRequest>,
    ) -> Result<Response<BoxStream<our::User>>, Status> {
        let users = (0..request.into_inner().page_size).map(|id| Ok(user!(our, id.to_string())));
        Ok(Response::new(Box::pin(tokio_stream::iter(users))))
    }
}

#[tonic::async_trait]
impl their::UserService for Users {
    async fn get_user(
        &self,
        request: Request<theirs::GetUserRequest>,
    ) -> Result<Response<theirs::GetUserResponse>, Status> {
        let user = Some(user!(theirs, request.into_inner().id));
        Ok(Response::new(theirs::GetUserResponse { user }))
    }

    async fn list_users(
        &self,
        request: Request<theirs::ListUsersRequest>,
    ) -> Result<Response<tonic::codegen::BoxStream<theirs::User>>, Status> {
        let users = (0..request.into_inner().page_size).map(|id| Ok(user!(theirs, id.to_string())));
        Ok(Response::new(Box::pin(tokio_stream::iter(users))))
    }
}

/// Knows one token.
struct OneToken;

impl Authenticator for OneToken {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
        match TOKEN.strip_prefix("Bearer ") == Some(credentials.bearer_token()?) {
            true => Ok(Identity::new("ada").with_scopes(["users:read"])),
            false => Err(Denied::invalid("the token is not known")),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).unwrap_or_default();
    let local: SocketAddr = ([127, 0, 0, 1], 0).into();
    let listener = TcpListener::bind(local).await?;
    println!("{}", listener.local_addr()?);
    let tonic = tonic::transport::Server::builder();
    // Else the last frame of a stream waits for an acknowledgement.
    let incoming = |listener| TcpIncoming::from(listener).with_nodelay(Some(true));
    let ours = Server::builder().add_service(UserServiceServer::new(Users));
    match SERVERS.iter().position(|name| *name == server) {
        Some(0) => {
            let service = their::UserServiceServer::new(Users);
            let router = { tonic }.add_service(service);
            router.serve_with_incoming(incoming(listener)).await?;
        }
        Some(1) => {
            let router = { tonic }.add_service(UserServiceServer::new(Users));
            router.serve_with_incoming(incoming(listener)).await?;
        }
        Some(2) => {
            ours.listen(listener)?.serve().await?;
        }
        Some(3) => {
            let server = ours.auth(Auth::new(OneToken)).observe(Metrics::new());
            server.listen(listener)?.serve().await?;
        }
        _ => return Err(format!("usage: load-server {}", SERVERS.join("|")).into()),
    }
    Ok(())
}
