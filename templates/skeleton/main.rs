//! The server of all services of the library. Its settings are `Config` in `src/config.rs`.

{% if extras.http %}mod pages;

{% endif %}{% if extras.otel %}use std::env;
{% endif %}use std::error::Error;
use std::io::{self, IsTerminal};
{% if extras.metrics %}use std::net::SocketAddr;
{% endif %}use std::process::ExitCode;

{% if extras.otel %}use opentelemetry::global;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
{% endif %}{% if extras.jwt %}use rpcsmith_runtime::auth::Auth;
{% endif %}use rpcsmith_runtime::serve::{self, CallLog{% if extras.metrics %}, Metrics{% endif %}};
{% if extras.otel %}use rpcsmith_runtime::trace::TraceLayer;
{% endif %}{% if extras.metrics %}use tokio::net::TcpListener;
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

/// Serves until SIGTERM or SIGINT, then waits for running calls.
async fn run() -> Result<(), Box<dyn Error>> {
{{ configuration }}    if let Some(database) = &config.database {
        let _url = database.url.read()?;
        // Connect with `_url.expose()` here, and pass the pool to the services through `server` in src/lib.rs.
        tracing::warn!("[database] is set, but src/main.rs does not connect to it yet");
    }
{% if extras.otel %}    let traces = traces()?;
{% endif %}{% if extras.metrics %}    let metrics = Metrics::new();
    serve_metrics(metrics.clone(), config.metrics.address).await?;
{% endif %}    let server = {{ library }}::server()
        .configure(&config.server)?
        .health()
        .observe(CallLog)
{% if extras.metrics %}        .observe(metrics)
{% endif %}{% if extras.jwt %}        .auth(Auth::new(config.server.jwt()?))
{% endif %}{% if extras.otel %}        .layer(TraceLayer::server())
{% endif %}{% if extras.http %}        .pages(pages::PAGES)
{% endif %}        .bind(config.server.address())
        .await?;
    if let Some(address) = server.local_addr() {
        tracing::info!(%address, "serving");
    }
    server.serve().await?;
{% if extras.otel %}    traces.shutdown()?;
{% endif %}    Ok(())
}
{% if extras.otel %}
/// Sends a span for each call to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT`, if that variable is set.
fn traces() -> Result<SdkTracerProvider, Box<dyn Error>> {
{{ resource }}    let mut provider = SdkTracerProvider::builder().with_resource(resource);
    if env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some() {
        provider = provider.with_batch_exporter(SpanExporter::builder().with_http().build()?);
    }
    let provider = provider.build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    global::set_tracer_provider(provider.clone());
    Ok(provider)
}
{% endif %}{% if extras.metrics %}
/// Serves `/metrics` until the program ends.
async fn serve_metrics(metrics: Metrics, address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| format!("metrics at {address}: {error}"))?;
    tracing::info!(address = %listener.local_addr()?, "serving metrics");
    tokio::spawn(async move {
        if let Err(error) = metrics.serve_admin_on(listener).await {
            tracing::error!(%error, "the metrics server failed");
        }
    });
    Ok(())
}
{% endif %}{# #}
