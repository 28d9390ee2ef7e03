//! The services of `ledger`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::user::v1::user_service_server::UserServiceServer;
use crate::services::user_service::UserServiceImpl;

/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(UserServiceServer::new(UserServiceImpl))
        .reflection([proto::user::v1::FILE_DESCRIPTOR_SET])
}
