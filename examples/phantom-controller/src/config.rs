//! The settings of the node.

use std::env;

use rpcsmith_runtime::config::{ConfigError, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/phantom-controller.toml`, overridden by environment variables with the prefix `PHANTOM_CONTROLLER__`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address, the limits and the drain.
    pub server: ServerConfig,
}

impl Config {
    /// Reads `config/phantom-controller.toml`, or the file that `PHANTOM_CONTROLLER_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
        let file = env::var("PHANTOM_CONTROLLER_CONFIG")
            .unwrap_or_else(|_| "config/phantom-controller.toml".to_owned());
        Sources::new("PHANTOM_CONTROLLER")?.file(file)?.env().read()
    }
}
