//! Secrets, which settings only refer to.

use std::env;
use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};

use super::ConfigError;

/// The place of a secret: a file, or an environment variable. Settings never contain the secret itself.
///
/// ```
/// use rpcsmith_runtime::config::{Secret, Sources};
///
/// #[derive(Debug, serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct DatabaseConfig {
///     url: Secret,
/// }
///
/// let read = |toml: &str| Sources::new("USERS")?.toml(toml).read::<DatabaseConfig>();
/// assert_eq!(read("url = { env = 'DATABASE_URL' }")?.url, Secret::env("DATABASE_URL"));
/// assert_eq!(read("url = { file = '/run/database/url' }")?.url, Secret::file("/run/database/url"));
/// assert_eq!(read("url = '/run/database/url'")?.url, Secret::file("/run/database/url"));
/// // A URL is the secret itself, and would be printed in errors.
/// assert!(read("url = 'postgres://me:password@localhost/users'").is_err());
/// # Ok::<(), rpcsmith_runtime::config::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret(Place);

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    File(PathBuf),
    Env(String),
}

impl Secret {
    /// A secret in a file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Place::File(path.into()))
    }

    /// A secret in an environment variable of this process.
    pub fn env(name: impl Into<String>) -> Self {
        Self(Place::Env(name.into()))
    }

    /// Reads the secret from the file or the variable, without trailing line breaks.
    ///
    /// # Errors
    /// If the file or the variable cannot be read, is not UTF-8, or is empty.
    pub fn read(&self) -> Result<SecretText, ConfigError> {
        let invalid = |reason: &dyn fmt::Display| ConfigError(format!("{self}: {reason}"));
        let text = match &self.0 {
            Place::File(path) => std::fs::read_to_string(path).map_err(|error| invalid(&error))?,
            Place::Env(name) => env::var(name).map_err(|error| match error {
                env::VarError::NotPresent => invalid(&"it is not set"),
                // Its own message would print the value.
                env::VarError::NotUnicode(_) => invalid(&"it is not UTF-8"),
            })?,
        };
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            Err(invalid(&"it is empty"))
        } else {
            Ok(SecretText(text.to_owned()))
        }
    }
}

/// The place, not the secret: `/run/database/url`, `the variable DATABASE_URL`.
impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::File(path) => path.display().fmt(f),
            Place::Env(name) => write!(f, "the variable {name}"),
        }
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlaceVisitor)
    }
}

/// A path, or a table with `file` or `env`.
struct PlaceVisitor;

impl<'de> Visitor<'de> for PlaceVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path of a file with the secret, { file = \"PATH\" } or { env = \"NAME\" }")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<Secret, E> {
        // Errors print paths, and must not print secrets.
        if path.contains("://") || path.contains('\n') {
            Err(E::custom(
                "this is a secret, not the path of a file: write { file = \"PATH\" } or { env = \"NAME\" }",
            ))
        } else {
            Ok(Secret::file(path))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Secret, A::Error> {
        Place::deserialize(MapAccessDeserializer::new(map)).map(Secret)
    }
}

/// A secret. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}
