//! A channel for production: deadlines, retries, hedging, balancing, TLS, tokens.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use rpcsmith_runtime::Channel;
//!
//! let channel = Channel::builder("dns:///users.internal:50051")
//!     .round_robin()
//!     .default_timeout(Duration::from_secs(5))
//!     .build()?;
//! // A generated client over it: `UserServiceClient::new(channel)`.
//! # Ok(()) }
//! ```

mod attempt;
mod backoff;
mod builder;
mod call;
mod client;
mod connect;
mod connection;
mod connection_pool;
mod credentials;
mod error;
mod event;
mod health;
mod hedge;
mod instrumented;
mod picker;
mod preface;
mod replay;
mod requests;
mod resolve;
mod retry_decision;
mod settings;
mod shared;
mod streams;
mod target;
mod throttle;
mod throttled_body;
#[cfg(feature = "tls")]
mod tls;
mod transparent_retry;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use shared::Shared;
use tower_service::Service;

pub use backoff::Backoff;
pub use builder::ChannelBuilder;
pub use connect::Keepalive;
pub use credentials::BearerToken;
pub use error::ChannelError;
pub use rpcsmith_service::service_config::{
    DefaultServiceConfig, LoadBalancing, ServiceConfig, ServiceConfigError,
};
pub use rpcsmith_wire::{CallObserver, EndedCall, Protocol, UnknownProtocol};
#[cfg(feature = "tls")]
pub use tls::ClientTls;

use crate::client::TransportFuture;

/// A connection pool to all addresses of a target, and the transport of generated clients.
///
/// It connects with the first call, or when [`ready`](Self::ready) is awaited. Clones share the connections, which close
/// when the last clone is dropped.
///
/// It is a tower service, so tower layers can wrap it. A layer runs once for each call, not for each attempt.
#[derive(Clone)]
pub struct Channel(Arc<Shared>);

impl Channel {
    /// Starts to build a channel to a target: `http://host:port`, `https://host`, `dns:///host:port`, `host:port`,
    /// `unix:/path`, or several `ip:port` separated by commas.
    pub fn builder(target: impl Into<String>) -> ChannelBuilder {
        ChannelBuilder::new(target.into())
    }

    /// Waits until there is a connection.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the channel cannot connect to any address.
    pub async fn ready(&self) -> Result<(), Status> {
        self.0.picker().ready().await
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = TransportFuture;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> TransportFuture {
        Box::pin(call::call(Arc::clone(&self.0), request))
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("scheme", &self.0.scheme)
            .field("authority", &self.0.authority)
            .finish_non_exhaustive()
    }
}
