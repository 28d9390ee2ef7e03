//! Serves `load.v1.UserService` as the server of [`SERVERS`] that the argument names. Prints its address, and ends when its
//! standard input ends.

mod floor;

use std::error::Error;
use std::net::SocketAddr;

use rpcsmith_load::{PARTY, SECRET, SERVERS, ours, theirs};
use rpcsmith_runtime::Server;
use rpcsmith_runtime::auth::{Auth, Jwt, JwtKey};
use rpcsmith_runtime::serve::Metrics;
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;

use ours::load::v1 as our;
use ours::load::v1::user_service_server::UserServiceServer;
use theirs::user_service_server as their;

struct Users;

/// The identifier in each request of a load.
const ID: &str = "0b6a3f0e-54c8-4a8b-9d39-0c1f3a2b7d11";

/// A user, as a message of either generator.
#[macro_export]
macro_rules! user {
    ($module:ident, $id:expr) => {
        $module::User {
            id: $id,
            name: "Ada Lovelace".to_owned(),
            email: "ada@example.com".to_owned(),
            phone: "+4930123456".to_owned(),
            age: 36,
            roles: vec!["reader".to_owned(), "writer".to_owned()],
        }
    };
}

impl our::user_service_server::UserService for Users {
    async fn create_user(
        &self,
        request: Request<our::CreateUserRequest>,
    ) -> Result<Response<our::User>, Status> {
        Ok(Response::new(user!(our, request.into_inner().id)))
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
    async fn create_user(
        &self,
        request: tonic::Request<theirs::CreateUserRequest>,
    ) -> Result<tonic::Response<theirs::User>, tonic::Status> {
        Ok(tonic::Response::new(user!(theirs, request.into_inner().id)))
    }

    async fn list_users(
        &self,
        request: tonic::Request<theirs::ListUsersRequest>,
    ) -> Result<tonic::Response<tonic::codegen::BoxStream<theirs::User>>, tonic::Status> {
        let users = (0..request.into_inner().page_size).map(|id| Ok(user!(theirs, id.to_string())));
        Ok(tonic::Response::new(Box::pin(tokio_stream::iter(users))))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let local: SocketAddr = ([127, 0, 0, 1], 0).into();
    let listener = TcpListener::bind(local).await?;
    println!("{}", listener.local_addr()?);
    let mut stdin = tokio::io::stdin();
    tokio::select! {
        served = serve(&name, listener) => served,
        _ = stdin.read_u8() => Ok(()),
    }
}

async fn serve(name: &str, listener: TcpListener) -> Result<(), Box<dyn Error>> {
    let valid = UserServiceServer::new(Users);
    let bare = valid.clone().without_validation();
    let ours = match SERVERS.iter().position(|server| *server == name) {
        Some(0) => {
            // Without TCP_NODELAY, the last frame of a stream waits for an acknowledgement.
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            let service = their::UserServiceServer::new(Users);
            let server = tonic::transport::Server::builder().add_service(service);
            return Ok(server.serve_with_incoming(incoming).await?);
        }
        Some(1) => return floor::serve(listener).await,
        Some(2) => Server::builder().add_service(bare),
        Some(3) => Server::builder().add_service(valid),
        Some(4) => Server::builder()
            .add_service(valid)
            .auth(Auth::new(Jwt::new(PARTY, PARTY, [JwtKey::hs256(SECRET)?])))
            .observe(Metrics::new()),
        _ => return Err(format!("usage: load-server {}", SERVERS.join("|")).into()),
    };
    ours.listen(listener)?.serve().await?;
    Ok(())
}
