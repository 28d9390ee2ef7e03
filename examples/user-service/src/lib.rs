//! Users in memory, and a chat between them.

#[path = "gen/mod.rs"]
pub mod proto;
pub mod room;
pub mod services;
pub mod users;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use proto::user::v1::FILE_DESCRIPTOR_SET;
use proto::user::v1::user_service_server::UserServiceServer;
use services::user_service::UserServiceImpl;

/// All services; the program adds what a server needs beside them.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(UserServiceServer::new(UserServiceImpl::default()))
        .reflection([FILE_DESCRIPTOR_SET])
}
