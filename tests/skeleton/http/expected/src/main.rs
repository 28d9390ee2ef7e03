//! The server of all services of the library. Its settings are `Config` in `src/config.rs`.

mod pages;

use std::error::Error;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use rpcsmith_runtime::serve::{self, CallLog};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stdout().is_terminal())
        .init();
    let served = serve::block_on(run()).unwrap_or_else(|error| Err(error.into()));
    if let Err(error) = served {
        tracing::error!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Serves until SIGTERM or SIGINT, then waits for running calls.
async fn run() -> Result<(), Box<dyn Error>> {
    let config = shelves::config::Config::read()?;
    if let Some(database) = &config.database {
        let _url = database.url.read()?;
        // Connect with `_url.expose()` here, and pass the pool to the services through `server` in src/lib.rs.
        tracing::warn!("[database] is set, but src/main.rs does not connect to it yet");
    }
    let server = shelves::server()
        .configure(&config.server)?
        .health()
        .observe(CallLog)
        .pages(pages::PAGES)
        .bind(config.server.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
    Ok(())
}
