//! Settings of a server.

use std::collections::BTreeMap;
use std::net::SocketAddr;
#[cfg(feature = "tls")]
use std::path::PathBuf;

use serde::Deserialize;

use super::values::{List, Time, encodings};
use rpcsmith_server::serve::{Protocol, ServeError, ServerBuilder, ServerSettings};
use rpcsmith_server::{Drain, Limits};

/// Settings of a server. [`Limits`] and [`Drain`] have the defaults.
///
/// ```toml
/// address = "0.0.0.0:50051"
/// plaintext = false               # true: serve without [tls] on other addresses than loopback
/// compression = ["gzip", "zstd"]
/// max_call_time = "30s"
/// protocols = ["grpc", "grpc-web", "connect", "http-json"] # default: all
///
/// [max_method_times]              # by path
/// "/user.UserService/ListUsers" = "5m"
///
/// [limits]
/// max_concurrent_streams = 200
/// max_concurrent_calls = 5000
/// max_connections = 1000
/// max_header_size = 16384         # bytes
/// max_request_size = 4194304      # bytes
/// max_response_size = 4194304     # bytes
/// max_decoded_size = 67108864     # bytes of memory for a request
/// max_rule_steps = 10000000       # of rules with nested loops
/// max_buffered_bytes = 25165824   # bytes of requests of all calls
/// max_connection_buffered_bytes = 12582912 # bytes of requests of the calls of one connection
/// request_timeout = "20s"
/// connection_window = 1048576     # bytes
/// handshake_timeout = "10s"
/// keepalive_interval = "60s"      # "0s": never
/// keepalive_timeout = "20s"
/// max_connection_age = "1h"
/// max_connection_age_grace = "30s"
///
/// [drain]
/// delay = "5s"
/// grace = "30s"
///
/// [tls]                           # with the feature `tls`
/// certificates = "tls/server.pem"
/// key = "tls/server.key"
/// client_authorities = "tls/clients-ca.pem"
/// clients_optional = false
/// reload = "60s"
///
/// [jwt]                           # with the feature `jwt`; see ServerConfig::jwt
/// issuer = "https://issuer.example.com"
/// audience = "users"
/// jwks_file = "config/keys.json"
/// # Or one key: a public one as PEM, or a secret.
/// # key_file = "/run/secrets/jwt-key"
/// algorithms = ["RS256"]          # default: those of the JWKS; required with `key_file`
/// leeway = "30s"
///
/// [web]                           # with the feature `web`
/// origins = ["https://app.example.com"]
/// allowed_headers = ["x-request-id"] # metadata that pages may send, in addition to that of gRPC-Web
/// exposed_headers = ["x-region"]  # metadata of responses that pages may read
/// ```
///
/// A section whose feature is missing in this build is an error, which names the feature.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    address: SocketAddr,
    #[serde(default)]
    plaintext: bool,
    #[serde(default)]
    compression: List,
    max_call_time: Option<Time>,
    protocols: Option<List>,
    #[serde(default)]
    max_method_times: BTreeMap<String, Time>,
    #[serde(default)]
    limits: LimitsConfig,
    #[serde(default)]
    drain: DrainConfig,
    #[cfg(feature = "tls")]
    tls: Option<ServerTlsConfig>,
    #[cfg(not(feature = "tls"))]
    #[serde(default)]
    tls: super::values::NeedsTls,
    #[cfg(feature = "jwt")]
    jwt: Option<super::jwt::JwtConfig>,
    #[cfg(not(feature = "jwt"))]
    #[serde(default)]
    jwt: super::values::NeedsJwt,
    #[cfg(feature = "web")]
    web: Option<WebConfig>,
    #[cfg(not(feature = "web"))]
    #[serde(default)]
    web: super::values::NeedsWeb,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsConfig {
    max_concurrent_streams: Option<u32>,
    max_concurrent_calls: Option<usize>,
    max_connections: Option<usize>,
    max_header_size: Option<u32>,
    max_request_size: Option<usize>,
    max_response_size: Option<usize>,
    max_decoded_size: Option<usize>,
    max_rule_steps: Option<u64>,
    max_buffered_bytes: Option<usize>,
    max_connection_buffered_bytes: Option<usize>,
    request_timeout: Option<Time>,
    connection_window: Option<u32>,
    handshake_timeout: Option<Time>,
    keepalive_interval: Option<Time>,
    keepalive_timeout: Option<Time>,
    max_connection_age: Option<Time>,
    max_connection_age_grace: Option<Time>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct DrainConfig {
    delay: Option<Time>,
    grace: Option<Time>,
}

#[cfg(feature = "tls")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerTlsConfig {
    certificates: PathBuf,
    key: PathBuf,
    client_authorities: Option<PathBuf>,
    #[serde(default)]
    clients_optional: bool,
    reload: Option<Time>,
}

#[cfg(feature = "web")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct WebConfig {
    origins: List,
    #[serde(default)]
    allowed_headers: List,
    #[serde(default)]
    exposed_headers: List,
}

