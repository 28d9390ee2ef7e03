//! Serves generated traits: generated code calls [`server`], and `serve` is a server for production.
//!
//! Use this crate through `rpcsmith_runtime`, which re-exports its modules.
//!
//! | feature | what it adds |
//! |---|---|
//! | `validate` | validates requests by the rules of their schema |
//! | `serve` | `Server`: limits, deadlines for whole calls, and graceful shutdown; `auth`: authentication |
//! | `health`, `reflection`, `web`, `tls`, `jwt`, `metrics` | health checks, reflection, gRPC-Web, TLS, JWT authentication and metrics for `Server` |
//! | `tonic` | services of tonic for `Server`, and generated services for tonic's server |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "serve")]
mod any_service;
#[cfg(feature = "serve")]
pub mod auth;
#[cfg(feature = "serve")]
mod budget;
pub mod fake;
#[cfg(feature = "reflection")]
#[allow(
    missing_docs,
    clippy::enum_variant_names,
    reason = "the names are those of the schema"
)]
mod proto;
#[cfg(feature = "serve")]
pub mod serve;
pub mod server;
#[cfg(feature = "tonic")]
mod tonic;

#[cfg(feature = "serve")]
pub use serve::{Drain, Limits, ServeError, Server};
