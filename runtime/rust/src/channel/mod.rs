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
mod builder;
mod call;
mod connect;
mod connection;
mod credentials;
mod error;
mod greeting;
mod health;
mod hedge;
mod keeper;
mod observed;
mod outcome;
mod picker;
mod replay;
mod resolve;
mod streams;
mod target;
mod throttle;
#[cfg(feature = "tls")]
mod tls;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri};
use tonic::Status;
use tonic::body::Body;
use tower_service::Service;

pub use builder::ChannelBuilder;
pub use connect::Keepalive;
pub use credentials::BearerToken;
use credentials::TokenSource;
pub use error::ChannelError;
pub use picker::Backoff;
use picker::{Picker, Settings};
use throttle::Throttle;
#[cfg(feature = "tls")]
pub use tls::ClientTls;

use crate::client::TransportFuture;
use crate::observe::Observers;
pub use crate::observe::{CallObserver, EndedCall};
use rpcsmith_service::service_config::policy::{MethodConfig, RetryPolicy};
pub use rpcsmith_service::service_config::{
    DefaultServiceConfig, LoadBalancing, ServiceConfig, ServiceConfigError,
};

/// Connections to a server at any number of addresses, over which clients call.
///
/// It connects when it is first called over, or when [`ready`](Self::ready) is awaited. Clones share
/// the connections, which end with the last of them.
///
/// It is a tower service, so that layers can go around it: what they do is done once a call,
/// whatever number of attempts it takes.
#[derive(Clone)]
pub struct Channel(Arc<Shared>);

struct Shared {
    scheme: Scheme,
    authority: Authority,
    user_agent: HeaderValue,
    /// What has been set; else that of the client which calls counts.
    config: Option<ServiceConfig>,
    /// For methods of which no config speaks.
    plain: Arc<MethodConfig>,
    /// For methods that may be called twice, if no config says when.
    safe_retries: Option<RetryPolicy>,
    default_timeout: Option<Duration>,
    /// As the first config says that speaks of it.
    throttle: OnceLock<Arc<Throttle>>,
    /// For calls whose config does not speak of it.
    default_throttle: Option<Arc<Throttle>>,
    token: Option<TokenSource>,
    observers: Observers,
    /// Bytes of a request that are kept for another attempt.
    buffer: usize,
    settings: Settings,
    picker: OnceLock<Picker>,
}

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

impl Shared {
    /// Keeps connections from the first time on.
    fn picker(&self) -> &Picker {
        self.picker
            .get_or_init(|| Picker::new(self.settings.clone()))
    }

    /// The config that counts for a client which brings this one along.
    fn config<'c>(
        &'c self,
        brought: Option<&'static DefaultServiceConfig>,
    ) -> Result<Option<&'c ServiceConfig>, Status> {
        match (&self.config, brought) {
            (Some(config), _) => Ok(Some(config)),
            (None, None) => Ok(None),
            (None, Some(brought)) => brought.read().map(Some).map_err(|error| {
                Status::internal(format!("the service config of the client: {error}"))
            }),
        }
    }

    fn throttle(&self, config: Option<&ServiceConfig>) -> Option<Arc<Throttle>> {
        let Some(throttling) = config.and_then(|config| config.throttling()) else {
            return self.default_throttle.clone();
        };
        let throttle = self
            .throttle
            .get_or_init(|| Arc::new(Throttle::new(throttling)));
        Some(Arc::clone(throttle))
    }

    /// Where a request goes, by the path that it has.
    fn uri(&self, uri: &Uri) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(uri.authority().unwrap_or(&self.authority).clone());
        parts.path_and_query = uri.path_and_query().cloned();
        Uri::from_parts(parts).unwrap_or_default()
    }

    fn headers(&self, mut headers: HeaderMap) -> HeaderMap {
        const TE: HeaderName = http::header::TE;
        headers.insert(TE, HeaderValue::from_static("trailers"));
        let content = headers.entry(CONTENT_TYPE);
        content.or_insert(HeaderValue::from_static("application/grpc"));
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        headers
    }
}
