//! What describes a gRPC service before anyone calls it: its [methods](Method), and what its clients do by default.
//!
//! Users name this crate `rpcsmith_runtime`. It has no transport, so that the generator of rpcsmith depends on it too.
//!
//! | feature | what it adds |
//! |---|---|
//! | `service-config` | `service_config`: reads service configs |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod code_names;
mod method;
#[cfg(feature = "service-config")]
pub mod service_config;

#[doc(hidden)]
pub use code_names::CODE_NAMES;
#[doc(hidden)]
pub use method::service_in;
pub use method::{Idempotency, Method, Streaming};
