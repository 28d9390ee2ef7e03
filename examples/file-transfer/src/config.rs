//! The settings of the server.

use std::env;
use std::path::PathBuf;

use rpcsmith_runtime::config::{ConfigError, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/file-transfer.toml`, overridden by environment variables with the prefix `FILE_TRANSFER__`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the files are.
    pub folder: PathBuf,
    /// The largest file, in bytes.
    pub max_file_size: u64,
    /// The address, the limits and the drain.
    pub server: ServerConfig,
}

impl Config {
    /// Reads `config/file-transfer.toml`, or the file that `FILE_TRANSFER_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
        let file = env::var("FILE_TRANSFER_CONFIG")
            .unwrap_or_else(|_| "config/file-transfer.toml".to_owned());
        Sources::new("FILE_TRANSFER")?.file(file)?.env().read()
    }
}
