//! The settings of the server.

use std::env;

use rpcsmith_runtime::config::{ConfigError, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/user-service.toml`, overridden by environment variables with the prefix `USER_SERVICE__`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address, the limits and the drain.
    pub server: ServerConfig,
}

impl Config {
    /// Reads `config/user-service.toml`, or the file that `USER_SERVICE_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
        let file = env::var("USER_SERVICE_CONFIG")
            .unwrap_or_else(|_| "config/user-service.toml".to_owned());
        Sources::new("USER_SERVICE")?.file(file)?.env().read()
    }
}
