//! Tells the colour of images.

pub mod classify;
pub mod image;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use proto::imageclassifier::FILE_DESCRIPTOR_SET;
use proto::imageclassifier::image_classifier_server::ImageClassifierServer;
use services::image_classifier::ImageClassifierImpl;

/// All services; the program adds what a server needs beside them.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(ImageClassifierServer::new(ImageClassifierImpl::default()))
        .reflection([FILE_DESCRIPTOR_SET])
}
