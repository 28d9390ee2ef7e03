//! Applies settings from a configuration.

use super::builder::ServerBuilder;
use super::error::ServeError;

/// A set of server settings: `config::ServerConfig`, or your own type.
pub trait ServerSettings {
    /// Applies the settings to a builder.
    ///
    /// # Errors
    /// If a setting is invalid, or if this build does not support it.
    fn apply(&self, builder: ServerBuilder) -> Result<ServerBuilder, ServeError>;
}

impl ServerBuilder {
    /// Applies the settings of a configuration. They override earlier ones.
    ///
    /// # Errors
    /// If a setting is invalid, or if this build does not support it.
    pub fn configure(self, settings: &impl ServerSettings) -> Result<Self, ServeError> {
        settings.apply(self)
    }
}
