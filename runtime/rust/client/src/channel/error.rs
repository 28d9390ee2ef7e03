//! Why there is no channel.

use std::fmt;

use tonic::Status;

use super::ServiceConfigError;

/// Why there is no channel.
#[derive(Debug)]
#[non_exhaustive]
pub enum ChannelError {
    /// The target is none.
    Target(String),
    /// The service config is malformed.
    ServiceConfig(ServiceConfigError),
    /// TLS cannot be set up as told.
    Tls(String),
    /// There is no connection.
    Connect(Status),
    /// A setting is not usable, for the reason told.
    Setting(String),
}

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(target) => write!(
                f,
                "`{target}` is no target such as http://host:port, dns:///host:port or unix:/path"
            ),
            Self::ServiceConfig(error) => write!(f, "the service config: {error}"),
            Self::Connect(status) => f.write_str(status.message()),
            Self::Tls(reason) | Self::Setting(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for ChannelError {}

impl From<ServiceConfigError> for ChannelError {
    fn from(error: ServiceConfigError) -> Self {
        Self::ServiceConfig(error)
    }
}
