//! Generated clients over a channel.

use rpcsmith_service::service_config::DefaultServiceConfig;

use super::{Channel, ChannelError};
use crate::client::Client;

impl Client {
    /// Connects a [`Channel`] to a target, for example `http://[::1]:50051`, with a service config.
    ///
    /// To change other settings, build a channel, and pass it to [`Client::new`].
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

    /// Sets the service config for a transport that is a [`Channel`] without one.
    #[must_use]
    pub fn with_service_config(mut self, config: &'static DefaultServiceConfig) -> Self {
        self.service_config = Some(config);
        self
    }
}
