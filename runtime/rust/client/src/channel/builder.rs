//! Builds a channel: the settings of [`ChannelBuilder`], checked before the first connection.

mod wire;

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderValue;
use rpcsmith_wire::Status;

use super::backoff::Backoff;
use super::connect::{Connector, Keepalive};
use super::credentials::{BearerToken, TokenSource};
use super::error::ChannelError;
use super::resolve::Resolver;
use super::settings::Settings;
use super::shared::Shared;
use super::target::{self, Target};
use super::throttle::{self, Throttle};
use super::wire::Wire;
use super::{Channel, LoadBalancing, ServiceConfig, call};
use rpcsmith_service::service_config::policy::MethodConfig;
use rpcsmith_wire::observe::CallObserver;

/// Settings of a [`Channel`]; [`build`](Self::build) creates it.
#[must_use]
pub struct ChannelBuilder {
    target: String,
    config: Option<ServiceConfig>,
    policy: Option<LoadBalancing>,
    default_timeout: Option<Duration>,
    connect_timeout: Duration,
    resolve_interval: Duration,
    resolver: Resolver,
    backoff: Backoff,
    keepalive: Option<Keepalive>,
    max_header_size: u32,
    buffer: usize,
    max_connections: Option<usize>,
    wire: Wire,
    max_addresses: usize,
    retries: bool,
    throttling: Option<(usize, f64)>,
    user_agent: Option<String>,
    token: Option<TokenSource>,
    observers: Vec<Arc<dyn CallObserver>>,
    plaintext_token: bool,
    #[cfg(feature = "tls")]
    tls: Option<super::ClientTls>,
}

