//! HTTP routes on the port of the services.

use axum::Router;
use axum::routing::get;

/// `/healthz`, for load balancers without support for gRPC.
pub fn routes() -> Router {
    Router::new().route("/healthz", get(async || "ok\n"))
}
