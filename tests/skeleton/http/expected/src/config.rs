//! The settings of the server.

use std::env;

use rpcsmith_runtime::config::{ConfigError, Secret, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/shelves.toml`, overridden by environment variables with the prefix `SHELVES__`.
///
/// Add a field for each of your own settings. Unknown settings are errors, in the file and in variables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The settings of the server.
    pub server: ServerConfig,
    /// The database, if the service has one.
    pub database: Option<DatabaseConfig>,
}

/// `[database]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// The variable or the file that contains the URL. The URL has a password, so it is not in the settings.
    pub url: Secret,
}

impl Config {
    /// Reads `config/shelves.toml`, or the file that `SHELVES_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
        let file = env::var("SHELVES_CONFIG").unwrap_or_else(|_| "config/shelves.toml".to_owned());
        Sources::new("SHELVES")?.file(file)?.env().read()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings in the file, with one variable.
    fn with(name: &str, value: &str) -> Result<Config, ConfigError> {
        Sources::new("SHELVES")?
            .file("config/shelves.toml")?
            .vars([(format!("SHELVES__{name}"), value)])
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
        // The URL itself is an error, because logs may contain settings.
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
