//! Serves the node to this machine.

use std::error::Error;

use phantom_controller::proto::phantom::FILE_DESCRIPTOR_SET;
use phantom_controller::proto::phantom::phantom_controller_server::PhantomControllerServer;
use phantom_controller::services::phantom_controller::PhantomControllerImpl;
use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::{Server, serve};

fn main() -> Result<(), Box<dyn Error>> {
    serve::block_on(run())?
}

async fn run() -> Result<(), Box<dyn Error>> {
    let sources = Sources::new("PHANTOM_CONTROLLER")?.file("config/phantom-controller.toml")?;
    let config: ServerConfig = sources.env().read()?;
    let server = Server::builder()
        .configure(&config)?
        .add_service(PhantomControllerServer::new(
            PhantomControllerImpl::default(),
        ))
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
