//! What a server sets for its services.

use tonic::codec::CompressionEncoding;

/// What holds for the services of a server that do not say otherwise themselves.
#[derive(Clone, Debug, Default)]
pub struct ServiceDefaults {
    /// Encodings of requests that are accepted and of responses to clients that accept them.
    pub compression: Vec<CompressionEncoding>,
    /// Bytes of a request message; 4 MiB if there is no number.
    pub max_request_size: Option<usize>,
    /// Bytes of a response message; unlimited if there is no number.
    pub max_response_size: Option<usize>,
}
