//! A node that sends its events to many subscribers, and a gateway for it.

pub mod config;
pub mod gateway;
pub mod node;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::phantom::FILE_DESCRIPTOR_SET;
use crate::proto::phantom::phantom_controller_server::PhantomControllerServer;
use crate::services::phantom_controller::PhantomControllerImpl;

/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(PhantomControllerServer::new(
            PhantomControllerImpl::default(),
        ))
        .reflection([FILE_DESCRIPTOR_SET])
}
