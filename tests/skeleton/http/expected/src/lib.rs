//! The services of `shelves`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::library::v1::admin_server::AdminServer;
use crate::proto::library::v1::library_server::LibraryServer;
use crate::services::admin::AdminImpl;
use crate::services::library::LibraryImpl;

/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(LibraryServer::new(LibraryImpl))
        .add_service(AdminServer::new(AdminImpl))
        .reflection([proto::library::v1::FILE_DESCRIPTOR_SET])
}
