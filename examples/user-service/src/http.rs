//! HTTP on the port of the services.

use axum::Router;
use axum::routing::get;

/// `/healthz`, for a load balancer that does not speak gRPC.
pub fn routes() -> Router {
    Router::new().route("/healthz", get(async || "ok\n"))
}
