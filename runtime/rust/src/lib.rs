//! The runtime of code that rpcsmith generates.
//!
//! This crate re-exports several smaller crates under the names that generated code and its users write. Each of them can
//! also be used alone.
//!
//! Generated code has the [methods](Method) of a service, a trait that you implement for the server, and a client. The
//! modules here serve and call them. Generated messages call [`message`], which needs no
//! feature: with `default-features = false` this crate depends only on prost.
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `server` | `server`: serves generated traits as tower services | yes |
//! | `client` | `client`: calls over any tower service, also within the process | yes |
//! | `validate` | `validate`: rules on messages, and the functions of CEL that they call | no |
//! | `time-zones` | names of time zones in rules | no |
//! | `dyn` | `validate::cel::Value`: values whose type is known only at run time | no |
//! | `serve` | [`Server`]: limits, deadlines for whole calls, graceful shutdown within a time limit | no |
//! | `channel` | [`Channel`]: deadlines, retries, hedging, load balancing | yes |
//! | `descriptor` | `message::descriptor`: descriptors with their custom options | no |
//! | `dynamic` | `message::dynamic`: messages whose types are known only at run time | no |
//! | `json` | `message::json`: messages as JSON | no |
//! | `http-json` | HTTP/JSON by `google.api.http`, for [`Server`] and for clients over [`Channel`] | no |
//! | `service-config` | `service_config`: parses service configs | no |
//! | `health`, `tls` | health checks and TLS for `Server` and `Channel` | no |
//! | `config` | settings of `Server` and `Channel` from TOML and the environment | no |
//! | `jwt` | authentication by JSON Web Tokens for `Server` | no |
//! | `errors` | converts your own errors to statuses with details | no |
//! | `metrics` | Prometheus metrics of `Server` and `Channel` | no |
//! | `fake` | the base of generated fakes | no |
//! | `cli` | [`cli`]: command-line clients with a subcommand for each method | no |
//! | `otel` | OpenTelemetry traces for servers and clients | no |
//! | `reflection`, `web` | server reflection and gRPC-Web for `Server` | no |
//! | `tonic` | [`tonic`]: conversions from and to the types of tonic 0.14; its services in `Server`, its channels as transports | no |
//! | `text` | `message::text`: messages in the text format of protobuf | no |
//! | `gzip`, `deflate`, `zstd` | compression, as tonic's features of the same names | no |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cli")]
#[doc(inline)]
pub use rpcsmith_cli as cli;
#[cfg(feature = "client")]
#[doc(inline)]
pub use rpcsmith_client::client;
#[cfg(feature = "channel")]
#[doc(inline)]
pub use rpcsmith_client::{Channel, channel};
#[cfg(feature = "config")]
#[doc(inline)]
pub use rpcsmith_config as config;
#[doc(inline)]
pub use rpcsmith_message as message;
#[cfg(feature = "fake")]
#[doc(inline)]
pub use rpcsmith_server::fake;
#[cfg(feature = "server")]
#[doc(inline)]
pub use rpcsmith_server::server;
#[cfg(feature = "serve")]
#[doc(inline)]
pub use rpcsmith_server::{Drain, Limits, ServeError, Server, auth, serve};
#[cfg(feature = "service-config")]
#[doc(inline)]
pub use rpcsmith_service::service_config;
#[doc(inline)]
pub use rpcsmith_service::{
    HttpRoute, Idempotency, Method, MethodKind, PathSegment, PathVariable, RouteBody,
};
#[cfg(feature = "validate")]
#[doc(inline)]
pub use rpcsmith_validate as validate;
#[cfg(feature = "tls")]
#[doc(inline)]
pub use rpcsmith_wire::TlsConnectInfo;
#[cfg(feature = "tonic")]
#[doc(inline)]
pub use rpcsmith_wire::tonic;
#[cfg(feature = "otel")]
#[doc(inline)]
pub use rpcsmith_wire::trace;
#[cfg(feature = "grpc")]
#[doc(inline)]
pub use rpcsmith_wire::{
    CallContext, Code, Extensions, IntoRequest, IntoStreamingRequest, Request, Response, Result,
    Status, Streaming, TcpConnectInfo, body, codec, metadata, service,
};
#[cfg(feature = "errors")]
#[doc(inline)]
pub use rpcsmith_wire::{error_statuses, errors};

/// Includes the modules that a build script generated into `OUT_DIR`.
///
/// ```ignore
/// rpcsmith_runtime::include_generated!();
///
/// use user::v1::user_service_client::UserServiceClient;
/// ```
#[macro_export]
macro_rules! include_generated {
    () => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/mod.rs"));
    };
}
