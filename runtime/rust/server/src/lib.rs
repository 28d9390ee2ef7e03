//! Serves generated traits: [`server`] is what generated code calls, `serve` is a server for production.
//!
//! Users name this crate `rpcsmith_runtime`, with the modules that are here.
//!
//! | feature | what it adds |
//! |---|---|
//! | `validate` | requests are checked by the rules of their schema |
//! | `serve` | `Server`: serves with limits, deadlines over whole calls, and a drain that ends; `auth` |
//! | `health`, `reflection`, `web`, `tls`, `jwt`, `metrics` | what their names say, for `Server` |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "serve")]
mod any_service;
#[cfg(feature = "serve")]
pub mod auth;
#[cfg(feature = "serve")]
mod budget;
mod codec;
pub mod fake;
#[cfg(feature = "serve")]
pub mod serve;
pub mod server;

#[cfg(feature = "serve")]
pub use serve::{Drain, Limits, ServeError, Server};
