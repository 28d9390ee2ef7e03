//! The services of `gate-keeper`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::imageclassifier::image_classifier_server::ImageClassifierServer;
use crate::proto::user::user_service_server::UserServiceServer;
use crate::services::image_classifier::ImageClassifierImpl;
use crate::services::user_service::UserServiceImpl;

/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(ImageClassifierServer::new(ImageClassifierImpl))
        .add_service(UserServiceServer::new(UserServiceImpl))
        .reflection([
            proto::imageclassifier::FILE_DESCRIPTOR_SET,
            proto::user::FILE_DESCRIPTOR_SET,
        ])
}
