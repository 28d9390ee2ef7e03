//! What a channel is made of.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderValue;
use tonic::Status;

use super::backoff::Backoff;
use super::connect::{Connector, Keepalive};
use super::credentials::{BearerToken, TokenSource};
use super::error::ChannelError;
use super::resolve::Resolver;
use super::settings::Settings;
use super::shared::Shared;
use super::target::{self, Target};
use super::throttle::{self, Throttle};
use super::{Channel, LoadBalancing, ServiceConfig, call};
use rpcsmith_service::service_config::policy::MethodConfig;
use rpcsmith_wire::observe::CallObserver;

/// Collects settings; [`build`](Self::build) makes a [`Channel`] of them.
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
    max_connections: usize,
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
            max_connections: 8,
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

    /// What holds for the methods, instead of what generated clients bring along.
    pub fn service_config(mut self, config: ServiceConfig) -> Self {
        self.config = Some(config);
        self
    }

    /// The time of calls that have no other of their own or in the service config; of both the
    /// shorter counts. Attempts share it.
    pub fn default_timeout(mut self, timeout: Duration) -> Self {
        self.default_timeout = Some(timeout);
        self
    }

    /// Calls each address in turn, instead of the first that answers.
    pub fn round_robin(mut self) -> Self {
        self.policy = Some(LoadBalancing::RoundRobin);
        self
    }

    /// The time to connect to an address. 20 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Time after which a name is resolved again, 30 seconds unless set; when a connection breaks
    /// it is so earlier.
    pub fn resolve_every(mut self, interval: Duration) -> Self {
        self.resolve_interval = interval;
        self
    }

    /// Asks this for the addresses of the target's name and port, instead of the system: of a
    /// registry of services, for example. It has as long as a connection.
    ///
    /// Of addresses that are told no more, calls that are under way come to their end.
    ///
    /// ```
    /// use std::net::SocketAddr;
    /// use rpcsmith_runtime::Channel;
    ///
    /// let channel = Channel::builder("dns:///users:50051").resolver(|host, port| async move {
    ///     // As a registry says.
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

    /// Times between attempts to connect.
    pub fn reconnect_backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Asks silent connections whether they are alive.
    pub fn keepalive(mut self, keepalive: Keepalive) -> Self {
        self.keepalive = Some(keepalive);
        self
    }

    /// Bytes of the headers of a response. 16 KiB unless set.
    pub fn max_header_size(mut self, size: u32) -> Self {
        self.max_header_size = size;
        self
    }

    /// Bytes of a request that are kept, so that it can be sent again; a call that sends more has
    /// no other attempt. 1 MiB unless set.
    pub fn retry_buffer(mut self, bytes: usize) -> Self {
        self.buffer = bytes;
        self
    }

    /// Sets how many connections to one address the channel may open. 8 unless set.
    ///
    /// A server limits the calls of one connection (`SETTINGS_MAX_CONCURRENT_STREAMS`, RFC 9113, 5.1.2; 200 for a
    /// `Server` of this crate). When a connection has that many, the channel opens another one, and closes it
    /// after a minute without calls. When all connections are full, further calls wait for a call to end, within
    /// their deadline, and the log (level `warn`) says so.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// Leaves methods that may be called twice (`idempotency_level`) alone if the service config
    /// does not speak of retries; else they are tried up to four times when the server is
    /// `UNAVAILABLE`.
    pub fn no_safe_retries(mut self) -> Self {
        self.retries = false;
        self
    }

    /// Sets when attempts stop to follow others, for calls whose service config has no `retryThrottling`: 20 tokens and
    /// a ratio of 0.1 unless set.
    ///
    /// A failure takes a token, a success gives `token_ratio` back, and there are no retries and no hedges while half of
    /// `max_tokens` or less is left. So an outage of a server costs about one request a call, and not one for each
    /// attempt that a policy allows. A connection that breaks is one failure, however many calls it had.
    ///
    /// The ranges are those of gRFC A6: 1 to 1000 tokens, a ratio from 0.001 to 1000000.
    pub fn retry_throttling(mut self, max_tokens: usize, token_ratio: f64) -> Self {
        self.throttling = Some((max_tokens, token_ratio));
        self
    }

    /// Lets calls whose service config has no `retryThrottling` make all the attempts that their policy allows, also in
    /// an outage.
    pub fn no_retry_throttling(mut self) -> Self {
        self.throttling = None;
        self
    }

    /// Sets how many addresses of a name count. 256 unless set; further ones are left out, and the log (level `warn`)
    /// says so.
    pub fn max_addresses(mut self, addresses: usize) -> Self {
        self.max_addresses = addresses;
        self
    }

    /// What to say to be; `rpcsmith/` and the version unless set.
    pub fn user_agent(mut self, agent: impl Into<String>) -> Self {
        self.user_agent = Some(agent.into());
        self
    }

    /// Fetches a token when there is none that can be used, and sends it with each call.
    ///
    /// Calls that begin while it is fetched wait for it; if that fails, its status is theirs. A
    /// token that a server answers `UNAUTHENTICATED` to is forgotten.
    pub fn bearer_token<F>(mut self, fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<BearerToken, Status>> + Send + 'static,
    {
        self.token = Some(TokenSource::new(fetch));
        self
    }

    /// Tells of each call, with all its attempts: to metrics, for example.
    pub fn observe(mut self, observer: impl CallObserver) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Sends tokens without TLS to other machines, too: whoever listens can have them.
    pub fn allow_plaintext_token(mut self) -> Self {
        self.plaintext_token = true;
        self
    }

    /// Calls over TLS; the target must not begin with `http:`.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: super::ClientTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Makes the channel, without a connection yet.
    ///
    /// # Errors
    /// [`ChannelError`], if the settings cannot be meant so.
    pub fn build(self) -> Result<Channel, ChannelError> {
        let parsed = target::parse(&self.target)?;
        self.check_limits()?;
        let default_throttle = self.default_throttle()?;
        let secure = self.is_secure(parsed.tls)?;
        self.check_token(&parsed.target, secure)?;
        let user_agent = self.user_agent_header()?;
        let policy = self.load_balancing();
        let health = self.health_service();
        let connector = Connector {
            authority: parsed.authority.clone(),
            timeout: self.connect_timeout,
            keepalive: self.keepalive,
            max_header_size: self.max_header_size,
            freed: Arc::default(),
            #[cfg(feature = "tls")]
            tls: checked_tls(self.tls, secure)?,
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
            settings: Settings {
                target: parsed.target,
                resolver: self.resolver,
                connector: Arc::new(connector),
                policy,
                max_connections: self.max_connections,
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
            ("max_connections", self.max_connections),
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

    /// Whether it is called over TLS, given what the target says of it.
    fn is_secure(&self, told: Option<bool>) -> Result<bool, ChannelError> {
        #[cfg(feature = "tls")]
        let set = self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        let set = false;
        match told {
            Some(false) if set => Err(ChannelError::Tls(
                "TLS is set up for a target without it".to_owned(),
            )),
            Some(true) if cfg!(not(feature = "tls")) => Err(ChannelError::Tls(
                "https needs the feature `tls`".to_owned(),
            )),
            told => Ok(told.unwrap_or(false) || set),
        }
    }
}

/// The TLS settings of the connections: those of the builder, or the authorities of the system. They must be usable.
#[cfg(feature = "tls")]
fn checked_tls(
    tls: Option<super::ClientTls>,
    secure: bool,
) -> Result<Option<super::ClientTls>, ChannelError> {
    let tls = tls.or_else(|| secure.then(super::ClientTls::system));
    if let Some(tls) = &tls {
        tls.config()
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
