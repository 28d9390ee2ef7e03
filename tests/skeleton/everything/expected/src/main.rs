//! Serves what the library holds, as `config/gate-keeper.toml` and variables that begin with `GATE_KEEPER__` say.

use std::env;
use std::error::Error;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use opentelemetry::global;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use rpcsmith_runtime::auth::Auth;
use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::serve::{self, CallLog};
use rpcsmith_runtime::trace::TraceLayer;
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

/// Serves until SIGTERM or SIGINT, and lets calls finish.
async fn run() -> Result<(), Box<dyn Error>> {
    let file =
        env::var("GATE_KEEPER_CONFIG").unwrap_or_else(|_| "config/gate-keeper.toml".to_owned());
    let config: ServerConfig = Sources::new("GATE_KEEPER")?.file(file)?.env().read()?;
    let traces = traces()?;
    let server = gate_keeper::server()
        .configure(&config)?
        .health()
        .observe(CallLog)
        .auth(Auth::new(config.jwt()?))
        .layer(TraceLayer::server())
        .bind(config.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
    traces.shutdown()?;
    Ok(())
}

/// Sends a span of each call to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT`; without that variable, nowhere.
fn traces() -> Result<SdkTracerProvider, Box<dyn Error>> {
    let resource = Resource::builder().with_service_name("gate-keeper").build();
    let mut provider = SdkTracerProvider::builder().with_resource(resource);
    if env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some() {
        provider = provider.with_batch_exporter(SpanExporter::builder().with_tonic().build()?);
    }
    let provider = provider.build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    global::set_tracer_provider(provider.clone());
    Ok(provider)
}
