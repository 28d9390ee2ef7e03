//! Serves a node to the net: `phantom_gateway [config/gateway.toml]`.

use std::env;
use std::error::Error;

use phantom_controller::gateway::{Forward, GatewayConfig, Tokens};
use phantom_controller::proto::phantom::FILE_DESCRIPTOR_SET;
use rpcsmith_runtime::auth::Auth;
use rpcsmith_runtime::config::Sources;
use rpcsmith_runtime::{Server, serve};

fn main() -> Result<(), Box<dyn Error>> {
    serve::block_on(run())?
}

async fn run() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1);
    let path = path.unwrap_or_else(|| "config/gateway.toml".into());
    let sources = Sources::new("PHANTOM_GATEWAY")?.file(path)?;
    let config: GatewayConfig = sources.env().read()?;

    let node = config.node.builder()?.build()?;
    let server = Server::builder()
        .configure(&config.server)?
        .add_tonic_service(Forward::new(node))
        .auth(Auth::new(Tokens::read(&config.tokens)?))
        .health()
        .reflection([FILE_DESCRIPTOR_SET])
        .bind(config.server.address())
        .await?;
    if let Some(address) = server.local_addr() {
        println!("serving on {address}");
    }
    server.serve().await?;
    Ok(())
}
