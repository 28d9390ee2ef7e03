//! Serves what the library holds, as `config/{{ package }}.toml` and variables that begin with `{{ prefix }}__` say.

use std::env;
use std::error::Error;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

{% if extras.otel %}use opentelemetry::global;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
{% endif %}{% if extras.jwt %}use rpcsmith_runtime::auth::Auth;
{% endif %}use rpcsmith_runtime::config::{ServerConfig, Sources};
use rpcsmith_runtime::serve::{self, CallLog};
{% if extras.otel %}use rpcsmith_runtime::trace::TraceLayer;
{% endif %}use tracing_subscriber::EnvFilter;

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
{{ configuration }}{% if extras.otel %}    let traces = traces()?;
{% endif %}    let server = {{ library }}::server()
        .configure(&config)?
        .health()
        .observe(CallLog)
{% if extras.jwt %}        .auth(Auth::new(config.jwt()?))
{% endif %}{% if extras.otel %}        .layer(TraceLayer::server())
{% endif %}        .bind(config.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
{% if extras.otel %}    traces.shutdown()?;
{% endif %}    Ok(())
}
{% if extras.otel %}
/// Sends a span of each call to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT`; without that variable, nowhere.
fn traces() -> Result<SdkTracerProvider, Box<dyn Error>> {
{{ resource }}    let mut provider = SdkTracerProvider::builder().with_resource(resource);
    if env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some() {
        provider = provider.with_batch_exporter(SpanExporter::builder().with_tonic().build()?);
    }
    let provider = provider.build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    global::set_tracer_provider(provider.clone());
    Ok(provider)
}
{% endif %}{# #}
