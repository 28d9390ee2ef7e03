//! What must not be shown.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ConfigError;

/// A file that holds a secret; settings have its path.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(PathBuf);

impl Secret {
    /// A secret in a file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Reads it anew, without the line end that editors put behind it.
    ///
    /// # Errors
    /// If the file cannot be read, is not a text, or is empty.
    pub fn read(&self) -> Result<SecretText, ConfigError> {
        let told = |what: &dyn fmt::Display| ConfigError(format!("{}: {what}", self.0.display()));
        let text = std::fs::read_to_string(&self.0).map_err(|error| told(&error))?;
        let text = text.trim_end_matches(['\n', '\r']);
        match text.is_empty() {
            true => Err(told(&"there is no secret in it")),
            false => Ok(SecretText(text.to_owned())),
        }
    }
}

/// A secret, which is not printed.
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
