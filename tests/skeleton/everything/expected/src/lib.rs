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

/// A server of all services; the program adds what it needs beside them.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(ImageClassifierServer::new(ImageClassifierImpl))
        .add_service(UserServiceServer::new(UserServiceImpl))
        .reflection([
            proto::imageclassifier::FILE_DESCRIPTOR_SET,
            proto::user::FILE_DESCRIPTOR_SET,
        ])
}
