//! Settings of a server for its services.

use rpcsmith_wire::codec::CompressionEncoding;

/// Defaults of a server for the settings that its services do not set.
#[derive(Clone, Debug, Default)]
pub struct ServiceDefaults {
    /// Compressions of accepted requests, and of responses to clients that accept them.
    pub compression: Vec<CompressionEncoding>,
    /// The limit of a request message, in bytes. Default: 4 MiB.
    pub max_request_size: Option<usize>,
    /// The limit of a response message, in bytes. Default: no limit.
    pub max_response_size: Option<usize>,
}
