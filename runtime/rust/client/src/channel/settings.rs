//! Settings of the connections of a channel.

use std::sync::Arc;
use std::time::Duration;

use rpcsmith_service::service_config::LoadBalancing;

use super::backoff::Backoff;
use super::connect::Connector;
use super::resolve::Resolver;
use super::target::Target;

/// How a channel resolves its target, connects and balances.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) target: Target,
    pub(super) resolver: Resolver,
    pub(super) connector: Arc<Connector>,
    pub(super) policy: LoadBalancing,
    /// The most connections to one address.
    pub(super) max_connections: usize,
    /// The most addresses of a name.
    pub(super) max_addresses: usize,
    /// Time after which a name is resolved again.
    pub(super) resolve_interval: Duration,
    pub(super) backoff: Backoff,
    /// The service whose health is checked, if any.
    pub(super) health: Option<String>,
}
