//! The service config that generated clients bring along.

use std::sync::OnceLock;

use super::{ServiceConfig, ServiceConfigError};

/// A service config that was given when a client was generated.
///
/// It holds for the calls of that client over a `Channel` that is given none of
/// its own; of what is not about methods `retryThrottling` does, and the rest if the client has
/// made the channel.
#[derive(Debug)]
pub struct DefaultServiceConfig {
    json: &'static str,
    read: OnceLock<Result<ServiceConfig, ServiceConfigError>>,
}

impl DefaultServiceConfig {
    /// Takes the text of a service config; it is read when it is first asked for.
    pub const fn new(json: &'static str) -> Self {
        let read = OnceLock::new();
        Self { json, read }
    }

    /// Its text.
    pub fn json(&self) -> &'static str {
        self.json
    }

    /// What it says, for example to give it to a channel with changes.
    ///
    /// # Errors
    /// If the text is none, or speaks of what this version does not know.
    pub fn read(&self) -> Result<&ServiceConfig, &ServiceConfigError> {
        self.read.get_or_init(|| self.json.parse()).as_ref()
    }
}
