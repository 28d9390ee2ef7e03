//! Serves the classifier.

use std::error::Error;

use image_classifier::proto::imageclassifier::FILE_DESCRIPTOR_SET;
use image_classifier::proto::imageclassifier::image_classifier_server::ImageClassifierServer;
use image_classifier::services::image_classifier::ImageClassifierImpl;
use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::{Server, serve};

fn main() -> Result<(), Box<dyn Error>> {
    serve::block_on(run())?
}

async fn run() -> Result<(), Box<dyn Error>> {
    let sources = Sources::new("IMAGE_CLASSIFIER")?.file("config/image-classifier.toml")?;
    let config: ServerConfig = sources.env().read()?;
    let server = Server::builder()
        .configure(&config)?
        .add_service(ImageClassifierServer::new(ImageClassifierImpl::default()))
        .health()
        .reflection([FILE_DESCRIPTOR_SET])
        .bind(config.address())
        .await?;
    if let Some(address) = server.local_addr() {
        println!("serving on {address}");
    }
    server.serve().await?;
    Ok(())
}
