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
mod counted;
mod credentials;
mod error;
mod event;
mod greeting;
mod health;
mod hedge;
mod keeper;
mod observed;
mod outcome;
mod picker;
mod replay;
mod resolve;
mod settings;
mod shared;
mod streams;
mod target;
mod throttle;
#[cfg(feature = "tls")]
mod tls;
mod unseen;

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use shared::Shared;
use tonic::Status;
use tonic::body::Body;
use tower_service::Service;

pub use backoff::Backoff;
pub use builder::ChannelBuilder;
pub use connect::Keepalive;
pub use credentials::BearerToken;
pub use error::ChannelError;
pub use rpcsmith_service::service_config::{
    DefaultServiceConfig, LoadBalancing, ServiceConfig, ServiceConfigError,
};
pub use rpcsmith_wire::{CallObserver, EndedCall};
#[cfg(feature = "tls")]
pub use tls::ClientTls;

use crate::client::TransportFuture;

/// Connections to a server at any number of addresses, over which clients call.
///
/// It connects when it is first called over, or when [`ready`](Self::ready) is awaited. Clones share
/// the connections, which end with the last of them.
///
/// It is a tower service, so that layers can go around it: what they do is done once a call,
/// not once an attempt.
#[derive(Clone)]
pub struct Channel(Arc<Shared>);

impl Channel {
    /// Begins with where to: `http://host:port`, `https://host`, `dns:///host:port`, `host:port`,
    /// `unix:/path`, or several `ip:port` with commas between them.
    pub fn builder(target: impl Into<String>) -> ChannelBuilder {
        ChannelBuilder::new(target.into())
    }

    /// Waits until there is a connection.
    ///
    /// # Errors
    /// `UNAVAILABLE` if none of the addresses can be connected to.
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
