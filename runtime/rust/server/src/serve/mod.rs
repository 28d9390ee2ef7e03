//! A server for production: several services on one port, limits, deadlines for whole calls, health checks, and graceful
//! shutdown within a time limit.
//!
//! ```no_run
//! # use rpcsmith_runtime::serve::GrpcService;
//! # async fn run(users: impl GrpcService) -> Result<(), rpcsmith_runtime::ServeError> {
//! use rpcsmith_runtime::Server;
//!
//! // `users` is `UserServiceServer::new(Users)`.
//! let address = ([127, 0, 0, 1], 50051).into();
//! Server::builder().add_service(users).serve(address).await?;
//! # Ok(()) }
//! ```

#[cfg(feature = "metrics")]
mod admin;
mod arrival;
mod builder;
mod call;
mod call_future;
mod call_log;
mod complete_body;
mod configure;
mod connect_info;
mod connection;
mod connection_service;
mod connections;
mod deadline_body;
mod dedicated_thread;
mod dispatcher;
mod error;
mod fallback;
mod guard;
mod guarded_request;
#[cfg(feature = "health")]
mod health;
mod http2;
mod http_connection;
#[cfg(feature = "http-json")]
mod http_json;
mod http_response;
#[cfg(feature = "http-json")]
mod http_routes;
mod linger;
mod listener;
mod metered_body;
#[cfg(feature = "metrics")]
mod metrics;
mod origin;
mod pages;
#[cfg(feature = "tls")]
mod peer_identity;
mod preface;
#[cfg(feature = "reflection")]
mod reflection;
mod routes;
mod run;
mod service;
mod settings;
mod spoken;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "tonic")]
mod tonic_service;
mod traffic;
mod translated;
#[cfg(feature = "web")]
mod web;
mod worker_call;

pub use builder::ServerBuilder;
#[cfg(unix)]
pub use connect_info::UdsConnectInfo;
pub use error::ServeError;
#[cfg(feature = "health")]
pub use health::HealthReporter;
#[cfg(feature = "metrics")]
pub use metrics::{ClientMetrics, Metrics};
pub use pages::Page;
#[cfg(feature = "tls")]
pub use peer_identity::PeerIdentity;
pub use run::{DrainHandle, Drained, Server, block_on};
pub use service::GrpcService;
pub use settings::{Drain, Limits};
#[cfg(feature = "tls")]
pub use tls::ServerTls;
#[cfg(feature = "web")]
pub use web::Web;

pub use crate::any_service::AnyService;
pub use crate::server::ServiceDefaults;
pub use call_log::CallLog;
pub use configure::ServerSettings;
pub use rpcsmith_wire::{CallObserver, EndedCall, Protocol, UnknownProtocol};

impl Server {
    /// Starts to build a server.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }
}
