//! Settings of a channel.

use std::path::PathBuf;

use serde::Deserialize;

use super::values::Time;
use super::{ConfigError, Secret};
use rpcsmith_client::Channel;
use rpcsmith_client::channel::{
    BearerToken, ChannelBuilder, Keepalive, Protocol, ServiceConfigError,
};

/// Settings of a channel. [`ChannelBuilder`] has the defaults.
///
/// ```toml
/// target = "dns:///users.internal:50051"
/// service_config = "config/users.json"  # a file; see ServiceConfig
/// round_robin = true
/// default_timeout = "5s"
/// connect_timeout = "20s"
/// protocol = "grpc"                     # or "grpc-web", "connect" or "http-json"
/// http1 = false
/// use_get = false                       # for methods without side effects, with "connect"
/// max_connections = 8                   # to each address; see ChannelBuilder
/// max_addresses = 256                   # of a name
/// token = "/run/secrets/users-token"    # a file, which is read again each minute
///
/// [retry_throttling]                    # if the service config has none; see ChannelBuilder
/// max_tokens = 20
/// token_ratio = 0.1
///
/// [keepalive]
/// interval = "5m"
/// timeout = "20s"
///
/// [tls]                                 # with the feature `tls`
/// authorities = "tls/ca.pem"            # default: those of the system
/// certificates = "tls/client.pem"
/// key = "tls/client.key"
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelConfig {
    target: String,
    service_config: Option<PathBuf>,
    #[serde(default)]
    round_robin: bool,
    default_timeout: Option<Time>,
    connect_timeout: Option<Time>,
    protocol: Option<String>,
    #[serde(default)]
    http1: bool,
    #[serde(default)]
    use_get: bool,
    max_connections: Option<usize>,
    max_addresses: Option<usize>,
    retry_throttling: Option<ThrottlingConfig>,
    token: Option<Secret>,
    keepalive: Option<KeepaliveConfig>,
    #[cfg(feature = "tls")]
    tls: Option<ClientTlsConfig>,
    #[cfg(not(feature = "tls"))]
    #[serde(default)]
    tls: super::values::NeedsTls,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThrottlingConfig {
    max_tokens: usize,
    token_ratio: Ratio,
}

/// A number, rounded to thousandths (gRFC A6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "f64")]
struct Ratio(u32);

impl From<f64> for Ratio {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number out of range becomes zero or too large, and the builder rejects both"
    )]
    fn from(number: f64) -> Self {
        Self((number * 1000.0).round() as u32)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepaliveConfig {
    interval: Time,
    timeout: Time,
    #[serde(default)]
    while_idle: bool,
}

#[cfg(feature = "tls")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientTlsConfig {
    authorities: Option<PathBuf>,
    certificates: Option<PathBuf>,
    key: Option<PathBuf>,
    server_name: Option<String>,
}

/// How long a token from a file is used. The file is read again after four fifths of this time, which is a minute.
const TOKEN_AGE: std::time::Duration = std::time::Duration::from_secs(75);

impl ChannelConfig {
    /// A builder with these settings.
    ///
    /// # Errors
    /// If a file cannot be read, or is malformed.
    pub fn builder(&self) -> Result<ChannelBuilder, ConfigError> {
        let mut builder = Channel::builder(&self.target);
        if let Some(path) = &self.service_config {
            let error = |colon, what: &dyn std::fmt::Display| {
                ConfigError(format!("{}{colon}{what}", path.display()))
            };
            let json = std::fs::read_to_string(path).map_err(|reason| error(": ", &reason))?;
            let config = json
                .parse()
                .map_err(|reason: ServiceConfigError| error(":", &reason))?;
            builder = builder.service_config(config);
        }
        if self.round_robin {
            builder = builder.round_robin();
        }
        if let Some(Time(timeout)) = self.default_timeout {
            builder = builder.default_timeout(timeout);
        }
        if let Some(Time(timeout)) = self.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(name) = &self.protocol {
            let protocol = name.parse::<Protocol>();
            let unknown = |error| ConfigError(format!("protocol: {error}"));
            builder = builder.protocol(protocol.map_err(unknown)?);
        }
        if self.http1 {
            builder = builder.http1();
        }
        if self.use_get {
            builder = builder.use_get();
        }
        if let Some(connections) = self.max_connections {
            builder = builder.max_connections(connections);
        }
        if let Some(addresses) = self.max_addresses {
            builder = builder.max_addresses(addresses);
        }
        if let Some(throttling) = &self.retry_throttling {
            let ratio = f64::from(throttling.token_ratio.0) / 1000.0;
            builder = builder.retry_throttling(throttling.max_tokens, ratio);
        }
        if let Some(keepalive) = &self.keepalive {
            builder = builder.keepalive(Keepalive {
                interval: keepalive.interval.0,
                timeout: keepalive.timeout.0,
                while_idle: keepalive.while_idle,
            });
        }
        if let Some(token) = self.token.clone() {
            token.read()?;
            builder = builder.bearer_token(move || std::future::ready(read_token(&token)));
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            builder = builder.tls(tls.read()?);
        }
        Ok(builder)
    }
}

fn read_token(file: &Secret) -> Result<BearerToken, rpcsmith_wire::Status> {
    let unreadable = |error: ConfigError| rpcsmith_wire::Status::unavailable(error.to_string());
    let token = file.read().map_err(unreadable)?;
    Ok(BearerToken::new(token.expose())?.valid_for(TOKEN_AGE))
}

#[cfg(feature = "tls")]
impl ClientTlsConfig {
    fn read(&self) -> Result<rpcsmith_client::channel::ClientTls, ConfigError> {
        use rpcsmith_client::channel::ClientTls;

        let mut tls = match &self.authorities {
            Some(file) => ClientTls::authorities(file),
            None => ClientTls::system(),
        };
        match (&self.certificates, &self.key) {
            (Some(certificates), Some(key)) => tls = tls.identity(certificates, key),
            (None, None) => {}
            _ => {
                let reason = "tls: set both `certificates` and `key`, or neither";
                return Err(ConfigError(reason.to_owned()));
            }
        }
        if let Some(name) = &self.server_name {
            tls = tls.server_name(name);
        }
        Ok(tls)
    }
}
