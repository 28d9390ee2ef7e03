//! Calls services: [`client`] is what generated clients are made of, `channel` connects them with deadlines, retries,
//! hedging and balancing.
//!
//! Users name this crate `rpcsmith_runtime`, with the modules that are here.
//!
//! | feature | what it adds |
//! |---|---|
//! | `transport` | `Client::connect`: calls over tonic's channel |
//! | `channel` | `Channel` |
//! | `validate` | requests are checked by the rules of their schema before they are sent |
//! | `health`, `tls` | what their names say, for `Channel` |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "channel")]
pub mod channel;
pub mod client;

#[cfg(feature = "channel")]
pub use channel::Channel;
