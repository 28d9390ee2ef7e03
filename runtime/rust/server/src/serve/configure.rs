//! Settings of a server that are read from elsewhere.

use super::builder::ServerBuilder;
use super::error::ServeError;

/// Settings that a server takes as a whole: `config::ServerConfig`, or a type of the program.
pub trait ServerSettings {
    /// Makes the settings on a builder.
    ///
    /// # Errors
    /// If a setting is not usable in this build.
    fn apply(&self, builder: ServerBuilder) -> Result<ServerBuilder, ServeError>;
}

impl ServerBuilder {
    /// Takes the settings of a configuration, in place of those set before.
    ///
    /// # Errors
    /// If one is not usable in this build.
    pub fn configure(self, settings: &impl ServerSettings) -> Result<Self, ServeError> {
        settings.apply(self)
    }
}
