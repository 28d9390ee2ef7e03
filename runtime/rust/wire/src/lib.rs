//! What servers and clients of generated code share: the protocol of gRPC over HTTP/2, and what both know of a call.
//!
//! Users name this crate `rpcsmith_runtime`: `CallContext`, `errors` and `trace` are its public part. The rest is for the
//! crates of the runtime alone, and changes without notice.
//!
//! | feature | what it adds |
//! |---|---|
//! | `errors` | `errors`: errors of handlers as statuses with details |
//! | `otel` | `trace`: spans of OpenTelemetry for calls, on either side |
//! | `peer-address` | the address of the client that calls |
//! | `gzip`, `deflate`, `zstd` | compression, as tonic's features of the same names |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
pub mod base64;
#[doc(hidden)]
pub mod code_names;
#[doc(hidden)]
pub mod codec;
#[doc(hidden)]
pub mod compression;
#[doc(hidden)]
pub mod content_type;
#[doc(hidden)]
pub mod context;
#[cfg(feature = "errors")]
pub mod errors;
#[doc(hidden)]
pub mod framing;
#[doc(hidden)]
pub mod inspect;
#[doc(hidden)]
pub mod observe;
#[cfg(feature = "peer-address")]
#[doc(hidden)]
pub mod peer;
#[doc(hidden)]
pub mod private_key;
#[doc(hidden)]
pub mod request;
#[doc(hidden)]
pub mod response;
#[doc(hidden)]
pub mod status;
#[doc(hidden)]
pub mod timeout;
#[cfg(feature = "otel")]
pub mod trace;

pub use context::CallContext;
pub use observe::{CallObserver, EndedCall};
