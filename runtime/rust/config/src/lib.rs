//! Settings of servers and channels, from a TOML file and from the environment.
//!
//! With the prefix `USERS`, the variable `USERS__LIMITS__MAX_CONCURRENT_CALLS` sets `max_concurrent_calls` under `[limits]`,
//! and overrides the file. A value is read as TOML (`5000`, `true`), or else as a string; a list is a string with commas.
//! Times are `250ms`, `1.5s`, `2m`, `1h`. An unknown key is an error, in the file and in variables with the prefix. Settings
//! never contain secrets: a [`Secret`] names the file or the variable that contains it.
//!
//! ```
//! use rpcsmith_runtime::config::{ServerConfig, Sources};
//!
//! let toml = r#"
//!     address = "127.0.0.1:50051"
//!     max_call_time = "30s"
//!     [drain]
//!     grace = "20s"
//! "#;
//! let sources = Sources::new("USERS")?.toml(toml).vars([("USERS__DRAIN__GRACE", "5s")]);
//! let config: ServerConfig = sources.read()?;
//! assert_eq!(config.drain().grace.as_secs(), 5);
//!
//! let unknown = Sources::new("USERS")?.toml("adress = 1").read::<ServerConfig>();
//! assert!(unknown.unwrap_err().to_string().contains("unknown field `adress`"));
//! # Ok::<(), rpcsmith_runtime::config::ConfigError>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "channel")]
mod channel;
#[cfg(feature = "jwt")]
mod jwt;
mod secret;
#[cfg(feature = "serve")]
mod server;
#[cfg(any(feature = "channel", feature = "serve"))]
mod values;

use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

#[cfg(feature = "channel")]
pub use channel::ChannelConfig;
pub use secret::{Secret, SecretText};
#[cfg(feature = "serve")]
pub use server::ServerConfig;

/// The sources of settings: TOML, and environment variables that override it.
#[derive(Clone)]
pub struct Sources {
    prefix: String,
    toml: String,
    vars: Vec<(String, String)>,
}

impl Sources {
    /// Reads variables that start with `prefix` and two underscores.
    ///
    /// # Errors
    /// If the prefix is empty, or has other characters than capital letters, digits and single underscores.
    pub fn new(prefix: &str) -> Result<Self, ConfigError> {
        let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        if prefix.is_empty() || !prefix.bytes().all(letters) || prefix.contains("__") {
            return Err(ConfigError(format!(
                "`{prefix}` is not a prefix such as `USERS`"
            )));
        }
        Ok(Self {
            prefix: format!("{prefix}__"),
            toml: String::new(),
            vars: Vec::new(),
        })
    }

    /// Sets the TOML text.
    #[must_use]
    pub fn toml(mut self, toml: impl Into<String>) -> Self {
        self.toml = toml.into();
        self
    }

    /// Sets the TOML text to the content of a file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn file(self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let unreadable = |error| ConfigError(format!("{}: {error}", path.display()));
        Ok(self.toml(std::fs::read_to_string(path).map_err(unreadable)?))
    }

    /// Adds variables.
    #[must_use]
    pub fn vars<K: Into<String>, V: Into<String>>(
        mut self,
        vars: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let vars = vars
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()));
        self.vars.extend(vars);
        self
    }

    /// Adds the environment variables of this process, except those that are not Unicode.
    #[must_use]
    pub fn env(self) -> Self {
        let vars = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
        self.vars(vars)
    }

    /// Reads the settings.
    ///
    /// # Errors
    /// If a key is unknown, or a value has the wrong type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        let mut table: Table = self.toml.parse().map_err(ConfigError::new)?;
        for (key, value) in &self.vars {
            if let Some(path) = key.strip_prefix(&self.prefix) {
                set(&mut table, key, path, value)?;
            }
        }
        T::deserialize(table).map_err(ConfigError::new)
    }
}

/// Does not print the variables: they can contain secrets.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

fn set(table: &mut Table, key: &str, path: &str, value: &str) -> Result<(), ConfigError> {
    let path = path.to_ascii_lowercase();
    let mut names: Vec<_> = path.split("__").collect();
    let last = names.pop().unwrap_or_default();
    if last.is_empty() || names.contains(&"") {
        return Err(ConfigError(format!("`{key}` does not name a setting")));
    }
    let mut table = table;
    for name in names {
        let inner = table
            .entry(name)
            .or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(inner) = inner else {
            return Err(ConfigError(format!("`{key}`: `{name}` is not a section")));
        };
        table = inner;
    }
    table.insert(last.to_owned(), read_value(value));
    Ok(())
}

/// Reads a TOML value, or else the text as a string.
fn read_value(text: &str) -> Value {
    let read = format!("value = {text}").parse::<Table>().ok();
    let value = read
        .filter(|table| table.len() == 1)
        .and_then(|mut table| table.remove("value"));
    match value {
        Some(value) if !value.is_datetime() => value,
        _ => Value::String(text.to_owned()),
    }
}

/// An error in the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    fn new(error: impl fmt::Display) -> Self {
        Self(error.to_string().trim_end().to_owned())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}
