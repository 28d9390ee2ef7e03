//! The settings of the server.

use std::env;

use rpcsmith_runtime::config::{ConfigError, Secret, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/shop.toml`, overridden by environment variables that begin with `SHOP__`.
///
/// Settings of your own become fields here. Unknown settings are refused, in the file and in variables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The settings that every server has.
    pub server: ServerConfig,
    /// The database, if there is one.
    pub database: Option<DatabaseConfig>,
}

/// `[database]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Where the URL is. It holds a password, so the settings only name the variable or the file with it.
    pub url: Secret,
}

impl Config {
    /// Reads `config/shop.toml`, or the file that `SHOP_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
        let file = env::var("SHOP_CONFIG").unwrap_or_else(|_| "config/shop.toml".to_owned());
        Sources::new("SHOP")?.file(file)?.env().read()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings of the file, with one variable.
    fn with(name: &str, value: &str) -> Result<Config, ConfigError> {
        Sources::new("SHOP")?
            .file("config/shop.toml")?
            .vars([(format!("SHOP__{name}"), value)])
            .read()
    }

    #[test]
    fn the_file_is_valid() {
        with("SERVER__DRAIN__GRACE", "5s").unwrap();
    }

    #[test]
    fn the_database_is_a_secret() {
        let config = with("DATABASE__URL", "config/database.url").unwrap();
        let url = Secret::file("config/database.url");
        assert_eq!(config.database.unwrap().url, url);
        // The URL itself is refused: settings may be in logs.
        assert!(with("DATABASE__URL", "postgres://me:password@localhost/app").is_err());
    }

    #[test]
    fn unknown_settings_are_refused() {
        for name in ["X", "SERVER__X", "DATABASE__X"] {
            let error = with(name, "1").unwrap_err();
            assert!(error.to_string().contains("unknown field `x`"), "{error}");
        }
    }
}
