//! Serves what the library holds, as `config/{{ package }}.toml` and variables that begin with `{{ prefix }}__` say.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::serve::{self, CallLog};
{% if extras.otel %}use rpcsmith_runtime::trace::TraceLayer;
{% endif %}use tracing_subscriber::EnvFilter;
{% if extras.otel %}
mod traces;
{% endif %}
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
    let file = env::var("{{ prefix }}_CONFIG").unwrap_or_else(|_| "config/{{ package }}.toml".to_owned());
    let config: ServerConfig = Sources::new("{{ prefix }}")?.file(file)?.env().read()?;
    let server = {{ library }}::server()
        .configure(&config)?
        .health()
        .reflection({{ library }}::DESCRIPTORS.iter().copied())
        .observe(CallLog)
        .bind(config.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
    Ok(())
}