impl ChannelBuilder {
    pub(super) fn new(target: String) -> Self {
        Self {
            target,
            config: None,
            policy: None,
            default_timeout: None,
            connect_timeout: Duration::from_secs(20),
            resolve_interval: Duration::from_secs(30),
            resolver: Resolver::default(),
            backoff: Backoff::default(),
            keepalive: None,
            max_header_size: 16 * 1024,
            buffer: 1024 * 1024,
            max_connections: None,
            wire: Wire::default(),
            max_addresses: 256,
            retries: true,
            throttling: Some(throttle::DEFAULT),
            user_agent: None,
            token: None,
            observers: Vec::new(),
            plaintext_token: false,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Sets the service config, instead of the one in the generated client.
    pub fn service_config(mut self, config: ServiceConfig) -> Self {
        self.config = Some(config);
        self
    }

    /// Sets the timeout of calls. A shorter timeout of the call or of the service config takes precedence. All attempts of
    /// a call share it.
    pub fn default_timeout(mut self, timeout: Duration) -> Self {
        self.default_timeout = Some(timeout);
        self
    }

    /// Balances calls over all addresses (`round_robin`), instead of using the first address that answers (`pick_first`).
    pub fn round_robin(mut self) -> Self {
        self.policy = Some(LoadBalancing::RoundRobin);
        self
    }

    /// Sets the time to connect to an address. Default: 20 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how often a name is resolved. Default: every 30 seconds. The channel also resolves it when a connection breaks.
    pub fn resolve_every(mut self, interval: Duration) -> Self {
        self.resolve_interval = interval;
        self
    }

    /// Resolves the host and port of the target with this function instead of the system's resolver, for example with a
    /// service registry. [`connect_timeout`](Self::connect_timeout) limits its time.
    ///
    /// Running calls to an address that the resolver no longer returns finish normally.
    ///
    /// ```
    /// use std::net::SocketAddr;
    /// use rpcsmith_runtime::Channel;
    ///
    /// let channel = Channel::builder("dns:///users:50051").resolver(|host, port| async move {
    ///     // The answer of a service registry.
    ///     assert_eq!(host, "users");
    ///     Ok(vec![SocketAddr::from(([10, 0, 0, 1], port)), SocketAddr::from(([10, 0, 0, 2], port))])
    /// });
    /// ```
    pub fn resolver<F>(mut self, resolve: impl Fn(String, u16) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static,
    {
        self.resolver = Resolver::new(resolve);
        self
    }

    /// Sets the time between attempts to connect.
    pub fn reconnect_backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Sends PING frames on silent connections, to detect dead peers. Default: never.
    pub fn keepalive(mut self, keepalive: Keepalive) -> Self {
        self.keepalive = Some(keepalive);
        self
    }

    /// Limits the headers of a response, in bytes. Default: 16 KiB.
    pub fn max_header_size(mut self, size: u32) -> Self {
        self.max_header_size = size;
        self
    }

    /// Sets how many bytes of a request the channel buffers for retries. A call that sends more is not retried. Default:
    /// 1 MiB.
    pub fn retry_buffer(mut self, bytes: usize) -> Self {
        self.buffer = bytes;
        self
    }

    /// Sets how many connections to one address the channel may open. Default: 8, and 64 with HTTP/1.1.
    ///
    /// A server limits the calls of one connection (`SETTINGS_MAX_CONCURRENT_STREAMS`, RFC 9113, 5.1.2; 200 for a
    /// `Server` of this crate). When a connection has that many, the channel opens another one, and closes it
    /// after a minute without calls. When all connections are full, further calls wait until a call ends or their deadline
    /// passes, and the channel logs a warning.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = Some(connections);
        self
    }

    /// Turns off the default retries of idempotent methods. By default, a method with an `idempotency_level` whose service
    /// config has no retry policy is attempted up to four times while the server is `UNAVAILABLE`.
    pub fn no_safe_retries(mut self) -> Self {
        self.retries = false;
        self
    }

    /// Sets the retry throttling of calls whose service config has no `retryThrottling`. Default: 20 tokens, and a ratio
    /// of 0.1.
    ///
    /// A failure takes a token, and a success gives `token_ratio` back. While half of `max_tokens` or less is left, the
    /// channel makes no retries and no hedges. So a call costs about one request while a server is down, not one for each
    /// attempt that the policy allows. A connection that breaks is one failure, no matter how many calls it had.
    ///
    /// Source: gRFC A6, which allows 1 to 1000 tokens and a ratio from 0.001 to 1000000.
    pub fn retry_throttling(mut self, max_tokens: usize, token_ratio: f64) -> Self {
        self.throttling = Some((max_tokens, token_ratio));
        self
    }

    /// Turns off the throttling of retries for calls whose service config has no `retryThrottling`: they make all attempts
    /// that their policy allows, even while a server is down.
    pub fn no_retry_throttling(mut self) -> Self {
        self.throttling = None;
        self
    }

    /// Sets how many addresses of a name the channel uses. Default: 256. It ignores further ones, and logs a warning.
    pub fn max_addresses(mut self, addresses: usize) -> Self {
        self.max_addresses = addresses;
        self
    }

    /// Sets the header `user-agent`. Default: `rpcsmith/` and the version.
    pub fn user_agent(mut self, agent: impl Into<String>) -> Self {
        self.user_agent = Some(agent.into());
        self
    }

    /// Sends a bearer token with each call. The channel calls `fetch` for the first token, and when a token is about to
    /// expire.
    ///
    /// Calls wait while a token is fetched; if that fails, they fail with the same status. The channel drops a token when a
    /// server answers `UNAUTHENTICATED`.
    pub fn bearer_token<F>(mut self, fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<BearerToken, Status>> + Send + 'static,
    {
        self.token = Some(TokenSource::new(fetch));
        self
    }

    /// Reports each call, with all its attempts, to an observer, for example to metrics.
    pub fn observe(mut self, observer: impl CallObserver) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Also sends tokens without TLS to other machines: anybody on the network path can read them.
    pub fn allow_plaintext_token(mut self) -> Self {
        self.plaintext_token = true;
        self
    }

    /// Connects over TLS; the target must not begin with `http:`.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: super::ClientTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Creates the channel. It connects when it is first used.
    ///
    /// # Errors
    /// [`ChannelError`], if a setting is invalid.
    pub fn build(self) -> Result<Channel, ChannelError> {
        let parsed = target::parse(&self.target)?;
        self.check_limits()?;
        let default_throttle = self.default_throttle()?;
        let secure = self.is_secure(parsed.tls)?;
        self.check_token(&parsed.target, secure)?;
        let user_agent = self.user_agent_header()?;
        let policy = self.load_balancing();
        let health = self.health_service();
        self.check_wire(health.as_deref())?;
        let max_connections = self.connections();
        let connector = Connector {
            authority: parsed.authority.clone(),
            timeout: self.connect_timeout,
            keepalive: self.keepalive,
            max_header_size: self.max_header_size,
            http1: self.wire.http1,
            freed: Arc::default(),
            #[cfg(feature = "tls")]
            tls: checked_tls(self.tls, secure, self.wire.http1)?,
        };
        Ok(Channel(Arc::new(Shared {
            scheme: connector.scheme(),
            authority: parsed.authority,
            user_agent,
            plain: Arc::new(MethodConfig::default()),
            safe_retries: self.retries.then(call::safe_retries),
            default_timeout: self.default_timeout,
            throttle: OnceLock::new(),
            default_throttle,
            token: self.token,
            observers: self.observers.into(),
            buffer: self.buffer,
            picker: OnceLock::new(),
            wire: self.wire,
            settings: Settings {
                target: parsed.target,
                resolver: self.resolver,
                connector: Arc::new(connector),
                policy,
                max_connections,
                max_addresses: self.max_addresses,
                resolve_interval: self.resolve_interval,
                backoff: self.backoff,
                health,
            },
            config: self.config,
        })))
    }

    fn check_limits(&self) -> Result<(), ChannelError> {
        for (name, number) in [
            ("max_connections", self.connections()),
            ("max_addresses", self.max_addresses),
        ] {
            if number == 0 {
                return Err(ChannelError::Setting(format!("{name} is zero")));
            }
        }
        Ok(())
    }

    /// The throttle of calls whose service config has none.
    fn default_throttle(&self) -> Result<Option<Arc<Throttle>>, ChannelError> {
        let Some((tokens, ratio)) = self.throttling else {
            return Ok(None);
        };
        match Throttle::of(tokens, ratio) {
            Some(throttle) => Ok(Some(Arc::new(throttle))),
            None => Err(ChannelError::Setting(
                "retry_throttling takes 1 to 1000 tokens and a ratio from 0.001 to 1000000"
                    .to_owned(),
            )),
        }
    }

    /// Rejects a token that would be sent without TLS to another machine.
    fn check_token(&self, target: &Target, secure: bool) -> Result<(), ChannelError> {
        let local = match target {
            Target::Fixed(addresses) => addresses.iter().all(target::Address::is_local),
            Target::Dns { host, .. } => host == "localhost",
        };
        if self.token.is_none() || secure || local || self.plaintext_token {
            return Ok(());
        }
        let reason = "a token would be sent without TLS: set up TLS, or allow it";
        Err(ChannelError::Setting(reason.to_owned()))
    }

    fn user_agent_header(&self) -> Result<HeaderValue, ChannelError> {
        let default = concat!("rpcsmith/", env!("CARGO_PKG_VERSION"));
        let agent = self.user_agent.as_deref().unwrap_or(default);
        HeaderValue::from_str(agent)
            .map_err(|_| ChannelError::Setting(format!("`{agent}` is not a user agent")))
    }

    fn load_balancing(&self) -> LoadBalancing {
        let of_config = || self.config.as_ref()?.load_balancing();
        self.policy.or_else(of_config).unwrap_or_default()
    }

    /// The service whose health decides which connections get calls.
    fn health_service(&self) -> Option<String> {
        let config = self.config.as_ref()?;
        config.health_service().map(str::to_owned)
    }

    /// Whether the channel uses TLS; `of_target` is the value from the scheme of the target.
    fn is_secure(&self, of_target: Option<bool>) -> Result<bool, ChannelError> {
        #[cfg(feature = "tls")]
        let set = self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        let set = false;
        match of_target {
            Some(false) if set => Err(ChannelError::Tls(
                "TLS is set up for a target without it".to_owned(),
            )),
            Some(true) if cfg!(not(feature = "tls")) => Err(ChannelError::Tls(
                "https needs the feature `tls`".to_owned(),
            )),
            of_target => Ok(of_target.unwrap_or(false) || set),
        }
    }
}

/// The TLS settings of the connections: those of the builder, or the authorities of the system. They must be usable.
#[cfg(feature = "tls")]
fn checked_tls(
    tls: Option<super::ClientTls>,
    secure: bool,
    http1: bool,
) -> Result<Option<super::ClientTls>, ChannelError> {
    let tls = tls.or_else(|| secure.then(super::ClientTls::system));
    if let Some(tls) = &tls {
        tls.config(http1)
            .map_err(|error| ChannelError::Tls(error.to_string()))?;
        tls.warn_if_key_is_exposed();
    }
    Ok(tls)
}

impl fmt::Debug for ChannelBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelBuilder")
            .field("target", &self.target)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
