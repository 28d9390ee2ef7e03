//! The code that servers and clients share: the protocol of gRPC over HTTP/2, and the context of calls.
//!
//! Use this crate through `rpcsmith_runtime`. Its public part is `CallContext`, `CallObserver`, `errors` and `trace`. The rest
//! is for the other crates of the runtime, and changes without notice.
//!
//! | feature | what it adds |
//! |---|---|
//! | `errors` | `errors`: converts errors of handlers to statuses with details |
//! | `otel` | `trace`: OpenTelemetry spans for calls of servers and clients |
//! | `peer-address` | the address of the client |
//! | `edge` | the translations between gRPC and the protocols gRPC-Web and Connect |
//! | `gzip`, `deflate`, `zstd` | compression, as tonic's features of the same names |

#![cfg_attr(docsrs, feature(doc_cfg))]

// The generated messages of the crates of the runtime use these names.
#[doc(hidden)]
pub use rpcsmith_message as message;
#[doc(hidden)]
pub use rpcsmith_service::Method;

#[doc(hidden)]
pub mod base64;
pub mod body {
    //! Bodies of HTTP requests and responses.

    pub use tonic::body::Body;
}
#[doc(hidden)]
pub mod code;
#[doc(hidden)]
pub mod code_names;
#[doc(hidden)]
pub mod codec;
#[cfg(feature = "edge")]
#[doc(hidden)]
pub mod connect;
#[doc(hidden)]
pub mod connect_info;
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
#[doc(hidden)]
pub mod inspect;
#[doc(hidden)]
pub mod observe;
#[doc(hidden)]
#[path = "metadata/mod.rs"]
pub mod own_metadata;
#[doc(hidden)]
#[path = "service/mod.rs"]
pub mod own_service;
#[cfg(feature = "peer-address")]
#[doc(hidden)]
pub mod peer;
#[doc(hidden)]
pub mod private_key;
#[doc(hidden)]
#[allow(missing_docs, reason = "modules are named after packages")]
pub mod proto;
#[doc(hidden)]
pub mod request;
#[doc(hidden)]
pub mod response;
#[doc(hidden)]
pub mod status;
#[cfg(feature = "otel")]
pub mod trace;

pub mod metadata {
    //! Metadata of calls: headers and trailers.

    pub use tonic::metadata::*;
}
pub mod service {
    //! Interceptors, and names of services.

    pub use tonic::server::NamedService;
    pub use tonic::service::Interceptor;
    pub use tonic::service::interceptor::InterceptedService;
}

pub use tonic::{
    Code, Extensions, IntoRequest, IntoStreamingRequest, Request, Response, Status, Streaming,
};

pub use context::CallContext;
pub use observe::{CallObserver, EndedCall};
