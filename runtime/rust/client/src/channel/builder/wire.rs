//! The protocol of a channel, and its version of HTTP.

use super::super::{ChannelError, Protocol};
use super::ChannelBuilder;

impl ChannelBuilder {
    /// Makes calls with this protocol. Default: gRPC. Deadlines, retries, hedging and load balancing are the same for all.
    ///
    /// A generated client of HTTP/JSON, such as `UserServiceHttpClient`, calls by its routes over a channel of any protocol. With
    /// [`Protocol::HttpJson`], the channel has no other calls.
    ///
    /// ```
    /// use rpcsmith_runtime::Channel;
    /// use rpcsmith_runtime::channel::Protocol;
    ///
    /// let channel = Channel::builder("http://localhost:8080").protocol(Protocol::Connect).http1();
    /// ```
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.wire.protocol = protocol;
        self
    }

    /// Uses connections of HTTP/1.1, for Connect, gRPC-Web and HTTP/JSON. Default: HTTP/2, without an upgrade.
    ///
    /// A connection then has one call at a time, and a bidirectional stream reads no response before its requests end, unless
    /// the server answers earlier.
    pub fn http1(mut self) -> Self {
        self.wire.http1 = true;
        self
    }

    /// Makes unary calls of Connect by GET if the method has no side effects (`idempotency_level`) and the URI is short, so that
    /// caches can answer them.
    pub fn use_get(mut self) -> Self {
        self.wire.get = true;
        self
    }

    /// The most connections to one address. HTTP/1.1 needs one for each call.
    pub(super) fn connections(&self) -> usize {
        let default = if self.wire.http1 { 64 } else { 8 };
        self.max_connections.unwrap_or(default)
    }

    /// Rejects what a protocol does not have.
    pub(super) fn check_wire(&self, health: Option<&str>) -> Result<(), ChannelError> {
        let reason = match self.wire.protocol {
            Protocol::Grpc if self.wire.http1 => "gRPC needs HTTP/2",
            Protocol::Grpc => return Ok(()),
            Protocol::HttpJson if cfg!(not(feature = "http-json")) => {
                "HTTP/JSON needs the feature `http-json`"
            }
            _ if health.is_some() => "health checks need the protocol gRPC",
            _ => return Ok(()),
        };
        Err(ChannelError::Setting(reason.to_owned()))
    }
}
