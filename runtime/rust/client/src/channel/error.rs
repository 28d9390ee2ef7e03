//! Errors of channels.

use std::fmt;

use rpcsmith_wire::Status;

use super::ServiceConfigError;

/// Why a channel cannot be created or connected.
#[derive(Debug)]
#[non_exhaustive]
pub enum ChannelError {
    /// The target is invalid.
    Target(String),
    /// The service config is malformed.
    ServiceConfig(ServiceConfigError),
    /// The TLS settings are invalid.
    Tls(String),
    /// The channel cannot connect.
    Connect(Status),
    /// A setting is invalid; the text has the reason.
    Setting(String),
}

impl fmt::Display for ChannelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(target) => write!(
                f,
                "`{target}` is not a target such as http://host:port, dns:///host:port or unix:/path"
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
