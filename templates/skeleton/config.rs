//! The settings of the server.

use std::env;
{% if extras.metrics %}use std::net::SocketAddr;
{% endif %}
use rpcsmith_runtime::config::{ConfigError, Secret, ServerConfig, Sources};
use serde::Deserialize;

/// All settings: `config/{{ package }}.toml`, overridden by environment variables that begin with `{{ prefix }}__`.
///
/// Settings of your own become fields here. Unknown settings are refused, in the file and in variables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The settings that every server has.
    pub server: ServerConfig,
{% if extras.metrics %}    /// Where Prometheus reads the metrics.
    pub metrics: MetricsConfig,
{% endif %}    /// The database, if there is one.
    pub database: Option<DatabaseConfig>,
}
{% if extras.metrics %}
/// `[metrics]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsConfig {
    /// The address that answers `/metrics`.
    pub address: SocketAddr,
}
{% endif %}
/// `[database]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Where the URL is. It holds a password, so the settings only name the variable or the file with it.
    pub url: Secret,
}

impl Config {
    /// Reads `config/{{ package }}.toml`, or the file that `{{ prefix }}_CONFIG` names, and the environment.
    ///
    /// # Errors
    /// If the file cannot be read, a setting is unknown, or a value is invalid.
    pub fn read() -> Result<Self, ConfigError> {
{{ sources }}    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings of the file, with one variable.
    fn with(name: &str, value: &str) -> Result<Config, ConfigError> {
{{ test_sources }}    }

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
        for name in ["X", "SERVER__X", {% if extras.metrics %}"METRICS__X", {% endif %}"DATABASE__X"] {
            let error = with(name, "1").unwrap_err();
            assert!(error.to_string().contains("unknown field `x`"), "{error}");
        }
    }
}
{# #}
