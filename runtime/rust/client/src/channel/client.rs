//! Generated clients over a channel.

use rpcsmith_service::service_config::DefaultServiceConfig;

use super::{Channel, ChannelError};
use crate::client::Client;

impl Client {
    /// Connects a [`Channel`] to a target, for example `http://[::1]:50051`, and
    /// calls as a service config says.
    ///
    /// For a channel with other settings, build it, and give it to [`Client::new`].
    ///
    /// # Errors
    /// If `target` is invalid or unreachable, or if the service config cannot be read.
    pub async fn connect_channel(
        target: impl Into<String>,
        config: &'static DefaultServiceConfig,
    ) -> Result<Self, ChannelError> {
        let read = config.read().map_err(Clone::clone)?;
        let channel = Channel::builder(target).service_config(read.clone());
        let channel = channel.build()?;
        let ready = channel.ready().await;
        ready.map_err(ChannelError::Connect)?;
        Ok(Self::new(channel))
    }

    /// Calls as a service config says, if the transport is a [`Channel`] that is
    /// given none itself.
    #[must_use]
    pub fn with_service_config(mut self, config: &'static DefaultServiceConfig) -> Self {
        self.service_config = Some(config);
        self
    }
}
