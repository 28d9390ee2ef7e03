//! Calls services: generated clients wrap [`client`], and `channel` is a transport with deadlines, retries, hedging and load
//! balancing.
//!
//! Use this crate through `rpcsmith_runtime`, which re-exports its modules.
//!
//! | feature | what it adds |
//! |---|---|
//! | `channel` | `Channel`, and `Client::connect` |
//! | `validate` | validates requests by the rules of their schema before they are sent |
//! | `health`, `tls` | health checks and TLS for `Channel` |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "channel")]
pub mod channel;
pub mod client;

#[cfg(feature = "channel")]
pub use channel::Channel;
