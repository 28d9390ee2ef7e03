//! The code that servers and clients share: the protocol of gRPC over HTTP/2, and the context of calls.
//!
//! Use this crate through `rpcsmith_runtime`. Its public part is what that crate re-exports: the types of requests, responses
//! and statuses, `CallContext`, `CallObserver`, `errors` and `trace`. The rest is for the other crates of the runtime, and
//! changes without notice.
//!
//! | feature | what it adds |
//! |---|---|
//! | `errors` | `errors`: converts errors of handlers to statuses with details |
//! | `otel` | `trace`: OpenTelemetry spans for calls of servers and clients |
//! | `edge` | the translations between gRPC and the protocols gRPC-Web and Connect |
//! | `json` | JSON as a format of messages |
//! | `http-json` | the translation between gRPC and HTTP/JSON |
//! | `tls` | the certificates of clients |
//! | `tonic` | conversions from and to tonic's types, and its transports |
//! | `gzip`, `deflate`, `zstd` | compression, as tonic's features of the same names |

#![cfg_attr(docsrs, feature(doc_cfg))]

// The generated messages of the crates of the runtime use these names.
#[doc(hidden)]
pub use rpcsmith_message as message;
#[doc(hidden)]
pub use rpcsmith_service::Method;

#[doc(hidden)]
pub mod base64;
pub mod body;
mod code;
#[doc(hidden)]
pub mod code_names;
pub mod codec;
#[doc(hidden)]
pub mod compression;
#[cfg(feature = "edge")]
#[doc(hidden)]
pub mod connect;
#[doc(hidden)]
pub mod connect_info;
#[doc(hidden)]
pub mod content_type;
#[doc(hidden)]
pub mod context;
#[cfg(feature = "edge")]
#[doc(hidden)]
pub mod edge;
#[cfg(feature = "errors")]
#[doc(hidden)]
pub mod error_details;
#[cfg(feature = "errors")]
pub mod errors;
#[doc(hidden)]
pub mod grpc;
#[cfg(feature = "edge")]
#[doc(hidden)]
pub mod grpc_web;
#[cfg(feature = "http-json")]
#[doc(hidden)]
pub mod http_json;
#[doc(hidden)]
pub mod inspect;
pub mod metadata;
#[doc(hidden)]
pub mod observe;
#[doc(hidden)]
pub mod peer;
#[doc(hidden)]
pub mod pem;
#[doc(hidden)]
pub mod private_key;
#[doc(hidden)]
#[allow(missing_docs, reason = "modules are named after packages")]
pub mod proto;
mod protocol;
mod request;
#[doc(hidden)]
pub mod request_extensions;
mod response;
pub mod service;
mod status;
mod streaming;
#[cfg(feature = "tonic")]
pub mod tonic;
#[cfg(feature = "otel")]
pub mod trace;

pub use code::Code;
pub use connect_info::TcpConnectInfo;
#[cfg(feature = "tls")]
pub use connect_info::TlsConnectInfo;
pub use context::CallContext;
pub use http::Extensions;
pub use observe::{CallObserver, EndedCall};
#[doc(hidden)]
pub use protocol::CalledBy;
pub use protocol::{Protocol, UnknownProtocol};
pub use request::{IntoRequest, IntoStreamingRequest, Request};
pub use response::Response;
pub use status::Status;
#[doc(hidden)]
pub use status::code_of_http;
pub use streaming::Streaming;
#[doc(hidden)]
pub use streaming::{Check, Decode, MessageSource};

/// A result whose error is a [`Status`], unless you name another type.
///
/// ```
/// use rpcsmith_runtime::{Response, Result};
///
/// fn answer() -> Result<Response<u32>> {
///     Ok(Response::new(7))
/// }
/// # assert!(answer().is_ok());
/// ```
pub type Result<T, E = Status> = std::result::Result<T, E>;
