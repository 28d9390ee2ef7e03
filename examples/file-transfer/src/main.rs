//! Serves what the library holds, as `config/file-transfer.toml` and variables that begin with `FILE_TRANSFER__` say.

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use file_transfer::folder::Folder;
use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::serve::{self, CallLog};
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

/// What the configuration says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Where the files are.
    folder: PathBuf,
    /// Bytes of a file.
    max_file_size: u64,
    server: ServerConfig,
}

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
    let file = env::var("FILE_TRANSFER_CONFIG");
    let file = file.unwrap_or_else(|_| "config/file-transfer.toml".to_owned());
    let config: Config = Sources::new("FILE_TRANSFER")?.file(file)?.env().read()?;
    let server = file_transfer::server(Folder::new(config.folder)?, config.max_file_size)
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
