//! Further HTTP on the port of the services. The routes of methods are in the .proto file.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// The OpenAPI document that `rpcsmith sync` writes.
const OPENAPI: &str = include_str!("gen/openapi.json");

/// `/healthz`, for load balancers without support for gRPC, and `/openapi.json`.
pub fn routes() -> Router {
    let openapi = ([(CONTENT_TYPE, "application/json")], OPENAPI);
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/openapi.json", get(openapi))
}
