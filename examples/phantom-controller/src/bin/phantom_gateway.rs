//! Serves a node to the network. `config/gateway.toml` and variables that begin with `PHANTOM_GATEWAY__` configure it.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use phantom_controller::gateway::{Forward, GatewayConfig, Tokens};
use phantom_controller::proto::phantom::FILE_DESCRIPTOR_SET;
use rpcsmith_runtime::Server;
use rpcsmith_runtime::auth::Auth;
use rpcsmith_runtime::config::Sources;
use rpcsmith_runtime::serve::{self, CallLog};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let served = serve::block_on(run()).unwrap_or_else(|error| Err(error.into()));
    if let Err(error) = served {
        tracing::error!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Serves until SIGTERM or SIGINT, then waits for running calls.
async fn run() -> Result<(), Box<dyn Error>> {
    let file = env::var("PHANTOM_GATEWAY_CONFIG");
    let file = file.unwrap_or_else(|_| "config/gateway.toml".to_owned());
    let config: GatewayConfig = Sources::new("PHANTOM_GATEWAY")?.file(file)?.env().read()?;

    let node = config.node.builder()?.build()?;
    let server = Server::builder()
        .add_service(Forward::new(node))
        .reflection([FILE_DESCRIPTOR_SET])
        .auth(Auth::new(Tokens::read(&config.tokens)?))
        .configure(&config.server)?
        .health()
        .observe(CallLog)
        .bind(config.server.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
    Ok(())
}
