//! How a channel connects.

use std::sync::Arc;
use std::time::Duration;

use rpcsmith_service::service_config::LoadBalancing;

use super::backoff::Backoff;
use super::connect::Connector;
use super::resolve::Resolver;
use super::target::Target;

/// What the connections of a channel are kept by.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) target: Target,
    /// The resolver of names.
    pub(super) resolver: Resolver,
    pub(super) connector: Arc<Connector>,
    pub(super) policy: LoadBalancing,
    /// Connections to an address at a time.
    pub(super) max_connections: usize,
    /// Addresses of a name that count.
    pub(super) max_addresses: usize,
    /// Time after which a name is resolved again.
    pub(super) resolve_interval: Duration,
    pub(super) backoff: Backoff,
    /// The service whose health counts, if it does.
    pub(super) health: Option<String>,
}
