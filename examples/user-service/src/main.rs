//! Serves the users.

use std::error::Error;

use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::{Server, serve};
use user_service::proto::user::v1::FILE_DESCRIPTOR_SET;
use user_service::proto::user::v1::user_service_server::UserServiceServer;
use user_service::services::user_service::UserServiceImpl;

fn main() -> Result<(), Box<dyn Error>> {
    serve::block_on(run())?
}

async fn run() -> Result<(), Box<dyn Error>> {
    let sources = Sources::new("USER_SERVICE")?.file("config/user-service.toml")?;
    let config: ServerConfig = sources.env().read()?;
    let server = Server::builder()
        .configure(&config)?
        .add_service(UserServiceServer::new(UserServiceImpl::default()))
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
