//! The default service config in generated clients.

use std::sync::OnceLock;

use super::{ServiceConfig, ServiceConfigError};

/// The service config of a generated client, from the option `service_config`.
///
/// It applies to calls of that client over a `Channel` without a service config. Its load balancing and health checks apply
/// only if the client created the channel.
#[derive(Debug)]
pub struct DefaultServiceConfig {
    json: &'static str,
    read: OnceLock<Result<ServiceConfig, ServiceConfigError>>,
}

impl DefaultServiceConfig {
    /// Creates it from JSON, which is parsed when it is first used.
    pub const fn new(json: &'static str) -> Self {
        let read = OnceLock::new();
        Self { json, read }
    }

    /// The JSON text.
    pub fn json(&self) -> &'static str {
        self.json
    }

    /// The parsed config, for example to build a channel with it.
    ///
    /// # Errors
    /// If the text is not a valid service config.
    pub fn read(&self) -> Result<&ServiceConfig, &ServiceConfigError> {
        self.read.get_or_init(|| self.json.parse()).as_ref()
    }
}