impl ServerConfig {
    /// The address to listen on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        let (set, own) = (&self.limits, Limits::default());
        let or = |time: Option<Time>, own| time.map_or(own, |time| time.0);
        let keepalive = set.keepalive_interval.map(|time| time.0);
        Limits {
            max_concurrent_streams: set
                .max_concurrent_streams
                .unwrap_or(own.max_concurrent_streams),
            max_concurrent_calls: set.max_concurrent_calls.or(own.max_concurrent_calls),
            max_connections: set.max_connections.or(own.max_connections),
            max_header_size: set.max_header_size.unwrap_or(own.max_header_size),
            max_request_size: set.max_request_size.unwrap_or(own.max_request_size),
            max_response_size: set.max_response_size.or(own.max_response_size),
            max_decoded_size: set.max_decoded_size.or(own.max_decoded_size),
            max_rule_steps: set.max_rule_steps.unwrap_or(own.max_rule_steps),
            max_buffered_bytes: set.max_buffered_bytes.or(own.max_buffered_bytes),
            max_connection_buffered_bytes: set
                .max_connection_buffered_bytes
                .or(own.max_connection_buffered_bytes),
            request_timeout: or(set.request_timeout, own.request_timeout),
            connection_window: set.connection_window.unwrap_or(own.connection_window),
            handshake_timeout: or(set.handshake_timeout, own.handshake_timeout),
            keepalive_interval: keepalive
                .or(own.keepalive_interval)
                .filter(|time| !time.is_zero()),
            keepalive_timeout: or(set.keepalive_timeout, own.keepalive_timeout),
            max_connection_age: set.max_connection_age.map(|time| time.0),
            max_connection_age_grace: or(
                set.max_connection_age_grace,
                own.max_connection_age_grace,
            ),
        }
    }

    /// The settings of the drain.
    pub fn drain(&self) -> Drain {
        let own = Drain::default();
        Drain {
            delay: self.drain.delay.map_or(own.delay, |time| time.0),
            grace: self.drain.grace.map_or(own.grace, |time| time.0),
            ..own
        }
    }

    /// The JWT authenticator of the section `[jwt]`.
    ///
    /// ```no_run
    /// # fn run(config: rpcsmith_runtime::config::ServerConfig) -> Result<(), Box<dyn std::error::Error>> {
    /// use rpcsmith_runtime::{Server, auth::Auth};
    ///
    /// let builder = Server::builder().auth(Auth::new(config.jwt()?)).configure(&config)?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If the section is missing, so that a server never runs without authentication by mistake; if a file cannot be read, or
    /// has no key for the algorithms.
    #[cfg(feature = "jwt")]
    pub fn jwt(&self) -> Result<rpcsmith_server::auth::Jwt, super::ConfigError> {
        match &self.jwt {
            Some(jwt) => jwt.read(),
            None => Err(super::ConfigError("there is no section `jwt`".to_owned())),
        }
    }
}

#[cfg(feature = "tls")]
impl ServerTlsConfig {
    fn read(&self) -> rpcsmith_server::serve::ServerTls {
        let tls = rpcsmith_server::serve::ServerTls::files(&self.certificates, &self.key);
        let tls = match (&self.client_authorities, self.clients_optional) {
            (Some(file), true) => tls.accept_client_certificates(file),
            (Some(file), false) => tls.require_client_certificates(file),
            (None, _) => tls,
        };
        match self.reload {
            Some(Time(interval)) => tls.reload_every(interval),
            None => tls,
        }
    }
}

#[cfg(feature = "web")]
impl WebConfig {
    fn read(&self) -> Result<rpcsmith_server::serve::Web, ServeError> {
        let mut web = rpcsmith_server::serve::Web::new();
        for origin in &self.origins.0 {
            web = web.allow_origin(origin)?;
        }
        for name in &self.allowed_headers.0 {
            web = web.allow_header(header("allowed_headers", name)?);
        }
        for name in &self.exposed_headers.0 {
            web = web.expose_header(header("exposed_headers", name)?);
        }
        Ok(web)
    }
}

/// Parses the name of a header. `*` is a valid name in HTTP, but means all headers in CORS.
#[cfg(feature = "web")]
fn header(setting: &str, name: &str) -> Result<http::HeaderName, ServeError> {
    let read = name.parse().ok().filter(|_| name != "*");
    read.ok_or_else(|| {
        let reason = format!("web: {setting}: `{name}` is not the name of a header");
        ServeError::Setting(reason)
    })
}

impl ServerSettings for ServerConfig {
    /// Applies the settings to a builder.
    fn apply(&self, mut builder: ServerBuilder) -> Result<ServerBuilder, ServeError> {
        builder = builder.limits(self.limits()).drain(self.drain());
        for encoding in encodings(&self.compression).map_err(ServeError::Setting)? {
            builder = builder.compression(encoding);
        }
        if let Some(names) = &self.protocols {
            let protocols: Result<Vec<Protocol>, _> =
                names.0.iter().map(|name| name.parse()).collect();
            let unknown = |error| ServeError::Setting(format!("protocols: {error}"));
            builder = builder.protocols(protocols.map_err(unknown)?);
        }
        if let Some(Time(time)) = self.max_call_time {
            builder = builder.max_call_time(time);
        }
        for (path, Time(time)) in &self.max_method_times {
            builder = builder.max_method_time(path.as_str(), *time);
        }
        if self.plaintext {
            builder = builder.allow_plaintext();
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            builder = builder.tls(tls.read());
        }
        #[cfg(feature = "web")]
        if let Some(web) = &self.web {
            builder = builder.web(web.read()?);
        }
        Ok(builder)
    }
}
