//! Serves what the library holds, as `config/user-service.toml` and variables that begin with `USER_SERVICE__` say.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use rpcsmith_runtime::config::{ServerConfig, Sources};
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

/// Serves until SIGTERM or SIGINT, and lets calls finish.
async fn run() -> Result<(), Box<dyn Error>> {
    let file =
        env::var("USER_SERVICE_CONFIG").unwrap_or_else(|_| "config/user-service.toml".to_owned());
    let config: ServerConfig = Sources::new("USER_SERVICE")?.file(file)?.env().read()?;
    let server = user_service::server()
        .configure(&config)?
        .health()
        .observe(CallLog)
        .bind(config.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
    Ok(())
}
