//! Generated clients over a channel.

use rpcsmith_service::service_config::DefaultServiceConfig;

#[cfg(feature = "http-json")]
use super::Protocol;
use super::{Channel, ChannelBuilder, ChannelError};
use crate::client::Client;

impl Client {
    /// Connects a [`Channel`] to a target, for example `http://[::1]:50051`.
    ///
    /// To connect with the first call, or to change settings, build a channel, and pass it to [`Client::new`].
    ///
    /// # Errors
    /// If `target` is invalid or unreachable.
    pub async fn connect(target: impl Into<String>) -> Result<Self, ChannelError> {
        Self::over(Channel::builder(target)).await
    }

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
        Self::over(Channel::builder(target).service_config(read.clone())).await
    }

    /// Connects a [`Channel`] of HTTP/JSON over HTTP/1.1 to a target, for example `http://[::1]:8080`. It needs
    /// [`with_routes`](Self::with_routes).
    ///
    /// # Errors
    /// If `target` is invalid or unreachable.
    #[cfg(feature = "http-json")]
    pub async fn connect_http(target: impl Into<String>) -> Result<Self, ChannelError> {
        let channel = Channel::builder(target).protocol(Protocol::HttpJson);
        Self::over(channel.http1()).await
    }

    async fn over(channel: ChannelBuilder) -> Result<Self, ChannelError> {
        let channel = channel.build()?;
        let ready = channel.ready().await;
        ready.map_err(ChannelError::Connect)?;
        Ok(Self::new(channel))
    }
}

impl<F> Client<F> {
    /// Sets the service config for a transport that is a [`Channel`] without one.
    #[must_use]
    pub fn with_service_config(mut self, config: &'static DefaultServiceConfig) -> Self {
        self.core.service_config = Some(config);
        self
    }
}
