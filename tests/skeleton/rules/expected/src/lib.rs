//! The services of `tables`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::tables::v1::table_service_server::TableServiceServer;
use crate::services::table_service::TableServiceImpl;
use crate::services::table_service_validation::TableServiceChecks;

/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(TableServiceServer::with_validation(
            TableServiceImpl,
            TableServiceChecks,
        ))
        .reflection([proto::tables::v1::FILE_DESCRIPTOR_SET])
}
