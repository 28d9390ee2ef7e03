//! Describes gRPC services: their [methods](Method), their [routes](HttpRoute) in HTTP/JSON, and service configs.
//!
//! Use this crate through `rpcsmith_runtime`. It has no transport, so the generator of rpcsmith depends on it too.
//!
//! | feature | what it adds |
//! |---|---|
//! | `service-config` | `service_config`: parses service configs |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod code_names;
mod http;
mod method;
#[cfg(feature = "service-config")]
pub mod service_config;

#[doc(hidden)]
pub use code_names::CODE_NAMES;
pub use http::{HttpRoute, PathSegment, PathVariable, RouteBody};
#[doc(hidden)]
pub use method::service_in;
pub use method::{Idempotency, Method, MethodKind};
