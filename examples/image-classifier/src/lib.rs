//! Classifies images by their color.

pub mod classify;
pub mod config;
pub mod image;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::imageclassifier::FILE_DESCRIPTOR_SET;
use crate::proto::imageclassifier::image_classifier_server::ImageClassifierServer;
use crate::services::image_classifier::ImageClassifierImpl;

/// Returns a server of all services. `src/main.rs` adds the settings, health checks and logs.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(ImageClassifierServer::new(ImageClassifierImpl::default()))
        .reflection([FILE_DESCRIPTOR_SET])
}
