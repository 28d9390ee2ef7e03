//! The settings of the server.

use std::env;

use rpcsmith_runtime::config::{ConfigError, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/image-classifier.toml`, overridden by environment variables with the prefix `IMAGE_CLASSIFIER__`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address, the limits and the drain.
    pub server: ServerConfig,
}

impl Config {
    /// Reads `config/image-classifier.toml`, or the file that `IMAGE_CLASSIFIER_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
        let file = env::var("IMAGE_CLASSIFIER_CONFIG")
            .unwrap_or_else(|_| "config/image-classifier.toml".to_owned());
        Sources::new("IMAGE_CLASSIFIER")?.file(file)?.env().read()
    }
}
